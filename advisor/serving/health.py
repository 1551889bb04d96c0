"""Whether the process is alive (`/health`) and whether it can answer people (`/ready`).

Told to stop, a server says at once that it is not ready, goes on answering for a while so that a balancer
sends people elsewhere, finishes the turns under way and ends.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

Part = Callable[[], Awaitable[bool]]

PART_SECONDS = 2.0
"""How long each part may take to answer."""
SHARED_SECONDS = 1.0
"""Asked more often than this, the parts are not bothered again: `/ready` is open to everybody."""
TURNS_SECONDS = 20.0
"""How long turns under way are waited for; `processes.STOP_SECONDS` is longer."""
NO_STORE = {"Cache-Control": "no-store"}

logger = logging.getLogger(__name__)


def notice_seconds() -> float:
    """How long a server that was told to stop still answers (`ADVISOR_STOP_NOTICE_SECONDS`, default 0).

    At most 60, and longer than the balancer's interval between two looks at `/ready`. Raises ValueError.
    """
    said = os.environ.get("ADVISOR_STOP_NOTICE_SECONDS", "0")
    if not said.isdigit() or int(said) > 60:
        raise ValueError(f"ADVISOR_STOP_NOTICE_SECONDS is {said!r}; it must be a whole number of seconds, 0 to 60.")
    return float(said)


class Readiness:
    """Asks every part at once, each with a time limit of its own; a part that hangs is asked only once."""

    def __init__(self, parts: Mapping[str, Part]) -> None:
        self._parts = dict(parts)
        self._asked: dict[str, asyncio.Task[bool]] = {}
        self._missing: set[str] = set()
        self._known: tuple[float, dict[str, bool]] | None = None
        self.stopping = False

    async def parts(self) -> dict[str, bool]:
        """Part → whether it answers; at most `SHARED_SECONDS` old."""
        if self._known is None or time.monotonic() - self._known[0] > SHARED_SECONDS:
            answers = await asyncio.gather(*(self._ask(name) for name in self._parts))
            self._known = (time.monotonic(), dict(zip(self._parts, answers, strict=True)))
        return self._known[1]

    async def _ask(self, name: str) -> bool:
        task = self._asked.get(name)
        if task is None or task.done():
            task = self._asked[name] = asyncio.ensure_future(self._parts[name]())
        done, _ = await asyncio.wait([task], timeout=PART_SECONDS)
        fault = task.exception() if done and not task.cancelled() else None
        well = bool(done) and not task.cancelled() and fault is None and task.result()
        if not well and name not in self._missing:
            # The type alone: what databases say may name hosts and values.
            logger.warning("not ready: %s: %s", name, type(fault).__name__ if fault else "no answer")
        elif well and name in self._missing:
            logger.warning("ready again: %s", name)
        (self._missing.discard if well else self._missing.add)(name)
        return well


def health(readiness: Readiness) -> Blueprint:
    """The routes `/health` and `/ready`."""
    routes = Blueprint("health")

    @routes.get("/health")
    async def alive(_request: Request) -> HTTPResponse:
        return response.json({"status": "ok"}, headers=NO_STORE)

    @routes.get("/ready")
    async def ready(_request: Request) -> HTTPResponse:
        parts = {**await readiness.parts(), "open": not readiness.stopping}
        well = all(parts.values())
        return response.json({"ready": well, "parts": parts}, status=200 if well else 503, headers=NO_STORE)

    return routes


def stop_with_notice(app: Sanic, readiness: Readiness, turns_under_way: Callable[[], int]) -> None:
    """On SIGTERM: not ready at once, the notice, the turns under way, then the end."""
    notice = notice_seconds()

    async def stop() -> None:
        await asyncio.sleep(notice)
        until = time.monotonic() + TURNS_SECONDS
        while turns_under_way() and time.monotonic() < until:
            await asyncio.sleep(0.05)
        if turns_under_way():
            logger.error("stopped with %d turns under way", turns_under_way())
        app.stop()

    def told() -> None:
        if not readiness.stopping:
            readiness.stopping = True
            app.ctx.stopping = asyncio.ensure_future(stop())

    # Sanic sets its own handler before this event.
    @app.after_server_start
    async def listen(_app: Sanic, loop: Any) -> None:
        loop.add_signal_handler(signal.SIGTERM, told)
