"""Signing in and out, and one's own account."""

from __future__ import annotations

import asyncio

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor.pages.training.forms import field, secret_field, way_back
from advisor.pages.training.guard import Guard
from advisor.pages.training.layout import page, texts, to, waiting
from advisor.pages.training.passwords import attempt_succeeded, begin_attempt, checked, hashed
from advisor.pages.training.visits import (
    PATH,
    SIGNED_IN,
    Visit,
    address_of,
    sign_in_cookie,
    sign_out_cookie,
)
from advisor.storage.audit import NOBODY
from advisor.training.accounts import Account, Action, may
from advisor.training.passwords import SHORTEST, UnfitPassword


def signing_in(guard: Guard) -> Blueprint:
    """The routes `/training/sign-in`, `/sign-out`, `/sign-out-everywhere`, `/account…`."""
    routes = Blueprint("training_signing_in", url_prefix=PATH)
    stores = guard.stores

    @routes.get("/sign-in")
    @guard.open_page(Action.SIGN_IN)
    async def ask(request: Request, visit: Visit) -> HTTPResponse:
        if visit.account is not None:
            return to(PATH)
        return _form(request, visit)

    @routes.post("/sign-in")
    @guard.open_page(Action.SIGN_IN)
    async def enter(request: Request, visit: Visit) -> HTTPResponse:
        name, address = field(request, "name"), address_of(request)
        said = texts(visit.language)["sign_in"]["faults"]
        wait = await begin_attempt(stores, name, address)
        if wait:
            await guard.record(request, visit, Action.SIGN_IN, allowed=False)
            fault = said["wait"].format(wait=waiting(visit.language, wait))
            answer = _form(request, visit, name, fault, 429)
            answer.headers["Retry-After"] = str(wait)
            return answer
        account, kept = await checked(stores, name, secret_field(request, "password"))
        entered = None
        if account is not None and kept is not None:
            entered = await begin(guard, request, account, kept, way_back(field(request, "next")) or PATH)
        if entered is None:
            await guard.record(request, visit, Action.SIGN_IN, account.id if account else NOBODY, allowed=False)
            return _form(request, visit, name, said["wrong"], 401)
        await attempt_succeeded(stores, name, address)
        return entered

    @routes.post("/sign-out")
    @guard.page(Action.SIGN_OUT)
    async def leave(request: Request, visit: Visit) -> HTTPResponse:
        await asyncio.to_thread(stores.sign_ins.end, visit.token)
        return await _left(guard, request, visit)

    @routes.post("/sign-out-everywhere")
    @guard.page(Action.SIGN_OUT)
    async def leave_everywhere(request: Request, visit: Visit) -> HTTPResponse:
        await asyncio.to_thread(stores.sign_ins.end_all, visit.who.id)
        return await _left(guard, request, visit)

    @routes.get("/account")
    @guard.page(Action.CHANGE_PASSWORD)
    async def account(request: Request, visit: Visit) -> HTTPResponse:
        return _account(request, visit, done="done" in request.args)

    @routes.post("/account/password")
    @guard.page(Action.CHANGE_PASSWORD)
    async def change_password(request: Request, visit: Visit) -> HTTPResponse:
        name, address = visit.who.name, address_of(request)
        wait = await begin_attempt(stores, name, address)
        said = texts(visit.language)["account"]["faults"]
        if wait:
            return _account(request, visit, said["wait"].format(wait=waiting(visit.language, wait)), 429)
        _account_of_name, before = await checked(stores, name, secret_field(request, "password"))
        if before is None:
            return await wrong_password(request, visit)
        await attempt_succeeded(stores, name, address)
        try:
            after = await hashed(secret_field(request, "new_password"))
        except UnfitPassword as unfit:
            return _account(request, visit, said[unfit.code].format(least=SHORTEST), 422)
        await guard.record(request, visit, Action.CHANGE_PASSWORD)
        if not await asyncio.to_thread(stores.accounts.set_password, visit.who.id, after, instead_of=before):
            return await wrong_password(request, visit)
        answer = to(f"{PATH}/account?done=password")
        token = await asyncio.to_thread(stores.sign_ins.begin, visit.who.id, after)
        if token is not None:
            sign_in_cookie(request, answer, token)
        return answer

    @routes.post("/account/delete")
    @guard.page(Action.DELETE_ACCOUNT)
    async def delete(request: Request, visit: Visit) -> HTTPResponse:
        if field(request, "sure") != "yes":
            return _account(request, visit, texts(visit.language)["account"]["faults"]["not_sure"], 422)
        await guard.record(request, visit, Action.DELETE_ACCOUNT, visit.who.id)
        await asyncio.to_thread(stores.accounts.delete, visit.who.id)
        answer = to(f"{PATH}/sign-in")
        sign_out_cookie(request, answer)
        return answer

    async def wrong_password(request: Request, visit: Visit) -> HTTPResponse:
        await guard.record(request, visit, Action.CHANGE_PASSWORD, allowed=False)
        return _account(request, visit, texts(visit.language)["account"]["faults"]["wrong"], 422)

    return routes


async def begin(guard: Guard, request: Request, account: Account, kept: str, then: str) -> HTTPResponse | None:
    """Sign somebody in with a new token, end the one the browser had, and go on.

    None where `kept`, the hash their password was checked against, is no longer theirs or they were locked out.
    """
    token = await asyncio.to_thread(guard.stores.sign_ins.begin, account.id, kept)
    if token is None:
        return None
    before = request.cookies.get(SIGNED_IN)
    if before:
        await asyncio.to_thread(guard.stores.sign_ins.end, before)
    await guard.record_as(request, account.id, Action.SIGN_IN)
    answer = to(then)
    sign_in_cookie(request, answer, token)
    return answer


async def _left(guard: Guard, request: Request, visit: Visit) -> HTTPResponse:
    await guard.record(request, visit, Action.SIGN_OUT)
    answer = to(f"{PATH}/sign-in")
    sign_out_cookie(request, answer)
    return answer


def _form(request: Request, visit: Visit, name: str = "", fault: str = "", status: int = 200) -> HTTPResponse:
    back = way_back(request.args.get("next", "") or field(request, "next"))
    return page(request, visit, "sign_in.html.j2", status, name=name, fault=fault, back=back)


def _account(request: Request, visit: Visit, fault: str = "", status: int = 200, done: bool = False) -> HTTPResponse:
    can_delete = may(visit.who, Action.DELETE_ACCOUNT)
    return page(
        request,
        visit,
        "account.html.j2",
        status,
        at=f"{PATH}/account",
        fault=fault,
        done=done,
        least=SHORTEST,
        can_delete=can_delete,
    )
