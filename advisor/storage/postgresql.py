"""Connections to PostgreSQL that end in a clear failure after seconds, whatever the database does."""

from __future__ import annotations

import select
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import psycopg2
import psycopg2.extensions
import sqlalchemy as sa

CONNECT_SECONDS = 4.0
STATEMENT_SECONDS = 10
"""No statement of ours takes a tenth of that on a database that is well."""
LOCK_SECONDS = 5
IDLE_SECONDS = 30
"""A transaction nobody goes on with (its server was stopped in the middle) gives its rows back after this."""
SILENT_SECONDS = 12.0
"""More than a statement may take: a database that says nothing for so long is gone."""
POOL_SIZE, POOL_OVERFLOW = 5, 10


class Impatient(psycopg2.extensions.connection):  # type: ignore[misc]
    """A connection of which nobody waits longer than `patience` seconds for a word."""

    patience: float | None = SILENT_SECONDS


class Patient(Impatient):
    """A connection for changing the schema, which may take its time."""

    patience = None


@lru_cache(maxsize=4)
def postgresql(url: str) -> sa.engine.Engine:
    """The engine on a database, one in each process: pools of connections must not multiply with the stores."""
    limits = {
        "statement_timeout": STATEMENT_SECONDS * 1000,
        "lock_timeout": LOCK_SECONDS * 1000,
        "idle_in_transaction_session_timeout": IDLE_SECONDS * 1000,
    }
    engine = sa.create_engine(
        _address(url, limits),
        connect_args={"connection_factory": Impatient, "application_name": "advisor"},
        pool_pre_ping=True,
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_timeout=CONNECT_SECONDS,
        # Errors are logged; what people said and what opens accounts is not.
        hide_parameters=True,
    )
    sa.event.listen(engine, "before_cursor_execute", _without_nul, retval=True)
    return engine


def patient_postgresql(url: str) -> sa.engine.Engine:
    """An engine for changing the schema; its caller disposes of it."""
    return sa.create_engine(
        _address(url, {"lock_timeout": LOCK_SECONDS * 1000}),
        connect_args={"connection_factory": Patient, "application_name": "advisor migrate"},
        poolclass=sa.pool.NullPool,
    )


def told(error: sa.exc.DBAPIError) -> str:
    """What a database said against it, in one line and with the setting it comes from; no statement, no password."""
    said = " ".join(str(error.orig).split()) or type(error.orig).__name__
    return f"The database of ADVISOR_DATABASE_URL: {said}"


def _address(url: str, limits: dict[str, int]) -> sa.engine.URL:
    """The address, with limits for each session beside the options an operator may have given."""
    psycopg2.extensions.set_wait_callback(_wait)
    address = sa.engine.make_url(url)
    given = address.query.get("options", "")
    options = " ".join([f"-c {name}={value}" for name, value in limits.items()] + ([str(given)] if given else []))
    return address.update_query_dict({"options": options})


def _without_nul(
    _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool
) -> tuple[str, Any]:
    """PostgreSQL knows no text with a NUL in it, and addresses anybody can type may have one: it finds nothing."""
    return statement, [_plain(row) for row in parameters] if many else _plain(parameters)


def _plain(parameters: Any) -> Any:
    if not isinstance(parameters, Mapping):
        return parameters
    return {n: v.replace("\0", "\ufffd") if isinstance(v, str) else v for n, v in parameters.items()}


def _wait(connection: Any) -> None:
    """Wait for the database as libpq would, but not for ever.

    The timeouts above are kept by the database itself, and a stopped one keeps none. Raising from here closes
    the connection.
    """
    patience = getattr(connection, "patience", SILENT_SECONDS)
    connecting = connection.status == psycopg2.extensions.STATUS_SETUP
    if connecting:
        patience = CONNECT_SECONDS
    until = None if patience is None else time.monotonic() + patience
    poll = select.poll()
    while (state := connection.poll()) != psycopg2.extensions.POLL_OK:
        poll.register(connection.fileno(), select.POLLIN if state == psycopg2.extensions.POLL_READ else select.POLLOUT)
        left = None if until is None else max(0.0, until - time.monotonic()) * 1000
        if not poll.poll(left):
            raise psycopg2.OperationalError(f"The database has said nothing for {patience:.0f} s.")
        if connecting:
            # While it connects, libpq may go from one socket to the next.
            poll = select.poll()
