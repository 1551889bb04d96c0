"""Who is let in to the pages of training staff, and the record of it.

An entry of the audit log is on disk before anything is shown or changed. Somebody else's session is
answered like one that does not exist.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from limits import parse
from sanic import response
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor.channels.web.arriving import Gate
from advisor.channels.web.refusals import Refused
from advisor.pages.security import RESULT
from advisor.pages.training.layout import refused_page, sign_in_first
from advisor.pages.training.refusals import Refusal
from advisor.pages.training.stores import Stores
from advisor.pages.training.visits import (
    SIGNED_IN,
    Visit,
    address_of,
    form_is_ours,
    remember,
    request_id,
    spoken,
    visit_of,
    wants_json,
)
from advisor.storage.audit import NOBODY
from advisor.training.accounts import VIEWED, Account, Action, may
from advisor.training.records import Session

logger = logging.getLogger(__name__)

STRANGERS = parse("60 per minute")
"""Requests of people not signed in that a log entry or a password check is made for, from one address."""
POLLING_SECONDS = 600.0
READING = ("GET", "HEAD")
Handler = Callable[..., Awaitable[HTTPResponse]]

__all__ = ["Guard", "Visit", "may"]


class Guard:
    """Lets requests in to handlers: `@guard.open_page()`, `@guard.page(action)`, `@guard.session_page(action)`.

    They take care of signing in, forms of other sites, rights, the audit log, headers and refusals.
    """

    def __init__(self, stores: Stores, gate: Gate) -> None:
        self.stores, self._gate = stores, gate
        self._polled: dict[tuple[str, str, str], float] = {}

    def open_page(self, action: Action) -> Callable[[Handler], Handler]:
        """For everybody, signed in or not: handler(request, visit), which records what it does itself."""

        async def enter(request: Request, path: dict[str, Any]) -> tuple[Any, ...]:
            visit = visit_of(request, await asyncio.to_thread(self._account, request))
            if request.method not in READING:
                self.count_stranger(request)
                await self._check_form(request, visit, action)
            return (visit,)

        return self._checked(enter)

    def page(self, action: Action) -> Callable[[Handler], Handler]:
        """For those who may do this, with what is their own or, for operators, in general: handler(request, visit).

        Reading is recorded here; a handler that changes something records it with its object.
        """

        async def enter(request: Request, path: dict[str, Any]) -> tuple[Any, ...]:
            visit = await self._visit_of_somebody(request, action)
            if not may(visit.who, action):
                await self.record(request, visit, action, allowed=False)
                raise Refusal("not_allowed")
            if request.method in READING and action in VIEWED:
                await self.record(request, visit, action)
            return (visit,)

        return self._checked(enter)

    def session_page(self, action: Action, polling: bool = False) -> Callable[[Handler], Handler]:
        """For the session `<id>` of the route: handler(request, visit, session).

        polling  asked again and again by a script: recorded once in ten minutes for each browser
        """

        async def enter(request: Request, path: dict[str, Any]) -> tuple[Any, ...]:
            id = str(path.pop("id"))
            visit = await self._visit_of_somebody(request, action, id)
            session = await self.own_session(request, visit, action, id, polling)
            return visit, session

        return self._checked(enter)

    async def signed_in(self, request: Request) -> Account:
        """Who is signed in; raises Refusal (`sign_in`) where nobody is."""
        account = await asyncio.to_thread(self._account, request)
        if account is None:
            raise Refusal("sign_in")
        return account

    async def own_session(self, request: Request, visit: Visit, action: Action, id: str, polling: bool) -> Session:
        """The session, where the account may do this with it; recorded. Raises Refusal."""
        session = await asyncio.to_thread(self.stores.sessions.find, id)
        if session is not None and may(visit.who, action, session):
            counts = action in VIEWED or request.method not in READING
            if counts and not (polling and self._polled_lately(visit, action, id)):
                await self.record(request, visit, action, id)
            return session
        await self.record(request, visit, action, id, allowed=False)
        mine = session is not None and may(visit.who, Action.SEE_SESSION, session)
        raise Refusal("closed" if mine else "not_found")

    async def record(
        self, request: Request, visit: Visit, action: Action, object: str = "", allowed: bool = True
    ) -> None:
        """Write what somebody did or tried to the audit log."""
        if not allowed:
            logger.warning("refused %s: %s", action.value, request_id(request))
        await self.record_as(request, visit.account.id if visit.account else NOBODY, action, object, allowed)

    async def record_as(
        self, request: Request, account: str, action: Action, object: str = "", allowed: bool = True
    ) -> None:
        """The same for an account the request did not come with."""
        await asyncio.to_thread(self.stores.audit.write, account, action, object, allowed, request_id(request))

    def count_stranger(self, request: Request) -> None:
        """Let somebody who is not signed in try once more; raises Refusal (`too_many`)."""
        try:
            self._gate.pass_through(STRANGERS, f"training {address_of(request)}")
        except Refused as refused:
            logger.warning("refused: too many requests of somebody not signed in, %s", request_id(request))
            raise Refusal("too_many", refused.wait) from None

    @staticmethod
    def json(value: Any, status: int = 200) -> HTTPResponse:
        """An answer for a script."""
        return response.json(value, status=status)

    async def _visit_of_somebody(self, request: Request, action: Action, object: str = "") -> Visit:
        account = await asyncio.to_thread(self._account, request)
        visit = visit_of(request, account)
        if account is None:
            self.count_stranger(request)
            await self.record(request, visit, action, object, allowed=False)
            raise Refusal("sign_in")
        await self._check_form(request, visit, action, object)
        return visit

    async def _check_form(self, request: Request, visit: Visit, action: Action, object: str = "") -> None:
        """Refuse what a page of another site may have sent through this browser."""
        if request.method not in READING and not form_is_ours(request, visit):
            await self.record(request, visit, action, object, allowed=False)
            raise Refusal("form")

    def _account(self, request: Request) -> Account | None:
        token = request.cookies.get(SIGNED_IN, "")
        id = self.stores.sign_ins.account_of(token) if token else None
        account = self.stores.accounts.find(id) if id else None
        return None if account is None or account.locked else account

    def _polled_lately(self, visit: Visit, action: Action, id: str) -> bool:
        now, key = time.monotonic(), (visit.token, action.value, id)
        if now - self._polled.get(key, -POLLING_SECONDS) < POLLING_SECONDS:
            return True
        self._polled = {each: at for each, at in self._polled.items() if now - at < POLLING_SECONDS}
        self._polled[key] = now
        return False

    def _checked(
        self, enter: Callable[[Request, dict[str, Any]], Awaitable[tuple[Any, ...]]]
    ) -> Callable[[Handler], Handler]:
        def wrap(handler: Handler) -> Handler:
            @wraps(handler)
            async def checked(request: Request, **path: Any) -> HTTPResponse:
                visit = Visit(spoken(request))
                try:
                    entered = await enter(request, path)
                    visit = entered[0]
                    answer = await handler(request, *entered, **path)
                except Refusal as refusal:
                    answer = await self._refused(request, refusal)
                except SanicException:
                    raise
                except Exception as error:
                    # Without what it says: that may hold somebody's words.
                    where = "".join(traceback.format_tb(error.__traceback__))
                    logger.error("%s failed: %s\n%s", request_id(request), type(error).__name__, where)
                    answer = await self._refused(request, Refusal("broken"))
                for name, value in RESULT.items():
                    answer.headers.setdefault(name, value)
                remember(request, answer, visit)
                return answer

            return checked

        return wrap

    async def _refused(self, request: Request, refusal: Refusal) -> HTTPResponse:
        visit = visit_of(request, await asyncio.to_thread(self._account, request))
        if refusal.code == "sign_in" and not wants_json(request):
            return sign_in_first(request)
        return refused_page(request, visit, refusal)
