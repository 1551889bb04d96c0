"""For operators: accounts and the audit log. Nobody's answers."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor.pages.training.forms import field, secret_field
from advisor.pages.training.guard import Guard
from advisor.pages.training.layout import page, texts, to
from advisor.pages.training.passwords import hashed
from advisor.pages.training.refusals import Refusal
from advisor.pages.training.visits import PATH, Visit
from advisor.storage.accounts import NameTaken
from advisor.training.accounts import Action, Role
from advisor.training.passwords import SHORTEST, UnfitPassword

ROLES_TO_GIVE = (Role.TRAINER, Role.OPERATOR)
"""Owners make their account themselves, with what shows that a conversation is theirs."""
ENTRIES = 50


def people(guard: Guard) -> Blueprint:
    """The routes `/training/accounts…` and `/training/audit`."""
    routes = Blueprint("training_people", url_prefix=PATH)
    stores = guard.stores

    async def listed(request: Request, visit: Visit, name: str = "", fault: str = "") -> HTTPResponse:
        accounts = await asyncio.to_thread(stores.accounts.all)
        return page(
            request,
            visit,
            "accounts.html.j2",
            422 if fault else 200,
            accounts=accounts,
            roles=ROLES_TO_GIVE,
            name=name,
            fault=fault,
            least=SHORTEST,
        )

    @routes.get("/accounts")
    @guard.page(Action.SEE_ACCOUNTS)
    async def accounts(request: Request, visit: Visit) -> HTTPResponse:
        return await listed(request, visit)

    @routes.post("/accounts")
    @guard.page(Action.ADD_ACCOUNT)
    async def add(request: Request, visit: Visit) -> HTTPResponse:
        name, role = field(request, "name"), field(request, "role")
        said = texts(visit.language)["accounts"]["faults"]
        if role not in ROLES_TO_GIVE:
            raise Refusal("malformed")
        try:
            kept = await hashed(secret_field(request, "password"))
            made = await asyncio.to_thread(stores.accounts.add, name, Role(role), kept)
        except UnfitPassword as unfit:
            return await listed(request, visit, name, said[unfit.code].format(least=SHORTEST))
        except NameTaken:
            return await listed(request, visit, name, said["taken"])
        except ValueError:
            return await listed(request, visit, name, said["name"])
        await guard.record(request, visit, Action.ADD_ACCOUNT, made.id)
        return to(f"{PATH}/accounts")

    @routes.post("/accounts/<account:str>/lock")
    @guard.page(Action.LOCK_ACCOUNT)
    async def lock(request: Request, visit: Visit, account: str) -> HTTPResponse:
        if account == visit.who.id:
            # Nobody could let them in again.
            raise Refusal("not_allowed")
        return await changed(request, visit, Action.LOCK_ACCOUNT, account)

    @routes.post("/accounts/<account:str>/unlock")
    @guard.page(Action.UNLOCK_ACCOUNT)
    async def unlock(request: Request, visit: Visit, account: str) -> HTTPResponse:
        return await changed(request, visit, Action.UNLOCK_ACCOUNT, account)

    async def changed(request: Request, visit: Visit, action: Action, account: str) -> HTTPResponse:
        change = stores.accounts.lock if action is Action.LOCK_ACCOUNT else stores.accounts.unlock
        known = await asyncio.to_thread(stores.accounts.find, account) is not None
        await guard.record(request, visit, action, account, allowed=known)
        if not known:
            raise Refusal("not_found")
        await asyncio.to_thread(change, account)
        return to(f"{PATH}/accounts")

    @routes.get("/audit")
    @guard.page(Action.SEE_AUDIT)
    async def audit(request: Request, visit: Visit) -> HTTPResponse:
        accounts = await asyncio.to_thread(stores.accounts.all)
        before, person = request.args.get("before", ""), request.args.get("person", "")
        entries = await asyncio.to_thread(
            stores.audit.page, ENTRIES + 1, int(before[:18]) if before.isdecimal() else None, person or None
        )
        return page(
            request,
            visit,
            "audit.html.j2",
            entries=entries[:ENTRIES],
            older=entries[ENTRIES - 1].number if len(entries) > ENTRIES else None,
            person=person,
            accounts=accounts,
            names={account.id: account.name for account in accounts},
            when=_at,
        )

    return routes


def _at(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
