"""The process of a running assistant: started, watched, stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

from advisor.conversation.addresses import ADDRESS, HERE
from advisor.serving.quiet import ENVIRONMENT
from advisor.settings import PROJECT

START_SECONDS = 180
STOP_SECONDS = 30
"""A turn under way is finished and saved before the server goes."""


class NotStarted(RuntimeError):
    """A process ended or did not answer before it was ready; the message says what a person can do."""


class Assistant:
    """The Rasa server, which runs the actions as well unless the settings name an action server."""

    def __init__(self, port: int, interface: str = "127.0.0.1") -> None:
        self.port, self.interface = port, interface
        self.address = f"http://{interface}:{port}"
        self._environment = {**ENVIRONMENT, ADDRESS: HERE, **os.environ}
        self._rasa: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers; raises NotStarted."""
        if not _is_free(self.interface, self.port):
            raise NotStarted(f"Port {self.port} is taken. Choose another one: make run PORT={self.port + 1}")
        self._begin()

    def watch(self) -> None:
        """Start it again where it dies; raises NotStarted where it does not come back."""
        while self._rasa is not None:
            if self._rasa.poll() is not None:
                self._begin()
            time.sleep(0.5)

    def stop(self) -> None:
        """Stop it: a turn under way is finished first."""
        if self._rasa is None or self._rasa.poll() is not None:
            return
        self._rasa.send_signal(signal.SIGTERM)
        try:
            self._rasa.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._rasa.kill()
            self._rasa.wait()

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
        try:
            with urllib.request.urlopen(address, timeout=2) as reply:
                if reply.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        time.sleep(0.2)
    raise NotStarted(f"{name} did not answer within {START_SECONDS} s.")
