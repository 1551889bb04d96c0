"""Stands between the servers and their action server, and spoils calls where it is told to."""

from __future__ import annotations

import asyncio
import random
import threading
from typing import Any

import aiohttp
from aiohttp import web

from advisor.conversation.action_calls import ACTION_SECONDS
from advisor.serving.processes import free_port

KINDS = ("raises", "lost", "cut", "nothing", "late")
"""500 and the action did not run; it ran and the connection broke, or the reply did half-way, or was empty, or
came when nobody waited any more."""


class OddActions:
    """odds: how likely a call is spoilt now. hanging: conversations whose calls get no reply meanwhile."""

    def __init__(self, to: str, seed: int) -> None:
        self.odds, self.hanging = 0.0, set[str]()
        self._to, self._chance = to, random.Random(seed)
        self._port = free_port()
        self.address = f"http://127.0.0.1:{self._port}/webhook"
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/{path:.*}", self._pass_on)
        runner = web.AppRunner(app, access_log=None)
        self._loop.run_until_complete(runner.setup())
        self._loop.run_until_complete(web.TCPSite(runner, "127.0.0.1", self._port).start())
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())

    async def _pass_on(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/health":
            return web.Response(text="{}")
        call = await request.json()
        while call["sender_id"] in self.hanging:
            await asyncio.sleep(0.05)
        kind = self._chance.choice(KINDS) if self._chance.random() < self.odds else ""
        if kind == "raises":
            return web.json_response({"error": "RuntimeError"}, status=500)
        status, body = await self._ask(call, request)
        if kind == "late":
            await asyncio.sleep(ACTION_SECONDS + 1)
        if kind in ("lost", "cut") and request.transport is not None:
            if kind == "cut":
                request.transport.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n{"
                )
            request.transport.close()
        return web.Response(status=status, body=b"{}" if kind == "nothing" else body, content_type="application/json")

    async def _ask(self, call: Any, request: web.Request) -> tuple[int, bytes]:
        keep = {name: value for name, value in request.headers.items() if name.startswith("X-")}
        try:
            async with (
                aiohttp.ClientSession(trust_env=False) as session,
                session.post(self._to, json=call, headers=keep) as reply,
            ):
                return reply.status, await reply.read()
        except aiohttp.ClientError:
            return 502, b"{}"
