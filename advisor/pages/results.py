"""The page of a result: for its owner by a one-time ticket, for guests by a link the owner made.

The page's script shows a key with everything it sends, so that no other site can act through a
browser; a cookie only lets the owner load the page again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import quote

from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor.channels.web import arriving
from advisor.channels.web.keys import GUEST, OWNER, PAGE_SECONDS, PageKey, page_key, read_page_key
from advisor.channels.web.refusals import Refused, refusal
from advisor.knowledge import load_knowledge
from advisor.pages.plans import read_plan, rows_of
from advisor.pages.refused import refused_page
from advisor.pages.reports import FORMATS, Report, made
from advisor.pages.security import RESULT
from advisor.reports.content import result_content
from advisor.reports.page import Visit, page
from advisor.reports.printing import PrintingUnavailable
from advisor.reports.records import ResultContent
from advisor.storage.assessments import StoredResult
from advisor.storage.personal_data import PersonalData
from advisor.wording.assessment_object import utc_now

logger = logging.getLogger(__name__)

COOKIE = "advisor_result"
KEY_HEADER = "x-page-key"


@dataclass(frozen=True)
class Entered:
    """Somebody who was let in to a result."""

    stored: StoredResult
    key: PageKey
    language: str


def results(data: PersonalData, gate: arriving.Gate) -> Blueprint:
    """The routes `/result/<id>…`."""
    routes = Blueprint("results", url_prefix="/result")

    async def entered(request: Request, result: str) -> Entered:
        stored = await asyncio.to_thread(data.results.result, result)
        if stored is None:
            raise Refused("not_found")
        key = await asyncio.to_thread(_key, request, result, data)
        return Entered(stored, key, _language(request, stored))

    async def as_owner(request: Request, result: str) -> Entered:
        """For what changes something: the key must come in the header, which no other site can send."""
        who = await entered(request, result)
        given = read_page_key(request.headers.get(KEY_HEADER, ""))
        if given is None or given != who.key or who.key.role != OWNER:
            raise Refused("not_yours")
        return who

    async def content(who: Entered) -> ResultContent:
        rows = rows_of(await asyncio.to_thread(data.results.plan, who.stored.assessment["id"]))
        stored = who.stored
        return await asyncio.to_thread(
            result_content, load_knowledge(), who.language, stored.assessment, stored.heard, stored.figures, rows
        )

    @routes.get("/<result:str>")
    @guarded
    async def show(request: Request, result: str) -> HTTPResponse:
        who = await entered(request, result)
        key = page_key(who.key)
        visit = Visit(key, who.key.role, _links(result, key, who), _languages(result, key, who))
        answer = response.html(page(await content(who), visit), headers=RESULT)
        if who.key.role == OWNER:
            answer.cookies[COOKIE] = key
            answer.cookies[COOKIE].update(
                {"httponly": True, "samesite": "Lax", "path": f"/result/{result}", "max-age": PAGE_SECONDS}
            )
            answer.cookies[COOKIE]["secure"] = request.scheme == "https"
        return answer

    @routes.get("/<result:str>/<file:str>")
    @guarded
    async def report(request: Request, result: str, file: str) -> HTTPResponse:
        name, _, format = file.partition(".")
        if name != "report" or format not in FORMATS:
            raise Refused("not_found")
        who = await entered(request, result)
        gate.pass_through(arriving.REPORTS, who.stored.conversation)
        try:
            return _download(await asyncio.to_thread(made, await content(who), format))
        except PrintingUnavailable as fault:
            logger.error("no %s reports: %s", format, fault)
            raise Refused("no_printing") from None

    @routes.put("/<result:str>/plan")
    @guarded
    async def plan(request: Request, result: str) -> HTTPResponse:
        who = await as_owner(request, result)
        rows = read_plan(arriving.json_body(request).get("rows"))
        await asyncio.to_thread(data.results.keep_plan, who.stored, rows, utc_now())
        return response.json({"kept": len(rows)}, headers=RESULT)

    @routes.get("/<result:str>/shares/all")
    @guarded
    async def shares(request: Request, result: str) -> HTTPResponse:
        await as_owner(request, result)
        open_links = await asyncio.to_thread(data.shares.of, result)
        return response.json({"shares": [_share(result, *link) for link in open_links]}, headers=RESULT)

    @routes.post("/<result:str>/shares")
    @guarded
    async def share(request: Request, result: str) -> HTTPResponse:
        who = await as_owner(request, result)
        created = utc_now()
        id = await asyncio.to_thread(data.shares.create, who.stored, created)
        return response.json(_share(result, id, created), status=201, headers=RESULT)

    @routes.delete("/<result:str>/shares/<share_id:str>")
    @guarded
    async def revoke(request: Request, result: str, share_id: str) -> HTTPResponse:
        await as_owner(request, result)
        if not await asyncio.to_thread(data.shares.revoke, share_id, result):
            raise Refused("not_found")
        return response.empty(headers=RESULT)

    return routes


def guarded(handler: Callable[..., Awaitable[HTTPResponse]]) -> Callable[..., Awaitable[HTTPResponse]]:
    """A handler whose refusals are said: as a page to people, as JSON to the page's script."""

    @wraps(handler)
    async def checked(request: Request, **given: Any) -> HTTPResponse:
        language = arriving.language_of_request(request)
        try:
            arriving.check_origin(request)
            return await handler(request, **given)
        except Refused as refused:
            answer = refusal(refused, language, "result")
            if request.method == "GET" and KEY_HEADER not in request.headers:
                return refused_page(refused, language)
            answer.headers.update(RESULT)
            return answer

    return checked


def _key(request: Request, result: str, data: PersonalData) -> PageKey:
    """The key somebody comes with: a ticket, a link, the page's own key, or the cookie. Raises Refused."""
    ticket, share = request.args.get("ticket"), request.args.get("share")
    if ticket and data.shares.use_ticket(ticket, result):
        return PageKey(result, OWNER)
    if share:
        if data.shares.opens(share, result):
            return PageKey(result, GUEST, share)
        raise Refused("not_yours")
    given = request.headers.get(KEY_HEADER) or request.args.get("key") or request.cookies.get(COOKIE) or ""
    key = read_page_key(given)
    if key is None or key.result != result:
        raise Refused("not_yours")
    if key.role == GUEST and not data.shares.opens(key.share, result):
        raise Refused("not_yours")
    return key


def _language(request: Request, stored: StoredResult) -> str:
    wanted = request.args.get("language", "")
    return wanted if wanted in load_knowledge().languages else str(stored.assessment["language"])


def _links(result: str, key: str, who: Entered) -> Mapping[str, str]:
    return {format: f"/result/{result}/report.{format}?language={who.language}&{_pass(key, who)}" for format in FORMATS}


def _languages(result: str, key: str, who: Entered) -> Mapping[str, str]:
    others = [language for language in load_knowledge().languages if language != who.language]
    return {language: f"/result/{result}?language={language}&{_pass(key, who)}" for language in others}


def _pass(key: str, who: Entered) -> str:
    return f"share={quote(who.key.share)}" if who.key.share else f"key={quote(key)}"


def _share(result: str, id: str, created: str) -> dict[str, str]:
    return {"id": id, "url": f"/result/{result}?share={quote(id)}", "created": created}


def _download(report: Report) -> HTTPResponse:
    name = quote(report.file_name)
    return response.raw(
        report.content,
        content_type=report.kind,
        headers={**RESULT, "Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
    )
