"""The process of a running assistant: started, watched, stopped."""

from __future__ import annotations

import contextlib
import http.client
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator

from advisor.conversation.addresses import ADDRESS, HERE
from advisor.serving.health import notice_seconds
from advisor.serving.quiet import ENVIRONMENT
from advisor.settings import PROJECT

START_SECONDS = 180
STOP_SECONDS = 60
"""Turns under way are finished and saved before the server goes, and messaging channels finish what they send."""

LOOK_EVERY_SECONDS, LOOK_PATIENCE_SECONDS = 5.0, 10.0
MOST_MISSES = 4
"""A server that says nothing for about a minute hangs; a busy one answers `/health` within a second."""
MOST_BEGINNINGS = 3

logger = logging.getLogger(__name__)


class NotStarted(RuntimeError):
    """A process ended or did not answer before it was ready; the message says what a person can do."""


class Assistant:
    """The Rasa server, which runs the actions as well unless the settings name an action server."""

    def __init__(self, port: int, interface: str = "127.0.0.1") -> None:
        self.port, self.interface = port, interface
        self.address = f"http://{interface}:{port}"
        self._environment = {**ENVIRONMENT, ADDRESS: HERE, **os.environ}
        self._rasa: subprocess.Popen[bytes] | None = None
        self._stopped = threading.Event()

    @property
    def process(self) -> int:
        """The id of the server's process; raises NotStarted before there is one."""
        if self._rasa is None:
            raise NotStarted("The Rasa server was not started.")
        return self._rasa.pid

    def start(self) -> None:
        """Start it and wait until it answers; raises NotStarted."""
        if not _is_free(self.interface, self.port):
            raise NotStarted(f"Port {self.port} is taken. Choose another one: make run PORT={self.port + 1}")
        self._stopped.clear()
        self._begin()

    def watch(self) -> None:
        """Start it again where it dies or hangs, until it is stopped; raises NotStarted where it does not come back."""
        misses, looked = 0, time.monotonic()
        while not self._stopped.wait(0.5):
            if self._rasa is not None and self._rasa.poll() is not None:
                logger.error("the server ended with code %s and is started again", self._rasa.returncode)
                misses = 0
                self._begin_again()
            elif time.monotonic() - looked >= LOOK_EVERY_SECONDS:
                misses = 0 if answers(f"{self.address}/health", LOOK_PATIENCE_SECONDS) else misses + 1
                looked = time.monotonic()
                if misses >= MOST_MISSES:
                    logger.error("the server has said nothing to %d questions and is killed", misses)
                    self._kill()

    def stop(self) -> None:
        """Stop it: a turn under way is finished first."""
        self._stopped.set()
        if self._rasa is None or self._rasa.poll() is not None:
            return
        self._rasa.send_signal(signal.SIGTERM)
        try:
            self._rasa.wait(STOP_SECONDS + notice_seconds())
        except subprocess.TimeoutExpired:
            self._kill()

    def _kill(self) -> None:
        if self._rasa is not None:
            self._rasa.kill()
            self._rasa.wait()

    def _begin_again(self) -> None:
        """Start it; it may be killed while it starts. Raises NotStarted where that happens time and again."""
        for left in reversed(range(MOST_BEGINNINGS)):
            try:
                return self._begin()
            except NotStarted:
                if self._stopped.is_set() or not left:
                    raise
                self._kill()

    def _begin(self) -> None:
        self._rasa = self._run("advisor.serving.rasa_server", self.interface, str(self.port))
        _wait(self._rasa, f"{self.address}/ready", "The Rasa server")

    def _run(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C reaches only us, and we let it finish.
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=PROJECT,
            env=self._environment,
            start_new_session=True,
        )


@contextlib.contextmanager
def running(port: int) -> Iterator[Assistant]:
    """An assistant that answers, stopped at the end."""
    assistant = Assistant(port)
    try:
        assistant.start()
        yield assistant
    finally:
        assistant.stop()


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_free(interface: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((interface, port))
        except OSError:
            return False
    return True


def _wait(process: subprocess.Popen[bytes], address: str, name: str) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise NotStarted(f"{name} ended before it was ready; what went wrong is said above.")
        if answers(address, 2.0):
            return
        time.sleep(0.2)
    raise NotStarted(f"{name} did not answer within {START_SECONDS} s.")


def answers(address: str, patience: float) -> bool:
    """Whether a GET of an address is answered with 200 within `patience` seconds."""
    try:
        with urllib.request.urlopen(address, timeout=patience) as reply:
            return bool(reply.status == 200)
    except (OSError, http.client.HTTPException):
        return False
