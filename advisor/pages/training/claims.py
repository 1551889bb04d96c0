"""For owners: binding an organization's conversations to an account, and its results.

What shows that a conversation is theirs is its visitor token, which the browser they answered in holds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor.channels.web.keys import conversation_of
from advisor.knowledge import load_knowledge
from advisor.pages.training.forms import field, secret_field
from advisor.pages.training.guard import Guard
from advisor.pages.training.layout import page, texts, to, waiting
from advisor.pages.training.passwords import attempt_succeeded, begin_attempt, hashed
from advisor.pages.training.refusals import Refusal
from advisor.pages.training.signing_in import begin
from advisor.pages.training.visits import PATH, Visit, address_of
from advisor.reports.content import local_day
from advisor.reports.phrases import day_in_words
from advisor.storage.accounts import NameTaken
from advisor.training.accounts import Account, Action, Role, may
from advisor.training.passwords import SHORTEST, UnfitPassword
from advisor.wording.texts import Texts

RESULTS = f"{PATH}/results"


class NotTaken(ValueError):
    """Why there is no account with this name and password, in words for the person."""


def claims(guard: Guard) -> Blueprint:
    """The routes `/training/claim` and `/training/results…`."""
    routes = Blueprint("training_claims", url_prefix=PATH)
    stores = guard.stores

    @routes.get("/claim")
    @guard.open_page(Action.CLAIM_RESULTS)
    async def ask(request: Request, visit: Visit) -> HTTPResponse:
        await check_right(request, visit)
        return _form(request, visit)

    @routes.post("/claim")
    @guard.open_page(Action.CLAIM_RESULTS)
    async def claim(request: Request, visit: Visit) -> HTTPResponse:
        await check_right(request, visit)
        name, address = field(request, "name"), address_of(request)
        who = visit.account.name if visit.account else name
        said = texts(visit.language)["claim"]["faults"]
        wait = await begin_attempt(stores, who, address)
        if wait:
            await guard.record(request, visit, Action.CLAIM_RESULTS, allowed=False)
            return _form(request, visit, name, said["wait"].format(wait=waiting(visit.language, wait)), 429)
        conversation = conversation_of(field(request, "key"))
        visitor = await asyncio.to_thread(stores.data.visitors.find, conversation) if conversation else None
        if visitor is None:
            await guard.record(request, visit, Action.CLAIM_RESULTS, allowed=False)
            return _form(request, visit, name, said["key"], 422)
        try:
            account, kept = (visit.account, "") if visit.account else await new_owner(request, name, said)
        except NotTaken as fault:
            return _form(request, visit, name, str(fault), 422)
        await attempt_succeeded(stores, who, address)
        await asyncio.to_thread(stores.accounts.claim, account.id, visitor.conversation)
        await guard.record_as(request, account.id, Action.CLAIM_RESULTS)
        entered = None if visit.account else await begin(guard, request, account, kept, RESULTS)
        # Whoever is not signed in there, because the new account was locked at once, is asked to sign in.
        return entered or to(RESULTS)

    @routes.get("/results")
    @guard.page(Action.LIST_RESULTS)
    async def own(request: Request, visit: Visit) -> HTTPResponse:
        found = await asyncio.to_thread(results_of, visit.who.id)
        words = Texts(load_knowledge(), visit.language)
        rows = [
            (each["id"], day_in_words(words, local_day(each["created"])), words.name_of_type(each["orientation"]))
            for each in sorted(found, key=lambda each: str(each["created"]), reverse=True)
        ]
        return page(request, visit, "results.html.j2", rows=rows)

    @routes.post("/results/<result:str>")
    @guard.page(Action.SEE_RESULT)
    async def open_result(request: Request, visit: Visit, result: str) -> HTTPResponse:
        stored = await asyncio.to_thread(stores.data.results.result, result)
        mine = stored is not None and stored.conversation in await asyncio.to_thread(
            stores.accounts.claimed, visit.who.id
        )
        await guard.record(request, visit, Action.SEE_RESULT, result, allowed=mine)
        if stored is None or not mine:
            raise Refusal("not_found")
        ticket = await asyncio.to_thread(stores.data.shares.ticket, stored)
        return to(f"/result/{quote(result)}?ticket={quote(ticket)}&language={visit.language}")

    async def check_right(request: Request, visit: Visit) -> None:
        if visit.account is not None and not may(visit.account, Action.CLAIM_RESULTS):
            await guard.record(request, visit, Action.CLAIM_RESULTS, allowed=False)
            raise Refusal("not_allowed")

    async def new_owner(request: Request, name: str, said: Any) -> tuple[Account, str]:
        """A new account and the hash of its password; raises NotTaken."""
        try:
            kept = await hashed(secret_field(request, "password"))
            return await asyncio.to_thread(stores.accounts.add, name, Role.OWNER, kept), kept
        except UnfitPassword as unfit:
            raise NotTaken(said[unfit.code].format(least=SHORTEST)) from None
        except NameTaken:
            raise NotTaken(said["taken"]) from None
        except ValueError:
            raise NotTaken(said["name"]) from None

    def results_of(account: str) -> list[Mapping[str, Any]]:
        claimed = stores.accounts.claimed(account)
        return [result for conversation in claimed for result in stores.data.results.all_of(conversation)]

    return routes


def _form(request: Request, visit: Visit, name: str = "", fault: str = "", status: int = 200) -> HTTPResponse:
    return page(request, visit, "claim.html.j2", status, name=name, fault=fault, least=SHORTEST)
