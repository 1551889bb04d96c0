"""What hangs: one turn, one action, a server. It ends, and the others do not wait for it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from advisor.channels.web import turns as web_turns
from advisor.channels.web.turns import Turns
from advisor.conversation import action_calls
from advisor.conversation.action_calls import ActionsHere, ActionTooSlow
from advisor.serving import processes
from advisor.serving.processes import Assistant, free_port

HUNG = 12
"""More than a small machine's loop has threads."""
SERVER = """
import http.server, sys
class Well(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Well).serve_forever()
"""


def test_actions_that_hang_leave_room_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    actions: dict[str, Callable[..., Any]] = {"hangs": lambda *_: over.wait() and [], "well": lambda *_: []}
    monkeypatch.setattr(action_calls, "registered_actions", lambda: actions)
    monkeypatch.setattr(action_calls, "ACTION_SECONDS", 2.0)
    here = ActionsHere()

    def call(name: str) -> Any:
        return here.request(json={"next_action": name, "tracker": {"sender_id": "a", "slots": {}, "events": []}})

    async def talking() -> None:
        hung = [asyncio.ensure_future(call("hangs")) for _ in range(HUNG)]
        await asyncio.sleep(0)
        assert await call("well") == {"events": [], "responses": []}
        assert await asyncio.to_thread(lambda: "read") == "read"
        assert not any(task.done() for task in hung)
        for ended in await asyncio.gather(*hung, return_exceptions=True):
            assert isinstance(ended, ActionTooSlow)

    try:
        asyncio.run(talking())
    finally:
        over.set()


def test_a_turn_that_hangs_ends_as_a_turn_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_turns, "TURN_SECONDS", 0.05)

    class Log:
        def answered(self, conversation: str, id: str) -> None:
            return None

    async def talking() -> None:
        never = asyncio.Event()
        turns = Turns(lambda _message: never.wait(), Log())  # type: ignore[arg-type]
        assert await turns.answer("c", "m1", "hello", {}) is None
        await turns.settle("c")

    asyncio.run(talking())


class OnlyHealth(Assistant):
    """An assistant whose server answers `/health` and nothing else, and starts at once."""

    def _run(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", SERVER, str(self.port)])


@pytest.mark.parametrize("how", [signal.SIGSTOP, signal.SIGKILL])
def test_a_server_that_hangs_or_dies_is_started_again(monkeypatch: pytest.MonkeyPatch, how: signal.Signals) -> None:
    monkeypatch.setattr(processes, "LOOK_EVERY_SECONDS", 0.1)
    monkeypatch.setattr(processes, "LOOK_PATIENCE_SECONDS", 0.5)
    assistant = OnlyHealth(free_port())
    assistant.start()
    watching = threading.Thread(target=assistant.watch)
    watching.start()
    try:
        first = assistant.process
        os.kill(first, how)
        while assistant.process == first or not processes.answers(f"{assistant.address}/health", 2.0):
            time.sleep(0.05)
    finally:
        assistant.stop()
        watching.join()
        assistant.stop()
