"""A Redis of one's own on a loopback port; it keeps nothing on disk."""

from __future__ import annotations

import shutil
import signal
import tempfile
from pathlib import Path

import redis

from tests.servers.programs import ServerProcess, free_port, program

PASSWORD = "only-for-tests"


class RedisServer:
    """Started by `start`; `url` is its address with the password."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://:{PASSWORD}@127.0.0.1:{self.port}/0"
        self._folder = Path(tempfile.mkdtemp(prefix="advisor-redis-"))
        command = [program("redis-server", "redis-server"), "--bind", "127.0.0.1", "--port", str(self.port)]
        command += ["--save", "", "--appendonly", "no", "--requirepass", PASSWORD, "--dir", str(self._folder)]
        self.process = ServerProcess(command, self._folder / "log", None, self._answers)

    def start(self) -> None:
        self.process.start()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        self.process.stop(how)

    def kill(self) -> None:
        self.process.stop(signal.SIGKILL)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def client(self) -> redis.Redis:
        return redis.Redis.from_url(self.url, socket_timeout=2)

    def _answers(self) -> bool:
        try:
            return bool(self.client().ping())
        except redis.RedisError:
            return False
