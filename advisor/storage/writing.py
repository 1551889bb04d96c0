"""Writing that comes out right on both engines, whoever else writes at the same moment.

SQLite takes one writer at a time but lets others in between a look and the writing that follows from it, and so
does PostgreSQL. What must not be parted is one statement, or begins with `one_at_a_time`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def insert_unless_there(connection: sa.engine.Connection, table: sa.Table, **values: Any) -> bool:
    """Insert a row unless there is one that it would clash with; whether it was inserted."""
    return bool(connection.execute(_insert(connection, table, values).on_conflict_do_nothing()).rowcount)


def put(connection: sa.engine.Connection, table: sa.Table, **values: Any) -> None:
    """Insert a row, or change the one with the same primary key to these values."""
    key = [column.name for column in table.primary_key]
    change = {name: value for name, value in values.items() if name not in key}
    connection.execute(_insert(connection, table, values).on_conflict_do_update(index_elements=key, set_=change))


def one_at_a_time(connection: sa.engine.Connection, *names: str) -> None:
    """Wait for whoever does the same with one of these names; until the transaction ends, others wait for this one.

    First in its transaction: whoever held something else already could wait for somebody who waits for it.
    Raises sqlalchemy.exc.OperationalError where the others take seconds.
    """
    if connection.dialect.name == "sqlite":
        # One writer at a time, whatever they write; the driver itself would begin only before the first change.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    # In order, so that no two wait for each other.
    for number in sorted({_number(name) for name in names}):
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(number)))


@contextmanager
def alone_with(engine: sa.engine.Engine, conversation: str) -> Iterator[sa.engine.Connection]:
    """A transaction about the messages of one conversation, one after the other over all servers."""
    with engine.begin() as connection:
        one_at_a_time(connection, f"messages {conversation}")
        yield connection


def _insert(connection: sa.engine.Connection, table: sa.Table, values: Mapping[str, Any]) -> Any:
    dialect: Any = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table).values(**values)


def _number(name: str) -> int:
    """PostgreSQL's locks have numbers of 64 bits for names."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
