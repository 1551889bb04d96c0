"""Backups of all that is kept, made while the server runs, and their way back."""

from __future__ import annotations

import importlib.metadata
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

import sqlalchemy as sa

from advisor.knowledge import load_knowledge
from advisor.settings import data_folder, database_url, secret
from advisor.storage import postgresql_dumps
from advisor.storage.backup_archive import (
    CONVERSATIONS_COPY,
    DUMP,
    OWN_COPY,
    SECRET,
    BackupFault,
    Description,
    digest,
    read_archive,
    sync_folder,
    write_archive,
)
from advisor.storage.database import CONVERSATIONS_FILE, OWN_FILE, open_database
from advisor.storage.lasting_key import is_a_secret
from advisor.storage.leftovers import erase_leftovers
from advisor.storage.postgresql import patient_postgresql
from advisor.storage.schema import CONVERSATIONS, OWN, bring_up_to_date, known_migrations, place, versions
from advisor.storage.sqlite_copies import copy_at_one_moment, must_be_sound

PARTS = {OWN_COPY: OWN, CONVERSATIONS_COPY: CONVERSATIONS}
FILES = {OWN_COPY: OWN_FILE, CONVERSATIONS_COPY: CONVERSATIONS_FILE}
"""Name in the archive → what it holds, and its name in the data folder."""
SIDE_FILES = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True)
class Made:
    """A backup that was made. opens: it holds a secret of tokens all the same, as the key people are named with."""

    description: Description
    opens: bool


@dataclass(frozen=True)
class Restored:
    """What a restore did.

    place         where the data is now
    migrated      the backup was of an older version and was brought up to date
    set_aside     the folder that holds what was there before, or None
    leftovers     conversations whose deletion was under way when the backup was made, deleted now
    secret        whether the backup had the secret, and it was put in place
    """

    description: Description
    place: str
    migrated: bool
    set_aside: Path | None
    leftovers: int
    secret: bool


def make_backup(target: Path, with_secret: bool = False) -> Made:
    """Write a backup of the databases the settings name; raises BackupFault, OSError or ValueError."""
    if target.exists():
        raise BackupFault(f"{target} exists. A backup is never written over another: give another name.")
    if not target.parent.is_dir():
        raise BackupFault(f"There is no folder {target.parent}. Make it first.")
    with _scratch(target.parent) as folder:
        url = database_url()
        schema, opens = _dump(url, folder) if url else _copies(folder)
        if with_secret:
            (folder / SECRET).write_text(secret(), encoding="utf-8")
        description = Description(
            engine="postgresql" if url else "sqlite",
            schema=tuple(sorted(schema)),
            program=_program_version(),
            knowledge=load_knowledge().version,
            made=datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
            files={path.name: digest(path) for path in sorted(folder.iterdir())},
        )
        write_archive(target, description, folder)
    return Made(description, opens)


def restore_backup(source: Path, replace: bool = False) -> Restored:
    """Put a backup where the settings say. Raises BackupFault, OSError, ValueError or SchemaOutdated: until the
    last step nothing that is there is touched."""
    url, home = database_url(), data_folder()
    if url:
        _must_be_empty(url, replace)
    else:
        _must_be_free(home, replace)
    with _scratch(home) as folder:
        description = read_archive(source, folder)
        _must_fit(description, bool(url), source)
        return _into_postgresql(url, folder, description) if url else _into_folder(home, folder, description, replace)


def _copies(folder: Path) -> tuple[set[str], bool]:
    """Copies of both files; the migrations they stand at, and whether there is a secret among them."""
    home = data_folder()
    missing = [name for name in FILES.values() if not (home / name).is_file()]
    if missing:
        raise BackupFault(f"{home} has no {' and no '.join(missing)}: there is nothing to back up. See ADVISOR_DATA.")
    copy_at_one_moment({home / old: folder / new for new, old in FILES.items()})
    found: set[str] = set()
    opens = False
    for name in FILES:
        engine = sa.create_engine(f"sqlite:///{folder / name}", poolclass=sa.pool.NullPool)
        found |= versions(engine)
        opens = opens or is_a_secret(engine)
        engine.dispose()
        _as_one_file(folder / name)
    return found, opens


def _dump(url: str, folder: Path) -> tuple[set[str], bool]:
    engine = patient_postgresql(url)
    try:
        found, opens = set(versions(engine)), is_a_secret(engine)
        if not found:
            raise BackupFault(f"The database {place(engine)} has no tables of ours: there is nothing to back up.")
    finally:
        engine.dispose()
    postgresql_dumps.dump(url, folder / DUMP)
    return found, opens


