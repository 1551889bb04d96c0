"""Servers as `advisor serve` runs them: started with settings of their own, watched, stopped."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from advisor.serving.processes import Assistant, NotStarted, answers, free_port
from tests.servers.programs import ServerProcess

KEY = "the key of one storm and no other, 32 characters at least"


@contextlib.contextmanager
def settings(given: Mapping[str, str]) -> Iterator[None]:
    """The environment with these settings."""
    before = dict(os.environ)
    os.environ.update(given)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


class WatchedServer:
    """An assistant and the thread that watches it."""

    def __init__(self, given: Mapping[str, str]) -> None:
        with settings(given):
            self.assistant = Assistant(free_port())
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    @property
    def address(self) -> str:
        return self.assistant.address

    def start(self) -> None:
        self.assistant.start()
        self._watcher.start()

    def stop(self) -> None:
        self.assistant.stop()
        if self._watcher.ident is not None:
            self._watcher.join()
        # It may have been starting one at that moment.
        self.assistant.stop()

    def is_ready(self) -> bool:
        return answers(f"{self.address}/ready", 2.0)

    def _watch(self) -> None:
        with contextlib.suppress(NotStarted):
            self.assistant.watch()


class ActionServer(ServerProcess):
    """An action server of its own, with the settings of the servers that call it."""

    def __init__(self, given: Mapping[str, str], log: Path) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "advisor.serving.action_server", "127.0.0.1", str(self.port)]
        super().__init__(["env", *(f"{name}={value}" for name, value in given.items()), *command], log, None, self._up)
        self.address = f"http://127.0.0.1:{self.port}/webhook"

    def _up(self) -> bool:
        return answers(f"http://127.0.0.1:{self.port}/health", 2.0)
