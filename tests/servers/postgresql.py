"""A PostgreSQL of one's own on a loopback port, in a folder that goes with it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg2

from tests.servers.programs import UNPRIVILEGED, ServerProcess, free_port, program

USER, PASSWORD = "advisor", "p@ss:word/with%signs"
TEMPLATE = "migrated"
INITDB = ("-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
SETTINGS = {"fsync": "off", "full_page_writes": "off", "max_connections": "200", "unix_socket_directories": ""}
"""Nothing here has to survive the machine; a killed server recovers all the same."""


class PostgresqlServer:
    """Started by `start`; `database` makes databases, `migrated` such with our tables."""

    def __init__(self) -> None:
        initdb, postgres = program("initdb", "postgresql"), program("postgres", "postgresql")
        self.port = free_port()
        # Not below pytest's folder, which only its owner may enter.
        self._folder = Path(tempfile.mkdtemp(prefix="advisor-postgresql-"))
        user = UNPRIVILEGED if os.geteuid() == 0 else None
        secret = self._folder / "password"
        secret.write_text(PASSWORD)
        if user is not None:
            os.chown(self._folder, user, user)
            os.chown(secret, user, user)
        data = str(self._folder / "data")
        made = subprocess.run(
            [initdb, "-D", data, "-U", USER, f"--pwfile={secret}", *INITDB],
            user=user,
            group=user,
            extra_groups=[] if user is not None else None,
            cwd=self._folder,
            capture_output=True,
            text=True,
        )
        assert made.returncode == 0, made.stderr
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = [postgres, "-D", data, "-h", "127.0.0.1", "-p", str(self.port), *options]
        self.process = ServerProcess(command, self._folder / "log", user, self._answers)
        self._numbers = count(1)
        self._has_template = False

    def start(self) -> None:
        self.process.start()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it, by default breaking off what is under way as a restart of the service does."""
        self.process.stop(how)

    def kill(self) -> None:
        """As when the power goes: postmaster and backends at once."""
        self.process.stop(signal.SIGQUIT)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def url(self, name: str) -> str:
        return f"postgresql://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{self.port}/{name}"

    def database(self, template: str = "template0") -> str:
        """The address of a new database."""
        name = f"test_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def migrated(self) -> str:
        """The address of a new database with our tables."""
        if not self._has_template:
            from advisor.storage.postgresql import patient_postgresql
            from advisor.storage.schema import CONVERSATIONS, OWN, bring_up_to_date

            self._run(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0")
            engine = patient_postgresql(self.url(TEMPLATE))
            bring_up_to_date(engine, OWN, CONVERSATIONS)
            engine.dispose()
            self._has_template = True
        return self.database(TEMPLATE)

    def _run(self, statement: str) -> None:
        connection = psycopg2.connect(self.url("postgres"))
        connection.autocommit = True
        try:
            connection.cursor().execute(statement)
        finally:
            connection.close()

    def _answers(self) -> bool:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", self.port)):
                return False
        try:
            psycopg2.connect(self.url("postgres")).close()
        except psycopg2.OperationalError:
            return False
        return True
