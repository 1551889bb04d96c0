"""Around every request: its id, and one line of the access log when it is answered."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from sanic import Sanic
from sanic.constants import HTTP_METHODS
from sanic.request import Request
from sanic.response import HTTPResponse

from advisor.request_ids import HEADER, begin
from advisor.serving.mode import PRODUCTION, mode

logger = logging.getLogger("advisor.access")

Handle = Callable[[Sanic, Request], Awaitable[None]]

PROBES = ("/health", "/ready")
"""Asked every few seconds by machines: no line each."""
BROKEN = 400
"""From this status on an answer is none that was asked for."""
NO_ROUTE = "none"


def log_requests(app: Sanic) -> None:
    """Give every request its id, and write its line: with the route's pattern, never the path, which may hold ids.

    In development files of the pages (routes with `ctx_file`) have a line only where they fail: a page asks for many.
    """
    logger.setLevel(logging.INFO)
    quiet = mode() != PRODUCTION

    @app.on_response
    async def name_request(request: Request, answer: HTTPResponse) -> None:
        answer.headers[HEADER] = str(request.id)
        request.ctx.status = answer.status

    # Sanic's applications take no new attributes. It rewrites this method while it starts; connections look it up.
    @app.before_server_start
    async def wrap(_app: Sanic, _loop: Any) -> None:
        Sanic.handle_request = _logged(Sanic.handle_request, quiet)


def _logged(handle: Handle, quiet: bool) -> Handle:
    async def handled(app: Sanic, request: Request) -> None:
        request._id = begin(request.headers.get(HEADER))
        began, sent = time.perf_counter(), _count(request)
        try:
            await handle(app, request)
        finally:
            if request.path not in PROBES and not (quiet and _is_file_that_was_there(request)):
                milliseconds = (time.perf_counter() - began) * 1000
                logger.info("answered", extra={"told": _told(request, milliseconds, sent())})

    return handled


def route_of(request: Request) -> str:
    """The pattern of the route that answers, such as `/result/<result>`; `none` where none does."""
    return f"/{request.route.path}" if request.route else NO_ROUTE


def _is_file_that_was_there(request: Request) -> bool:
    is_file = request.route is not None and getattr(request.route.ctx, "file", False)
    return is_file and _status(request) < BROKEN


def _status(request: Request) -> int:
    """499: the client went before there was an answer, as nginx writes it."""
    return getattr(request.ctx, "status", 499)


def _told(request: Request, milliseconds: float, sent: int) -> dict[str, Any]:
    return {
        "method": request.method if request.method in HTTP_METHODS else "other",
        "route": route_of(request),
        "status": _status(request),
        "milliseconds": round(milliseconds, 1),
        "bytes": sent,
    }


def _count(request: Request) -> Callable[[], int]:
    """Counts the bytes a request is answered with, headers included."""
    total, send = 0, request.stream.protocol.send

    async def counted(data: bytes) -> None:
        nonlocal total
        total += len(data)
        await send(data)

    request.stream._send = counted
    return lambda: total
