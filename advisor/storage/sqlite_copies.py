"""Copies of both SQLite files as they stood at one moment, while the server goes on.

Copied one after the other they would not fit, whichever comes first. A turn writes its result, then itself: with
the results copied first, a turn could come without its result. A message from WeChat is in the inbox (among the
results) until its turn is written: with the conversations copied first, it could be missing from both. So the
copies are of one moment. For milliseconds nobody may write; in that time a look at either file begins, and what
it shows does not change while the copies are made and everybody writes again. What the copies hold is what a
power cut at that moment would have left: what was acknowledged is in them, and a turn that was under way is taken
again.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from advisor.storage.backup_archive import BackupFault

LONGEST_WAIT = 60.0
_PATIENCE = 1.0
"""While one file is held, the other is waited for no longer: whoever writes there waits for five seconds."""


def copy_at_one_moment(files: dict[Path, Path]) -> None:
    """Copy each file (old → new path); raises BackupFault where a file is locked for a minute or damaged."""
    with _looks(list(files)) as looks:
        for new, look in zip(files.values(), looks, strict=True):
            with closing(sqlite3.connect(new)) as copied:
                look.backup(copied)
    for old, new in files.items():
        with closing(_open(old)) as connection:
            # What was deleted meanwhile could not leave the log that the look was held in.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        must_be_sound(new, called=old)


def must_be_sound(path: Path, called: Path | None = None) -> None:
    """Raise BackupFault where SQLite finds a database damaged; `called`: the file people know it by."""
    try:
        with closing(_open(path)) as connection:
            said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        said = str(error)
    if said != "ok":
        raise BackupFault(f"{called or path} is damaged ({said}). Go back to the last backup that is sound.")


@contextmanager
def _looks(paths: list[Path]) -> Iterator[list[sqlite3.Connection]]:
    """Connections that see their files as they stand at one moment, until this ends."""
    looks = [_open(path) for path in paths]
    try:
        with _nobody_writes(paths):
            for look in looks:
                look.execute("BEGIN")
                # The look begins with the first reading.
                look.execute("SELECT count(*) FROM sqlite_master").fetchone()
        yield looks
    except sqlite3.DatabaseError as error:
        raise BackupFault(f"{' or '.join(map(str, paths))} cannot be read: {error}.") from None
    finally:
        for look in looks:
            look.close()


@contextmanager
def _nobody_writes(paths: list[Path]) -> Iterator[None]:
    until = time.monotonic() + LONGEST_WAIT
    while (writers := _held(paths)) is None:
        if time.monotonic() > until:
            raise BackupFault(
                f"{' or '.join(map(str, paths))} was locked for {LONGEST_WAIT:.0f} s. See which program writes "
                "there without end, and begin again."
            )
    try:
        yield
    finally:
        for writer in writers:
            writer.close()


def _held(paths: list[Path]) -> list[sqlite3.Connection] | None:
    """Connections that keep everybody else from writing to these files; None where somebody does now."""
    writers: list[sqlite3.Connection] = []
    try:
        for path in paths:
            writers.append(_open(path))
            writers[-1].execute("BEGIN IMMEDIATE")
    except sqlite3.DatabaseError as error:
        for writer in writers:
            writer.close()
        if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
            return None
        raise
    return writers


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
