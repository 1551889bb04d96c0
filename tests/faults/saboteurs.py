"""What goes wrong: parts that are killed or hang, files that are locked, a disk that is full."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.faults.odd_actions import OddActions
from tests.faults.watched import WatchedServer
from tests.servers.postgresql import PostgresqlServer
from tests.servers.programs import ServerProcess
from tests.servers.redis import RedisServer

LOCK = """
import sqlite3, sys, time
held = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
held.execute("BEGIN EXCLUSIVE")
time.sleep(float(sys.argv[2]))
held.execute("ROLLBACK")
"""


@dataclass
class KillServer:
    """kill -9 of a server at whatever it does, also while it starts; its watcher starts it again."""

    server: WatchedServer
    name: str = "server killed"

    async def strike(self, chance: random.Random) -> None:
        self._kill()
        if chance.random() < 0.2:
            await asyncio.sleep(chance.uniform(0.5, 5.0))
            self._kill()
        await until(lambda: asyncio.to_thread(self.server.is_ready))

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.server.assistant.process, signal.SIGKILL)


@dataclass
class Hang:
    """A process and its children stand still for a while and go on."""

    name: str
    process: Callable[[], int]
    seconds: tuple[float, float] = (0.5, 15.0)

    async def strike(self, chance: random.Random) -> None:
        halted = self.process()
        with suppress(ProcessLookupError):
            os.kill(halted, signal.SIGSTOP)
        try:
            await asyncio.sleep(chance.uniform(*self.seconds))
        finally:
            with suppress(ProcessLookupError):
                os.kill(halted, signal.SIGCONT)


@dataclass
class HangService:
    """PostgreSQL, Redis or the action server with all its processes stands still and goes on."""

    name: str
    process: ServerProcess
    seconds: tuple[float, float] = (0.5, 15.0)

    async def strike(self, chance: random.Random) -> None:
        self.process.pause()
        try:
            await asyncio.sleep(chance.uniform(*self.seconds))
        finally:
            self.process.resume()


@dataclass
class KillService:
    """A service is killed and comes back after a moment."""

    name: str
    kill: Callable[[], None]
    start: Callable[[], None]
    seconds: tuple[float, float] = (0.0, 4.0)

    async def strike(self, chance: random.Random) -> None:
        await asyncio.to_thread(self.kill)
        try:
            await asyncio.sleep(chance.uniform(*self.seconds))
        finally:
            await asyncio.to_thread(self.start)


@dataclass
class FlushRedis:
    """Everything in Redis is gone: locks that are held, and counts."""

    redis: RedisServer
    name: str = "Redis emptied"

    async def strike(self, chance: random.Random) -> None:
        for _ in range(chance.randrange(1, 20)):
            await asyncio.to_thread(self.redis.client().flushall)
            await asyncio.sleep(0.05)


@dataclass
class LockFile:
    """Another process holds a SQLite file for itself."""

    files: tuple[Path, ...]
    name: str = "file locked"
    seconds: tuple[float, float] = (1.0, 8.0)

    async def strike(self, chance: random.Random) -> None:
        seconds, file = chance.uniform(*self.seconds), chance.choice(self.files)
        other = await asyncio.create_subprocess_exec(sys.executable, "-c", LOCK, str(file), str(seconds))
        assert await other.wait() == 0, "the file could not be locked"


@dataclass
class FillDisk:
    """Something else takes all that is left on the disk, and after a while gives it back."""

    folder: Path
    name: str = "disk full"
    seconds: tuple[float, float] = (0.5, 6.0)

    async def strike(self, chance: random.Random) -> None:
        filler = self.folder / "filler"
        try:
            await asyncio.to_thread(fill, filler)
            await asyncio.sleep(chance.uniform(*self.seconds))
        finally:
            filler.unlink(missing_ok=True)


@dataclass
class SpoilCalls:
    """Calls of the action server fail in every way a call can, many or few of them."""

    calls: OddActions
    name: str = "action calls spoilt"

    async def strike(self, chance: random.Random) -> None:
        self.calls.odds = chance.uniform(0.1, 1.0)
        try:
            await asyncio.sleep(chance.uniform(0.5, 6.0))
        finally:
            self.calls.odds = 0.0


def fill(filler: Path) -> None:
    """Write until the disk takes no more byte."""
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while file.write(b"\0" * size):
                    pass
            except OSError:
                continue


def faults_of_postgresql(server: PostgresqlServer) -> list[KillService | HangService]:
    return [
        KillService("PostgreSQL killed", server.process.kill_all, server.start),
        KillService("PostgreSQL restarted", server.stop, server.start),
        HangService("PostgreSQL hung", server.process),
    ]


def faults_of_redis(server: RedisServer) -> list[KillService | HangService | FlushRedis]:
    return [
        KillService("Redis killed", server.kill, server.start),
        HangService("Redis hung", server.process, (0.5, 6.0)),
        FlushRedis(server),
    ]


async def until(holds: Callable[[], Awaitable[object]]) -> None:
    """Wait until something holds."""
    while not await holds():
        await asyncio.sleep(0.2)
