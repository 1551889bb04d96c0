"""The databases in the data folder. SQLite by default: one file for results, one for conversations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from advisor.settings import data_folder
from advisor.storage.tables import TABLES, TRAINING

WAIT_FOR_LOCK_SECONDS = 5
OWN_FILE = "assessments.db"
CONVERSATIONS_FILE = "conversations.db"


def open_database(path: Path) -> sa.engine.Engine:
    """An engine on a SQLite file; readers do not wait for writers, and a full commit is on disk."""
    # Connections are kept: closing the last one writes the log back, which cost more than a turn's own writing.
    engine = sa.create_engine(
        f"sqlite:///{path}",
        connect_args={"timeout": WAIT_FOR_LOCK_SECONDS, "check_same_thread": False},
        poolclass=sa.pool.QueuePool,
    )
    careful_sqlite(engine)
    return engine


def own_database(path: Path | None = None) -> sa.engine.Engine:
    """The assistant's own tables, made where they are missing; by default in the data folder."""
    engine = open_database(path or data_folder() / OWN_FILE)
    TABLES.create_all(engine)
    TRAINING.create_all(engine)
    return engine


def conversations_database() -> sa.engine.Engine:
    """Rasa's events, in the data folder."""
    return open_database(data_folder() / CONVERSATIONS_FILE)


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
    """After a deletion: write the log back and empty it, so that nothing deleted lingers in it."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
