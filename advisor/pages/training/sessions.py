"""A trainer's sessions: the list, a new one, one with its codes and settings, closing and deleting it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor.channels.wechat.tokens import MemoryTokens, TokenStore
from advisor.knowledge import load_knowledge
from advisor.pages.training.codes import WechatCodes, web_code
from advisor.pages.training.forms import chosen, field
from advisor.pages.training.guard import Guard
from advisor.pages.training.layout import page, texts, to
from advisor.pages.training.refusals import Refusal
from advisor.pages.training.session_form import LEAST_MINIMUM, MOST_MINIMUM, SessionForm, deeper_parts, faults
from advisor.pages.training.visits import PATH, Visit, address, is_only_here
from advisor.reports.content import local_day
from advisor.reports.phrases import day_in_words
from advisor.training.accounts import Action, Role
from advisor.training.records import Session
from advisor.wording.assessment_object import utc_now
from advisor.wording.texts import Texts

FIELDS = ("name", "language", "parts", "anonymous", "minimum", "closes")
AFTER_OTHER_ROLES = {Role.OPERATOR: f"{PATH}/accounts", Role.OWNER: f"{PATH}/results"}


def sessions(
    guard: Guard,
    end: Callable[[str, list[str]], None] = lambda _session, _joined: None,
    tokens: TokenStore | None = None,
) -> Blueprint:
    """The routes `/training`, `/training/new`, `/training/<id>…`.

    tokens  where access tokens of the WeChat platforms are kept
    end  what else is done when a session is deleted, given its id and the conversations that had joined
    """
    routes = Blueprint("training_sessions", url_prefix=PATH)
    stores, wechat = guard.stores, WechatCodes(tokens or MemoryTokens())

    async def joined(session: Session) -> int:
        return (await asyncio.to_thread(stores.sessions.mark, session.id))[0]

    @routes.get("/")
    @guard.open_page(Action.LIST_SESSIONS)
    async def own(request: Request, visit: Visit) -> HTTPResponse:
        if visit.account is None:
            raise Refusal("sign_in")
        if visit.account.role in AFTER_OTHER_ROLES:
            return to(AFTER_OTHER_ROLES[visit.account.role])
        found = await asyncio.to_thread(stores.sessions.of_trainer, visit.account.id)
        rows = [(each, await joined(each), _state(each), _day(visit, each.created)) for each in found]
        return page(request, visit, "sessions.html.j2", rows=rows, deleted="deleted" in request.args)

    @routes.get("/new")
    @guard.page(Action.CREATE_SESSION)
    async def blank(request: Request, visit: Visit) -> HTTPResponse:
        return _form_page(request, visit, SessionForm(language=visit.language))

    @routes.post("/new")
    @guard.page(Action.CREATE_SESSION)
    async def create(request: Request, visit: Visit) -> HTTPResponse:
        form, knowledge = _read(request), load_knowledge()
        found = faults(form, knowledge, _today())
        if found:
            return _form_page(request, visit, form, found)
        blank = Session("", visit.who.id, "", "", knowledge_version=knowledge.version, created=utc_now())
        session = await asyncio.to_thread(stores.sessions.create, form.applied(blank))
        await guard.record(request, visit, Action.CREATE_SESSION, session.id)
        return to(f"{PATH}/{session.id}")

    @routes.get("/<id:str>")
    @guard.session_page(Action.SEE_SESSION)
    async def one(request: Request, visit: Visit, session: Session) -> HTTPResponse:
        return page(
            request,
            visit,
            "session.html.j2",
            session=session,
            tab="session",
            joined=await joined(session),
            state=_state(session),
            codes=[web_code(session, address(request)), *await wechat.of(session)],
            enter_code_at=f"{address(request)}/join",
            facts=_facts(visit, session),
            only_here=is_only_here(address(request)),
            saved="saved" in request.args,
        )

    @routes.get("/<id:str>/print")
    @guard.session_page(Action.SEE_SESSION)
    async def sheet(request: Request, visit: Visit, session: Session) -> HTTPResponse:
        spoken = texts(session.language)
        code = web_code(session, address(request))
        return page(request, visit, "session_print.html.j2", session=session, tab="session", code=code, spoken=spoken)

    @routes.get("/<id:str>/settings")
    @guard.session_page(Action.CHANGE_SESSION)
    async def settings(request: Request, visit: Visit, session: Session) -> HTTPResponse:
        return _form_page(request, visit, SessionForm.of(session), None, session, await joined(session))

    @routes.post("/<id:str>/settings")
    @guard.session_page(Action.CHANGE_SESSION)
    async def change(request: Request, visit: Visit, session: Session) -> HTTPResponse:
        form, count = _read(request), await joined(session)
        found = faults(form, load_knowledge(), _today(), session, count)
        if found:
            return _form_page(request, visit, form, found, session, count)
        await asyncio.to_thread(stores.sessions.change, form.applied(session))
        return to(f"{PATH}/{session.id}?saved=settings")

    @routes.get("/<id:str>/close")
    @guard.session_page(Action.CLOSE_SESSION)
    async def ask_to_close(request: Request, visit: Visit, session: Session) -> HTTPResponse:
        return page(request, visit, "session_end.html.j2", session=session, tab="session", end="close", fault="")

    @routes.post("/<id:str>/close")
    @guard.session_page(Action.CLOSE_SESSION)
    async def close(request: Request, visit: Visit, session: Session) -> HTTPResponse:
        await asyncio.to_thread(stores.sessions.change, replace(session, closed=True))
        return to(f"{PATH}/{session.id}")

    @routes.get("/<id:str>/delete")
    @guard.session_page(Action.DELETE_SESSION)
    async def ask_to_delete(request: Request, visit: Visit, session: Session) -> HTTPResponse:
        return page(request, visit, "session_end.html.j2", session=session, tab="session", end="delete", fault="")

    @routes.post("/<id:str>/delete")
    @guard.session_page(Action.DELETE_SESSION)
    async def delete(request: Request, visit: Visit, session: Session) -> HTTPResponse:
        if field(request, "sure") != "yes":
            fault = texts(visit.language)["delete"]["not_sure"]
            return page(
                request, visit, "session_end.html.j2", 422, session=session, tab="session", end="delete", fault=fault
            )
        joined = await asyncio.to_thread(stores.sessions.delete, session.id)
        await asyncio.to_thread(end, session.id, joined)
        return to(f"{PATH}?deleted=session")

    return routes


def _read(request: Request) -> SessionForm:
    return SessionForm(
        field(request, "name"),
        field(request, "language"),
        chosen(request, "parts"),
        field(request, "anonymous") != "no",
        field(request, "minimum"),
        field(request, "closes"),
    )


def _form_page(
    request: Request,
    visit: Visit,
    form: SessionForm,
    found: Mapping[str, str] | None = None,
    session: Session | None = None,
    joined: int = 0,
) -> HTTPResponse:
    """The form of a new session, or of the settings of one."""
    said = texts(visit.language)["form"]["faults"]
    bounds = {"least": LEAST_MINIMUM, "most": MOST_MINIMUM, "before": session.minimum if session else ""}
    return page(
        request,
        visit,
        "session_new.html.j2",
        422 if found else 200,
        session=session,
        tab="session",
        form=form,
        wrong=bool(found),
        faults={name: said[found[name]].format(**bounds) if found and name in found else "" for name in FIELDS},
        joined=joined,
        core=len(load_knowledge().in_stage("core")),
        parts=_parts(visit.language),
        least=LEAST_MINIMUM,
        most=MOST_MINIMUM,
        today=_today().isoformat(),
    )


def _parts(language: str) -> list[tuple[str, str, int]]:
    """The deeper parts: id, name, number of questions."""
    knowledge = load_knowledge()
    said: Any = knowledge.wording[language]["parts"]
    return [(part.id, said[part.id]["name"], len(part.questions)) for part in deeper_parts(knowledge)]


def _facts(visit: Visit, session: Session) -> dict[str, str]:
    """What a session is set to, in words: id of the setting → words."""
    said, names = texts(visit.language), {id: name for id, name, _ in _parts(visit.language)}
    words = Texts(load_knowledge(), visit.language)
    return {
        "language": words.own_names()[session.language],
        "parts": words.say("list.comma").join(
            [said["form"]["core_short"], *(names[part] for part in session.parts if part in names)]
        ),
        "anonymous": said["form"]["anonymous_short" if session.anonymous else "named_short"],
        "minimum": said["session"]["minimum"].format(count=session.minimum),
        "closes": _day(visit, session.closes) if session.closes else said["session"]["no_day"],
        "created": _day(visit, session.created),
    }


def _day(visit: Visit, at: str) -> str:
    """A day (ISO) or a time (UTC) as a day in words, here where the server stands."""
    day = local_day(at) if "T" in at else date.fromisoformat(at)
    return day_in_words(Texts(load_knowledge(), visit.language), day)


def _state(session: Session) -> str:
    """`open`, `over` (its last day has passed) or `closed` (by hand)."""
    if session.closed:
        return "closed"
    return "open" if session.takes_answers(_today()) else "over"


def _today() -> date:
    return date.today()
