"""The board of a session: made on the server, then kept up to date by a script that asks what is new."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import secrets
from datetime import datetime, timezone
from typing import Any

from markupsafe import Markup
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor.knowledge import load_knowledge
from advisor.pages.training.codes import web_code
from advisor.pages.training.group_texts import ONCE, before_the_group, fill, piece, said
from advisor.pages.training.guard import Guard
from advisor.pages.training.layout import page
from advisor.pages.training.refusals import Refusal
from advisor.pages.training.visits import PATH, Visit, address, wants_json
from advisor.training.accounts import Action
from advisor.training.board import Boards
from advisor.training.board_records import Board, ProblemCount, Spread
from advisor.training.records import Session
from advisor.wording.texts import Texts

PIECES = "board_pieces.html.j2"
PARTS = ("counts", "people", "answers", "types", "problems", "profile")
MOST_DIFFERING = 3
QUICK = 3
"""How hard to compress what is sent every second and a half."""
_THIS_PROCESS = secrets.token_hex(8)
"""Part of every mark: what is in the figures is kept in memory, so a new process may show others."""


def board(guard: Guard, boards: Boards) -> Blueprint:
    """The routes `/training/<id>/board…`; slot `board`."""
    routes = Blueprint("training_board", url_prefix=PATH)
    sessions = guard.stores.sessions

    async def state(session: Session, language: str) -> tuple[str, Any]:
        """The mark of the session's board, and what makes the board."""
        mark = await asyncio.to_thread(sessions.mark, session.id)
        now = datetime.now(timezone.utc)
        seen = (session, mark, language, now.astimezone().date(), load_knowledge().version, _THIS_PROCESS)

        async def made() -> Board:
            def seats() -> Any:
                return sessions.seats(session.id)

            return await asyncio.to_thread(boards.at_mark, session, mark, seats, language, now)

        return f'"{hashlib.sha256(repr(seen).encode()).hexdigest()[:24]}"', made

    @routes.get("/<id:str>/board")
    @guard.session_page(Action.SEE_ANSWERS)
    async def show(request: Request, visit: Visit, session: Session) -> HTTPResponse:
        visit = before_the_group(request, visit, session)
        mark, made = await state(session, visit.language)
        shown = await made()
        return page(
            request,
            visit,
            "board.html.j2",
            session=session,
            tab="board",
            said=said(visit.language),
            board=shown,
            mark=mark,
            parts=await asyncio.to_thread(_parts, shown),
            names=PARTS[1:],
            script=f"{PATH}/{session.id}/board.json?{ONCE}={visit.language}",
            large="large" in request.args,
            join=web_code(session, address(request)).link,
        )

    @routes.get("/<id:str>/board.json")
    @guard.session_page(Action.SEE_ANSWERS, polling=True)
    async def news(request: Request, visit: Visit, session: Session) -> HTTPResponse:
        visit = before_the_group(request, visit, session)
        mark, made = await state(session, visit.language)
        if request.headers.get("if-none-match") == mark:
            return response.empty(status=304, headers={"ETag": mark})
        shown: Board = await made()
        question = request.args.get("question")
        if question is None:
            parts = await asyncio.to_thread(_parts, shown)
        else:
            spread = _spread(shown, question)
            if not spread.basis.shown:
                return await small_group(request, visit, session, spread)
            parts = {"question": _question(shown, spread)}
        news = {"made": shown.made, "joined": shown.joined, "answering": shown.answering, "finished": shown.finished}
        return _sent(request, {**news, "parts": parts}, mark)

    @routes.get("/<id:str>/board/<question:str>")
    @guard.session_page(Action.SEE_ANSWERS)
    async def one_question(request: Request, visit: Visit, session: Session, question: str) -> HTTPResponse:
        visit = before_the_group(request, visit, session)
        mark, made = await state(session, visit.language)
        shown: Board = await made()
        spread = _spread(shown, question)
        if not spread.basis.shown:
            return await small_group(request, visit, session, spread)
        # Only to questions that can be shown: going through them must not be an attempt at anything.
        others = [each for each in shown.questions if each.basis.shown]
        place = others.index(spread)
        return page(
            request,
            visit,
            "board_question.html.j2",
            session=session,
            tab="board",
            said=said(visit.language),
            board=shown,
            mark=mark,
            spread=spread,
            part=_question(shown, spread),
            before=others[place - 1] if place else None,
            after=others[place + 1] if place + 1 < len(others) else None,
            script=f"{PATH}/{session.id}/board.json?{ONCE}={visit.language}&question={spread.question}",
        )

    async def small_group(request: Request, visit: Visit, session: Session, spread: Spread) -> HTTPResponse:
        """Why the answers to a question are not broken down; recorded as refused."""
        await guard.record(request, visit, Action.SEE_ANSWERS, f"{session.id}/{spread.question}", allowed=False)
        words = said(visit.language)["board"]["small_group"]
        title, text = fill(words["title"], question=spread.name), fill(words["text"], note=spread.basis.note)
        if wants_json(request):
            return response.json({"error": "small_group", "text": text}, status=403)
        return page(request, visit, "refused.html.j2", 403, session=session, tab="board", title=title, text=text)

    return routes


def _sent(request: Request, news: Any, mark: str) -> HTTPResponse:
    """News as JSON, compressed where the browser takes it: a tenth, which counts on a phone."""
    content, headers = json.dumps(news, ensure_ascii=False).encode(), {"ETag": mark, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        content, headers["Content-Encoding"] = gzip.compress(content, QUICK), "gzip"
    return response.raw(content, content_type="application/json", headers=headers)


def _spread(board: Board, question: str) -> Spread:
    """The answers to a question the session asks; raises Refusal."""
    for spread in board.questions:
        if spread.question == question:
            return spread
    raise Refusal("not_found")


def _parts(board: Board) -> dict[str, Markup]:
    """The parts of the board's page that change, by name."""
    texts = Texts(load_knowledge(), board.language)
    by_id = {spread.question: spread for spread in board.questions}
    values: dict[str, dict[str, Any]] = {
        "counts": {},
        "people": {},
        "answers": {"differing": [by_id[id] for id in board.differing[:MOST_DIFFERING]]},
        "types": {},
        "problems": dict(zip(("common", "others"), _by_commonness(board), strict=True)),
        "profile": {"names": {id: texts.name_of_type(id) for id in texts.knowledge.orientations}},
    }
    words = said(board.language)
    return {name: piece(PIECES, name, {"board": board, "said": words, **values[name]}) for name in PARTS}


def _question(board: Board, spread: Spread) -> Markup:
    return piece(PIECES, "question", {"board": board, "said": said(board.language), "spread": spread})


def _by_commonness(board: Board) -> tuple[list[ProblemCount], list[ProblemCount]]:
    """Problems that certainly somebody has, and those of which nothing, or nobody, is shown."""
    common = [problem for problem in board.problems if problem.figure.low > 0]
    return common, [problem for problem in board.problems if problem not in common]
