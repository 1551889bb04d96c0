"""Papers and files of a session to take along: questionnaire, kit, group report, exports of the answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import date, datetime, timezone
from typing import Any
from urllib.parse import quote

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor.channels.web.arriving import REPORTS, Gate
from advisor.channels.web.refusals import Refused
from advisor.knowledge import load_knowledge
from advisor.pages.training.group_texts import ONCE, said
from advisor.pages.training.guard import Guard
from advisor.pages.training.layout import page
from advisor.pages.training.refusals import Refusal
from advisor.pages.training.visits import PATH, Visit
from advisor.reports.printing import PrintingUnavailable
from advisor.reports.typed import as_shown
from advisor.training.accounts import Action
from advisor.training.board import Boards
from advisor.training.board_records import Board
from advisor.training.papers.drawn import html_paper, pdf_paper
from advisor.training.papers.export import session_archive, session_csv, session_workbook
from advisor.training.papers.fill_in import blank_table
from advisor.training.papers.group_report import group_report
from advisor.training.papers.kit import kit
from advisor.training.papers.paper import Paper, paper, paper_name
from advisor.training.papers.questionnaire import questionnaire
from advisor.training.papers.texts import say
from advisor.training.papers.word import word_paper
from advisor.training.records import Session
from advisor.wording.texts import Texts

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAPERS: Mapping[str, tuple[Callable[[Paper], bytes], str]] = {
    "pdf": (pdf_paper, "application/pdf"),
    "docx": (word_paper, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "html": (lambda made: html_paper(made).encode(), "text/html; charset=utf-8"),
}
"""Format of a paper → what draws it, and its type."""
ANSWERS: Mapping[str, tuple[Callable[..., bytes], str]] = {
    "xlsx": (session_workbook, SHEET),
    "csv": (session_csv, "text/csv; charset=utf-8"),
    "zip": (session_archive, "application/zip"),
}
"""Format of an export → what makes it, and its type."""
TABLE = "xlsx"
OFFERED = {"questionnaire": tuple(PAPERS), "table": (TABLE,), "kit": tuple(PAPERS), "report": tuple(PAPERS)}
"""The papers of a session, in the order of their use → their formats."""
LONGEST_NAME = 120


def papers(guard: Guard, boards: Boards, gate: Gate) -> Blueprint:
    """The routes `/training/<id>/papers…`; slot `papers`."""
    routes = Blueprint("training_papers", url_prefix=PATH)
    sessions = guard.stores.sessions

    async def drawn(
        request: Request, visit: Visit, session: Session, format: str, make: Callable[[str], Paper]
    ) -> HTTPResponse:
        """A paper as a file; `make` makes it in a language."""
        if format not in PAPERS:
            raise Refusal("not_found")
        one_more(gate, visit)
        draw, kind = PAPERS[format]

        def work() -> tuple[bytes, str]:
            made = make(wanted(request, session))
            return draw(made), paper_name(made, format)

        try:
            content, name = await asyncio.to_thread(work)
        except PrintingUnavailable:
            words = said(visit.language)["papers"]["no_printing"]
            values = {"title": words["title"], "text": words["text"]}
            return page(request, visit, "refused.html.j2", 503, session=session, tab="papers", **values)
        return download(content, kind, name)

    def board_of(session: Session, language: str) -> Board:
        def seats() -> Any:
            return sessions.seats(session.id)

        return boards.at_mark(session, sessions.mark(session.id), seats, language, datetime.now(timezone.utc))

    @routes.get("/<id:str>/papers")
    @guard.session_page(Action.SEE_SESSION)
    async def show(request: Request, visit: Visit, session: Session) -> HTTPResponse:
        values = {"said": said(visit.language), "offered": OFFERED, "spoken": languages_of(session)}
        return page(request, visit, "papers.html.j2", session=session, tab="papers", **values)

    @routes.get("/<id:str>/papers/questionnaire/<format:str>")
    @guard.session_page(Action.SEE_SESSION)
    async def blank(request: Request, visit: Visit, session: Session, format: str) -> HTTPResponse:
        def make(language: str) -> Paper:
            return questionnaire(load_knowledge(), language, date.today(), session)

        return await drawn(request, visit, session, format, make)

    @routes.get("/<id:str>/papers/table/<format:str>")
    @guard.session_page(Action.SEE_SESSION)
    async def table(request: Request, visit: Visit, session: Session, format: str) -> HTTPResponse:
        if format != TABLE:
            raise Refusal("not_found")
        one_more(gate, visit)
        language = wanted(request, session)
        content = await asyncio.to_thread(blank_table, load_knowledge(), language, session)
        title = say(Texts(load_knowledge(), language), "fill_in.title")
        return download(content, SHEET, named_after(title, language, session, TABLE))

    @routes.get("/<id:str>/papers/kit/<format:str>")
    @guard.session_page(Action.EXPORT_ANSWERS)
    async def trainers_kit(request: Request, visit: Visit, session: Session, format: str) -> HTTPResponse:
        def make(language: str) -> Paper:
            board = board_of(session, language)
            return kit(session, load_knowledge(), language, date.today(), board if board.joined else None)

        return await drawn(request, visit, session, format, make)

    @routes.get("/<id:str>/papers/report/<format:str>")
    @guard.session_page(Action.EXPORT_ANSWERS)
    async def report(request: Request, visit: Visit, session: Session, format: str) -> HTTPResponse:
        def make(language: str) -> Paper:
            return group_report(board_of(session, language), load_knowledge())

        return await drawn(request, visit, session, format, make)

    return routes


def add_downloads(routes: Blueprint, guard: Guard, gate: Gate) -> None:
    """The routes `/training/<id>/export/<format>`, on the blueprint of the slot `export`."""
    sessions = guard.stores.sessions

    @routes.get("/<id:str>/export/<format:str>")
    @guard.session_page(Action.EXPORT_ANSWERS)
    async def answers(request: Request, visit: Visit, session: Session, format: str) -> HTTPResponse:
        if format not in ANSWERS:
            raise Refusal("not_found")
        one_more(gate, visit)
        make, kind = ANSWERS[format]

        def work() -> bytes:
            return make(session, sessions.seats(session.id), load_knowledge())

        content = await asyncio.to_thread(work)
        title = said(session.language)["export"]["file"]
        return download(content, kind, named_after(title, session.language, session, format))


def one_more(gate: Gate, visit: Visit) -> None:
    """Let an account make one more file; raises Refusal (`too_many`)."""
    try:
        gate.pass_through(REPORTS, f"training {visit.who.id}")
    except Refused as refused:
        raise Refusal("too_many", refused.wait) from None


def wanted(request: Request, session: Session) -> str:
    """The language asked for in the link of a file, or the session's."""
    language = request.args.get(ONCE, "")
    return language if language in load_knowledge().languages else session.language


def languages_of(session: Session) -> list[str]:
    """Every language, the session's first."""
    return sorted(load_knowledge().languages, key=lambda language: language != session.language)


def named_after(title: str, language: str, session: Session, format: str) -> str:
    """The name of a file that is no paper, made like theirs."""
    name = as_shown(session.name, LONGEST_NAME)
    return paper_name(paper(Texts(load_knowledge(), language), title, (), (), date.today(), name), format)


def download(content: bytes, kind: str, name: str) -> HTTPResponse:
    """A file to keep."""
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return response.raw(content, content_type=kind, headers={"Content-Disposition": disposition})
