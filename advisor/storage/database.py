"""The databases in the data folder. SQLite by default: one file for results, one for conversations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

WAIT_FOR_LOCK_SECONDS = 5


def open_database(path: Path) -> sa.engine.Engine:
    """An engine on a SQLite file; readers do not wait for writers, and a full commit is on disk."""
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": WAIT_FOR_LOCK_SECONDS})
    careful_sqlite(engine)
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


def erase_log(connection: sa.engine.Connection) -> None:
    """After a deletion: write the log back and empty it, so that nothing deleted lingers in it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
