"""Server programs of the machine, and a child process of each that may be stopped, paused and killed."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

START_SECONDS = 30
UNPRIVILEGED = 65534
"""`nobody`: PostgreSQL refuses to run as root."""


def program(name: str, package: str) -> str:
    """Where a program is. Without it tests fail where CI is set, and are skipped elsewhere."""
    found = shutil.which(name)
    if found is None:
        found = next((str(p) for p in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None)
    if found is None:
        says = f"{name} is missing; on Debian and Ubuntu: apt-get install {package}"
        if os.environ.get("CI"):
            pytest.fail(says)
        pytest.skip(says)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ServerProcess:
    """One program that serves on a loopback port, with its log in a file."""

    def __init__(self, command: list[str], log: Path, user: int | None, answers: Callable[[], bool]) -> None:
        self._command, self._log, self._user, self._answers = command, log, user, answers
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def id(self) -> int:
        assert self._process is not None, "the server was not started"
        return self._process.pid

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdout=log,
                stderr=log,
                user=self._user,
                group=self._user,
                extra_groups=[] if self._user is not None else None,
            )
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            said = self._log.read_text(errors="replace")[-2000:]
            assert self._process.poll() is None, f"{self._command[0]} ended: {said}"
            assert time.monotonic() < until, f"{self._command[0]} did not answer: {said}"
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop it; does nothing where it is not running."""
        if self._process is None or self._process.poll() is not None:
            return
        self.resume()
        self._process.send_signal(how)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def kill_all(self) -> None:
        """kill -9 of it and its children at once."""
        self._tell_all(signal.SIGKILL)
        assert self._process is not None
        self._process.wait()

    def pause(self) -> None:
        """From now on it accepts connections, as the machine does, and says nothing."""
        self._tell_all(signal.SIGSTOP)

    def resume(self) -> None:
        self._tell_all(signal.SIGCONT)

    def _tell_all(self, what: signal.Signals) -> None:
        for process in [self.id, *_children(self.id)]:
            try:
                os.kill(process, what)
            except ProcessLookupError:
                continue


def _children(process: int) -> list[int]:
    try:
        own = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [each for child in own for each in (int(child), *_children(int(child)))]
