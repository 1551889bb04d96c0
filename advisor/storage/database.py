"""The databases: SQLite files in the data folder by default, or the one PostgreSQL database the settings name.

On SQLite results and conversations have a file each, so that writing the one never waits for the other.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from advisor.settings import data_folder, database_url
from advisor.storage.postgresql import postgresql
from advisor.storage.schema import CONVERSATIONS, OWN, SchemaOutdated, bring_up_to_date, must_be_up_to_date

__all__ = [
    "CONVERSATIONS_FILE",
    "OWN_FILE",
    "SchemaOutdated",
    "careful_sqlite",
    "conversations_database",
    "erase_log",
    "inbox_database",
    "open_database",
    "own_database",
]

WAIT_FOR_LOCK_SECONDS = 5
OWN_FILE = "assessments.db"
CONVERSATIONS_FILE = "conversations.db"


def open_database(path: Path, **pool: Any) -> sa.engine.Engine:
    """An engine on a SQLite file; readers do not wait for writers, and a full commit is on disk."""
    # Connections are kept: closing the last one writes the log back, which cost more than a turn's own writing.
    engine = sa.create_engine(
        f"sqlite:///{path}",
        connect_args={"timeout": WAIT_FOR_LOCK_SECONDS, "check_same_thread": False},
        poolclass=sa.pool.QueuePool,
        # Errors are logged; what people said and what opens accounts is not.
        hide_parameters=True,
        **pool,
    )
    careful_sqlite(engine)
    return engine


def own_database(path: Path | None = None) -> sa.engine.Engine:
    """The assistant's own tables, up to date; by default where the settings say, else in a SQLite file.

    Raises SchemaOutdated where a PostgreSQL database has to be migrated first.
    """
    return _opened(path, OWN_FILE, OWN)


def conversations_database(path: Path | None = None) -> sa.engine.Engine:
    """Rasa's events, up to date; by default where the settings say, else in a SQLite file.

    Raises SchemaOutdated as `own_database` does.
    """
    return _opened(path, CONVERSATIONS_FILE, CONVERSATIONS)


def inbox_database() -> sa.engine.Engine:
    """The assistant's own tables for pushes: on SQLite by one connection that is kept, for opening costs time."""
    return _opened(None, OWN_FILE, OWN, pool_size=1)


def _opened(path: Path | None, file: str, part: str, **pool: Any) -> sa.engine.Engine:
    url = database_url()
    if path is None and url:
        engine = postgresql(url)
        must_be_up_to_date(engine)
        return engine
    engine = open_database(path or data_folder() / file, **pool)
    bring_up_to_date(engine, part)
    return engine


def careful_sqlite(engine: sa.engine.Engine) -> None:
    """Set write-ahead logging on every connection and overwrite deleted data with zeros."""

    def prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", prepare)


def erase_log(engine: sa.engine.Engine) -> None:
    """After a deletion: write SQLite's log back and empty it, so that nothing deleted lingers in it."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
