"""The web channel: conversations of the chat window, each open to the bearer of its token alone.

Mounted by Rasa at `/webhooks/web/` (credentials.yml). The protocol is in docs/en/web-channel.md.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy.exc import SQLAlchemyError

from advisor.channels.web import arriving
from advisor.channels.web.joining import joining_of, open_session
from advisor.channels.web.keys import renewed, visitor_token
from advisor.channels.web.offers import chosen
from advisor.channels.web.refusals import Refused, refusal
from advisor.channels.web.rendering import history, rendered
from advisor.channels.web.turns import NAME, Turns
from advisor.knowledge import load_knowledge
from advisor.storage.personal_data import PersonalData
from advisor.storage.shared.locks import locked
from advisor.storage.visitors import Visitor
from advisor.wording.assessment_object import utc_now
from advisor.wording.texts import Texts

Handler = Callable[..., Awaitable[HTTPResponse | None]]
TRY_AGAIN_SECONDS = 3
"""What clients are told where a database does not answer; they try again by themselves."""
METHODS = "GET, POST, DELETE"
HEADERS = "Authorization, Content-Type"

logger = logging.getLogger(__name__)


class WebChannel(InputChannel):
    """Visitors, messages, history, one's own data."""

    def __init__(self, data: PersonalData | None = None) -> None:
        self._given = data
        self._gate = arriving.Gate()

    @classmethod
    def name(cls) -> str:
        """The name in events and in the address."""
        return NAME

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The routes."""
        routes = Blueprint("web_channel", __name__)
        data = self._given or PersonalData.in_the_data_folder()
        sessions = data.sessions
        turns = Turns(on_new_message, data.log, lambda whose: data.visitors.find(whose) is not None)

        @routes.post("/visitor")
        @guarded
        async def visitor(request: Request) -> HTTPResponse:
            self._gate.pass_through(arriving.VISITORS, f"visitor {request.remote_addr or request.ip}")
            body = arriving.json_body(request)
            if body.get("consent") is not True or body.get("language") not in load_knowledge().languages:
                raise Refused("consent")
            joining = joining_of(body.get("session"), sessions)
            made = await asyncio.to_thread(data.visitors.add, body["language"], utc_now())
            if joining is not None:
                await asyncio.to_thread(sessions.join, replace(joining, conversation=made.conversation))
            return response.json({"token": visitor_token(made.conversation)}, status=201)

        @routes.get("/sessions/<code>")
        @guarded
        async def session(request: Request, code: str) -> HTTPResponse:
            self._gate.pass_through(arriving.CODES, f"codes {request.remote_addr or request.ip}")
            found = await asyncio.to_thread(open_session, code, sessions)
            return response.json({"code": found.code, "name": found.name, "anonymous": found.anonymous})

        @routes.post("/message")
        @guarded
        async def message(request: Request) -> None:
            who = await asyncio.to_thread(arriving.visitor_of, request, data.visitors)
            self._gate.pass_through(arriving.MESSAGES, who.conversation)
            arrived = arriving.read_message(arriving.json_body(request))
            text, metadata = arrived.text, {"language": who.language, "typed": True}
            spoken = texts_of(who.language)
            if arrived.choices:
                # In this order: a copy may be answered by another server at this moment.
                last = await asyncio.to_thread(data.log.last, who.conversation)
                known = await asyncio.to_thread(data.log.answered, who.conversation, arrived.id)
                replies = last.replies if last else ()
                spoken = texts_of(language_now(replies, who))
                picked = None if known else chosen(arrived.choices, replies, spoken)
                text = picked.payload if picked else ""
                metadata = {"language": who.language, "label": picked.label if picked else ""}
            answering = await request.respond(content_type="application/x-ndjson", headers=_allowed(request))
            answers = await turns.answer(who.conversation, arrived.id, text, metadata)
            if answers is None:
                await answering.send(_line({"failed": True, "text": spoken.say("failure.turn")}))
            else:
                for reply in answers:
                    await answering.send(_line(rendered(reply, spoken)))
                await answering.send(_line({"done": True, "language": language_now(answers, who)}))
            await answering.eof()
            # The answer is on its way and stands in the store, whatever becomes of this.
            with contextlib.suppress(SQLAlchemyError):
                await asyncio.to_thread(data.visitors.saw, who)

        @routes.get("/history")
        @guarded
        async def past(request: Request) -> HTTPResponse:
            who = await asyncio.to_thread(arriving.visitor_of, request, data.visitors)
            exchanges = await asyncio.to_thread(data.log.exchanges, who.conversation)
            language = language_now(exchanges[-1].replies if exchanges else (), who)
            messages = await asyncio.to_thread(history, exchanges, texts_of(language))
            told = {"language": language, "messages": messages}
            # Signed with a secret of before: the window keeps the new one, and the old secret can go.
            token = renewed(arriving.token_of(request))
            return response.json({**told, "token": token} if token else told, ensure_ascii=False)

        @routes.get("/data")
        @guarded
        async def own_data(request: Request) -> HTTPResponse:
            who = await asyncio.to_thread(arriving.visitor_of, request, data.visitors)
            export = await asyncio.to_thread(data.export, who.conversation)
            return response.json(export, ensure_ascii=False, indent=1)

        @routes.delete("/data")
        @guarded
        async def erase(request: Request) -> HTTPResponse:
            who = await asyncio.to_thread(arriving.visitor_of, request, data.visitors)
            # Nobody's token first, then the turns under way, then the rest: nothing is saved afterwards.
            await asyncio.to_thread(data.visitors.remove, who.conversation)
            await turns.settle(who.conversation)
            # A turn on another server too: whoever comes after this finds nobody.
            async with locked(who.conversation):
                await asyncio.to_thread(data.erase, who.conversation)
            return response.empty()

        @routes.post("/results/<result>/page")
        @guarded
        async def open_page(request: Request, result: str) -> HTTPResponse:
            who = await asyncio.to_thread(arriving.visitor_of, request, data.visitors)
            found = await asyncio.to_thread(data.results.result, result)
            if found is None or found.conversation != who.conversation:
                raise Refused("not_found")
            ticket = await asyncio.to_thread(data.shares.ticket, found)
            return response.json({"url": f"/result/{result}?ticket={ticket}"})

        for path in ("/visitor", "/sessions/<code>", "/message", "/history", "/data", "/results/<result>/page"):
            routes.add_route(guarded(_preflight), path, methods=["OPTIONS"], name=f"preflight{path.replace('/', '_')}")
        return routes


def guarded(handler: Handler) -> Handler:
    """A handler whose refusals become answers, open to the sites that may embed the window."""

    @wraps(handler)
    async def checked(request: Request, **given: Any) -> HTTPResponse | None:
        try:
            arriving.check_origin(request)
            answer = await handler(request, **given)
        except Refused as refused:
            answer = refusal(refused, arriving.language_of_request(request), request.path.rsplit("/", 1)[-1])
        except SQLAlchemyError as fault:
            logger.error("a request failed: %s", type(fault).__name__)
            busy = Refused("unavailable", wait=TRY_AGAIN_SECONDS)
            answer = refusal(busy, arriving.language_of_request(request), request.path.rsplit("/", 1)[-1])
        if answer is not None:
            answer.headers.update(_allowed(request))
        return answer

    return checked


async def _preflight(_request: Request, **_given: Any) -> HTTPResponse:
    allowed = {"Access-Control-Allow-Methods": METHODS, "Access-Control-Allow-Headers": HEADERS}
    return response.empty(headers={**allowed, "Access-Control-Max-Age": "600"})


def _allowed(request: Request) -> dict[str, str]:
    """Headers that let a listed site read the answer; nothing is kept by anybody on the way."""
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    try:
        origin = arriving.check_origin(request)
    except Refused:
        return headers
    if origin is None:
        return headers
    return {
        **headers,
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": "Retry-After",
        "Vary": "Origin",
    }


def language_now(replies: Sequence[Mapping[str, Any]], who: Visitor) -> str:
    """The language of the last answer, else the one the visitor began in."""
    return next((str(reply["language"]) for reply in reversed(replies) if reply.get("language")), who.language)


def texts_of(language: str) -> Texts:
    """The wording in a visitor's language."""
    return Texts(load_knowledge(), language)


def _line(message: dict[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False) + "\n"