def _must_fit(description: Description, postgresql: bool, source: Path) -> None:
    if (description.engine == "postgresql") is not postgresql:
        do = "unset ADVISOR_DATABASE_URL" if postgresql else "set ADVISOR_DATABASE_URL to an empty database"
        kind = "a PostgreSQL database" if description.engine == "postgresql" else "SQLite files"
        raise BackupFault(f"{source} is a backup of {kind}, and the settings name another place: {do}.")
    unknown = sorted(set(description.schema) - known_migrations())
    if unknown:
        raise BackupFault(
            f"{source} was made by version {description.program}, which is newer than this one and has "
            f"{', '.join(unknown)}. Update the program, then restore."
        )


def _must_be_free(home: Path, replace: bool) -> None:
    there = [name for name in FILES.values() if (home / name).exists()]
    if there and not replace:
        raise BackupFault(
            f"{home} is not empty: it has {' and '.join(there)}. Restore into an empty folder (ADVISOR_DATA), or "
            "add --replace, which first sets aside what is there."
        )
    for name in there:
        _must_not_be_in_use(home / name)


def _must_not_be_in_use(path: Path) -> None:
    """Raise BackupFault where a server has a file open; else its log is written back, so that it stands alone."""
    with closing(sqlite3.connect(path, timeout=0.5, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                raise BackupFault(f"A server is using {path}. Stop it first: systemctl stop advisor.") from None
        except sqlite3.DatabaseError:
            return  # Damaged: a reason to restore, and set aside as it is.


def _must_be_empty(url: str, replace: bool) -> None:
    engine = patient_postgresql(url)
    try:
        there, where = sorted(sa.inspect(engine).get_table_names()), place(engine)
    finally:
        engine.dispose()
    if there:
        tables = ", ".join(there[:4]) + (" …" if len(there) > 4 else "")
        raise BackupFault(
            f"The database {where} is not empty: it has the tables {tables}. Make an empty one (createdb "
            "advisor_restored), name it in ADVISOR_DATABASE_URL, do not migrate it, and restore; the old one stays "
            "as it is until you drop it."
        )
    if replace:
        raise BackupFault(f"--replace is for SQLite files; the database {where} is empty, so leave it out.")


def _into_postgresql(url: str, folder: Path, description: Description) -> Restored:
    postgresql_dumps.restore(url, folder / DUMP)
    engine = patient_postgresql(url)
    try:
        migrated = bring_up_to_date(engine, OWN, CONVERSATIONS)
        leftovers = erase_leftovers(engine, engine)
        return Restored(description, place(engine), migrated, None, leftovers, _put_secret(folder))
    finally:
        engine.dispose()


def _into_folder(home: Path, folder: Path, description: Description, replace: bool) -> Restored:
    for name in FILES:
        must_be_sound(folder / name, called=Path(name))
    engines = {name: open_database(folder / name) for name in FILES}
    try:
        # On the copies: where this fails, what is in the folder was not touched.
        migrated = [bring_up_to_date(engine, PARTS[name]) for name, engine in engines.items()]
        leftovers = erase_leftovers(engines[OWN_COPY], engines[CONVERSATIONS_COPY])
    finally:
        for engine in engines.values():
            engine.dispose()
    for name in FILES:
        _as_one_file(folder / name)
    # A server may have been started meanwhile.
    _must_be_free(home, replace)
    set_aside = _set_aside(home)
    for name, file in FILES.items():
        (folder / name).replace(home / file)
    sync_folder(home)
    return Restored(description, str(home), any(migrated), set_aside, leftovers, _put_secret(folder))


def _set_aside(home: Path) -> Path | None:
    there = [home / f"{file}{side}" for file in FILES.values() for side in SIDE_FILES]
    there = [path for path in there if path.exists()]
    if not there:
        return None
    aside = home / f"before-restore-{_stamp()}"
    aside.mkdir(mode=0o700)
    for path in there:
        path.replace(aside / path.name)
    sync_folder(aside)
    return aside


def _put_secret(folder: Path) -> bool:
    """Put the secret of a backup into the data folder, unless the settings give one; whether that was done."""
    given, target = folder / SECRET, data_folder() / SECRET
    if not given.is_file() or os.environ.get("ADVISOR_SECRET") or os.environ.get("ADVISOR_SECRET_FILE"):
        return False
    if target.exists() and target.read_bytes().strip() != given.read_bytes().strip():
        target.replace(target.with_name(f"secret-before-restore-{_stamp()}"))
    given.replace(target)
    return True


def _as_one_file(path: Path) -> None:
    """Write the log of a database back into it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()


def _stamp() -> str:
    return datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%S.%fZ")


def _program_version() -> str:
    try:
        return importlib.metadata.version("cultivation-advisor")
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


@contextmanager
def _scratch(beside: Path) -> Iterator[Path]:
    """A folder for its owner alone on the same disk, deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix=".advisor-backup-", dir=beside) as folder:
        yield Path(folder)
