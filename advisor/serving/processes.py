"""The two processes of a running assistant: started together, watched, stopped together."""

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

from advisor.serving.quiet import ENVIRONMENT
from advisor.settings import PROJECT

START_SECONDS = 180
STOP_SECONDS = 30
"""A turn under way is finished and saved before the server goes."""


class NotStarted(RuntimeError):
    """A process ended or did not answer before it was ready; the message says what a person can do."""


class Assistant:
    """The Rasa server and its action server."""

    def __init__(self, port: int, interface: str = "127.0.0.1") -> None:
        self.port, self.interface = port, interface
        self.address = f"http://{interface}:{port}"
        self._action_port = free_port()
        actions = f"http://127.0.0.1:{self._action_port}/webhook"
        self._environment = {**ENVIRONMENT, **os.environ, "ADVISOR_ACTIONS": actions}
        self._actions: subprocess.Popen[bytes] | None = None
        self._rasa: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start both and wait until they answer; raises NotStarted."""
        if not _is_free(self.interface, self.port):
            raise NotStarted(f"Port {self.port} is taken. Choose another one: make run PORT={self.port + 1}")
        self._actions = self._run("advisor.serving.action_server", str(self._action_port))
        self._rasa = self._run("advisor.serving.rasa_server", self.interface, str(self.port))
        _wait(self._actions, f"http://127.0.0.1:{self._action_port}/health", "The action server")
        _wait(self._rasa, f"{self.address}/ready", "The Rasa server")

    def watch(self) -> None:
        """Start again whichever process dies; raises NotStarted where the server does not come back."""
        while self._rasa is not None:
            if self._actions is not None and self._actions.poll() is not None:
                self._actions = self._run("advisor.serving.action_server", str(self._action_port))
            if self._rasa.poll() is not None:
                self._rasa = self._run("advisor.serving.rasa_server", self.interface, str(self.port))
                _wait(self._rasa, f"{self.address}/ready", "The Rasa server")
            time.sleep(0.5)

    def stop(self) -> None:
        """Stop both: the server first, so that its last turn can still call an action."""
        for process in (self._rasa, self._actions):
            if process is None or process.poll() is not None:
                continue
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _run(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C reaches only us, and we stop the two in order.
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
