"""Answers out and in: exports of a session, and rows filled in from paper that become participants."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor.channels.web.arriving import Gate
from advisor.knowledge import load_knowledge
from advisor.pages.training.files import ANSWERS, add_downloads, one_more
from advisor.pages.training.filled_rows import Added, add_rows, lines
from advisor.pages.training.forms import field
from advisor.pages.training.group_texts import fill, said
from advisor.pages.training.guard import Guard
from advisor.pages.training.layout import page
from advisor.pages.training.visits import PATH, Visit
from advisor.storage.paper_rows import PaperRows
from advisor.training.accounts import Action
from advisor.training.papers.importing import ENDINGS, Imported, import_answers
from advisor.training.papers.rows import exported
from advisor.training.records import Session
from advisor.wording.assessment_object import utc_now
from advisor.wording.texts import Texts

MOST_BYTES = 1024 * 1024
SHOWN_FAULTS = 60


@dataclass(frozen=True)
class Report:
    """What became of a file that was sent, in words."""

    done: Sequence[str] = ()
    faults: Sequence[str] = ()
    more: str = ""

    @property
    def status(self) -> int:
        """The HTTP status: whether anything of it was taken."""
        return 200 if self.done else 422


def export(guard: Guard, rows: PaperRows, gate: Gate) -> Blueprint:
    """The routes `/training/<id>/export…` and `/training/<id>/import`; slot `export`."""
    routes = Blueprint("training_export", url_prefix=PATH)
    sessions = guard.stores.sessions
    add_downloads(routes, guard, gate)

    async def shown(request: Request, visit: Visit, session: Session, report: Report | None = None) -> HTTPResponse:
        seats = await asyncio.to_thread(sessions.seats, session.id)
        return page(
            request,
            visit,
            "export.html.j2",
            report.status if report else 200,
            session=session,
            tab="export",
            said=said(visit.language),
            formats=tuple(ANSWERS),
            left_out=exported(session, seats).left_out,
            takes=session.takes_answers(date.today()),
            endings=",".join(ENDINGS),
            report=report,
        )

    @routes.get("/<id:str>/export")
    @guard.session_page(Action.EXPORT_ANSWERS)
    async def show(request: Request, visit: Visit, session: Session) -> HTTPResponse:
        return await shown(request, visit, session)

    @routes.post("/<id:str>/import")
    @guard.session_page(Action.CHANGE_ANSWERS)
    async def take_in(request: Request, visit: Visit, session: Session) -> HTTPResponse:
        words = said(visit.language)["import"]
        file = request.files.get("file") if request.files else None
        if not session.takes_answers(date.today()):
            return await shown(request, visit, session, Report(faults=[words["over"]]))
        if file is None or not file.name or not file.body:
            return await shown(request, visit, session, Report(faults=[words["no_file"]]))
        if len(file.body) > MOST_BYTES:
            return await shown(request, visit, session, Report(faults=[words["large"]]))
        one_more(gate, visit)
        named = field(request, "named") == "yes" and not session.anonymous
        also_known = field(request, "also_known") == "yes"

        def work() -> Report:
            knowledge = load_knowledge()
            found = import_answers(file.body, PurePath(file.name).suffix.lower(), knowledge, visit.language)
            added = add_rows(found, session, knowledge, sessions, rows, utc_now(), named, also_known)
            return _report(words, found, added, Texts(knowledge, visit.language).say("list.comma"))

        return await shown(request, visit, session, await asyncio.to_thread(work))

    return routes


def _report(words: Any, found: Imported, added: Added, comma: str) -> Report:
    done = []
    if added.numbers:
        there, here = lines(list(added.numbers), comma), lines(list(added.numbers.values()), comma)
        done.append(fill(words["added"], count=len(added.numbers), lines=there, numbers=here))
    if added.known:
        done.append(fill(words["known"], count=len(added.known), lines=lines(added.known, comma)))
    if found.empty:
        done.append(fill(words["empty"], count=found.empty))
    faults = [fault.text for fault in found.faults[:SHOWN_FAULTS]]
    left = len(found.faults) - len(faults)
    return Report(done if found.rows else [], faults, fill(words["more"], count=left) if left else "")
