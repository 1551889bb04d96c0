"""What storms break: one server on SQLite, and two on PostgreSQL and Redis with an action server."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from advisor.storage.database import CONVERSATIONS_FILE, OWN_FILE, conversations_database
from advisor.storage.postgresql import postgresql
from tests.faults.leaders import Habits
from tests.faults.odd_actions import OddActions
from tests.faults.saboteurs import (
    FillDisk,
    Hang,
    HangService,
    KillServer,
    KillService,
    LockFile,
    SpoilCalls,
    faults_of_postgresql,
    faults_of_redis,
)
from tests.faults.storms import Fault, Storm
from tests.faults.watched import KEY, ActionServer, WatchedServer
from tests.servers.postgresql import PostgresqlServer
from tests.servers.redis import RedisServer

DISK = "size=256m"
"""Ten thousand turns of interviews take about 90 MB."""
TROUBLESOME = Habits(copies=0.15, leaves=0.15, forgets=0.05)


@dataclass
class OneServer:
    """The default: SQLite files in a data folder. small: the folder is a disk of its own that can be filled."""

    server: WatchedServer
    data: Path
    small: bool

    def storms(self, leaders: int = 8) -> dict[str, Storm]:
        database, files = self._database(), (self.data / CONVERSATIONS_FILE, self.data / OWN_FILE)
        hang = Hang("server hung", lambda: self.server.assistant.process, (0.5, 8.0))
        found = {
            "server": Storm("server", self._where, database, [KillServer(self.server), hang], leaders),
            "locked": Storm("locked", self._where, database, [LockFile(files)], leaders),
            "leaving": Storm("leaving", self._where, database, [], leaders, habits=TROUBLESOME),
        }
        found["server"].pauses = (0.5, 7.0)
        if self.small:
            found["disk"] = Storm("disk", self._where, database, [FillDisk(self.data)], leaders)
        return found

    def _where(self) -> list[str]:
        return [self.server.address]

    def _database(self) -> sa.engine.Engine:
        return conversations_database(self.data / CONVERSATIONS_FILE)


@dataclass
class TwoServers:
    """Two servers that share a PostgreSQL and a Redis, and call one action server."""

    servers: tuple[WatchedServer, WatchedServer]
    postgresql: PostgresqlServer
    redis: RedisServer
    actions: ActionServer
    calls: OddActions
    url: str

    def storms(self, leaders: int = 8) -> dict[str, Storm]:
        database = postgresql(self.url.replace("postgresql:", "postgresql+psycopg2:", 1))
        action_faults: list[Fault] = [
            KillService("action server killed", self.actions.kill_all, self.actions.start),
            HangService("action server hung", self.actions),
            SpoilCalls(self.calls),
        ]
        return {
            "actions": Storm("actions", self.where, database, action_faults, leaders),
            "postgresql": Storm("postgresql", self.where, database, faults_of_postgresql(self.postgresql), leaders),
            "redis": Storm("redis", self.where, database, faults_of_redis(self.redis), leaders),
            "copies": Storm("copies", self.where, database, [], leaders, habits=TROUBLESOME),
            "everything": Storm(
                "everything",
                self.where,
                database,
                [
                    *action_faults,
                    *faults_of_postgresql(self.postgresql),
                    *faults_of_redis(self.redis),
                    *(KillServer(server) for server in self.servers),
                ],
                leaders,
                habits=TROUBLESOME,
            ),
        }

    def where(self) -> list[str]:
        return [server.address for server in self.servers]


@contextlib.contextmanager
def small_disk() -> Iterator[tuple[Path, bool]]:
    """A folder, on a disk of its own where this user may mount one; whether it is."""
    with tempfile.TemporaryDirectory(prefix="advisor-disk-") as made:
        mount = ["mount", "-t", "tmpfs", "-o", DISK, "tmpfs", made]
        mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0
        try:
            yield Path(made), mounted
        finally:
            if mounted:
                subprocess.run(["umount", "--lazy", made], check=True)


@contextlib.contextmanager
def one_server() -> Iterator[OneServer]:
    with small_disk() as (data, small):
        server = WatchedServer({"ADVISOR_DATA": str(data)})
        try:
            server.start()
            yield OneServer(server, data, small)
        finally:
            server.stop()


@contextlib.contextmanager
def two_servers(database: PostgresqlServer, redis: RedisServer) -> Iterator[TwoServers]:
    with tempfile.TemporaryDirectory(prefix="advisor-storm-") as made, contextlib.ExitStack() as stack:
        url = database.migrated()
        given = {
            "ADVISOR_DATA": made,
            "ADVISOR_DATABASE_URL": url,
            "ADVISOR_REDIS_URL": redis.url,
            "ADVISOR_ACTIONS_KEY": KEY,
            "ADVISOR_SECRET": KEY,
        }
        actions = ActionServer(given, Path(made) / "actions.log")
        actions.start()
        stack.callback(actions.stop)
        calls = OddActions(actions.address, seed=1)
        calls.start()
        stack.callback(calls.stop)
        given["ADVISOR_ACTIONS"] = calls.address
        servers = (WatchedServer(given), WatchedServer(given))
        for server in servers:
            server.start()
            stack.callback(server.stop)
        yield TwoServers(servers, database, redis, actions, calls, url)
