"""Dumps of the PostgreSQL database by its own programs, pg_dump and pg_restore, where they are installed.

A dump is of one moment too: pg_dump reads in a single transaction that sees nothing written afterwards.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import sqlalchemy as sa

from advisor.storage.backup_archive import BackupFault

PACKAGE = "On Debian and Ubuntu: apt-get install postgresql-client."
_NOT_OURS = {"application_name", "connect_timeout"}


def dump(url: str, target: Path) -> None:
    """Write a dump in pg_dump's custom format; raises BackupFault."""
    command = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
    _run(command, url, f"pg_dump --format=custom --no-owner --no-privileges --file={DUMP_NAME}", "pg_dump")


def restore(url: str, source: Path) -> None:
    """Read a dump into a database without tables, all of it or nothing; raises BackupFault."""
    command = ["pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    by_hand = "pg_restore --no-owner --no-privileges --single-transaction --dbname=…"
    _run([*command, str(source)], url, by_hand, "pg_restore")


DUMP_NAME = "advisor.dump"


def _run(command: list[str], url: str, by_hand: str, program: str) -> None:
    if shutil.which(program) is None:
        raise BackupFault(
            f"{program} is not installed here. {PACKAGE} Or run, where it is installed: {by_hand} (see "
            "docs/en/operating.md)."
        )
    address, password = _address(url)
    # In the environment: other users of the machine read the arguments of a program.
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    done = subprocess.run(
        [*command, f"--dbname={address}"], env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        said = " ".join(done.stderr.split())[:500]
        if password:
            said = said.replace(password, "…")
        if re.search("server version mismatch", said):
            said += f" Install the programs of the database's version. {PACKAGE}"
        raise BackupFault(f"{program} failed: {said}")


def _address(url: str) -> tuple[str, str]:
    """The address as PostgreSQL's own programs take it, and the password apart from it."""
    address = sa.engine.make_url(url).difference_update_query(_NOT_OURS)
    password = str(address.password or "")
    plain = sa.engine.URL.create(
        "postgresql", address.username, None, address.host, address.port, address.database, address.query
    )
    return plain.render_as_string(hide_password=False), password
