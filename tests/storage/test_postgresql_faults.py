"""A database that is stopped, restarted, paused or held by somebody ends in a clear failure, and recovers."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from advisor.storage import postgresql as connections
from advisor.storage.postgresql import Impatient, postgresql, told
from tests.servers.postgresql import PostgresqlServer

ONE = sa.text("SELECT 1")


@pytest.fixture
def engine(postgresql_server: PostgresqlServer) -> Iterator[sa.engine.Engine]:
    # An operator's options come after ours.
    made = postgresql(f"{postgresql_server.migrated()}?options=-c%20lock_timeout%3D300%20-c%20statement_timeout%3D1000")
    yield made
    made.dispose()
    postgresql.cache_clear()


def asked(engine: sa.engine.Engine) -> object:
    with engine.connect() as connection:
        return connection.execute(ONE).scalar()


def test_a_restart_is_not_noticed(engine: sa.engine.Engine, postgresql_server: PostgresqlServer) -> None:
    assert asked(engine) == 1
    postgresql_server.stop()
    with pytest.raises(sa.exc.OperationalError):
        asked(engine)
    postgresql_server.start()
    assert asked(engine) == 1
    postgresql_server.stop()
    postgresql_server.start()
    assert asked(engine) == 1


def test_killed_it_comes_back_with_what_was_committed(
    engine: sa.engine.Engine, postgresql_server: PostgresqlServer
) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO cursors (queue, cursor) VALUES ('q', 'here')")
    postgresql_server.kill()
    postgresql_server.start()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT cursor FROM cursors").scalar() == "here"


@pytest.mark.parametrize("connected", [True, False])
def test_a_database_that_says_nothing_fails_after_seconds(
    engine: sa.engine.Engine,
    postgresql_server: PostgresqlServer,
    monkeypatch: pytest.MonkeyPatch,
    connected: bool,
) -> None:
    monkeypatch.setattr(Impatient, "patience", 0.5)
    monkeypatch.setattr(connections, "CONNECT_SECONDS", 0.5)
    if connected:
        assert asked(engine) == 1
    postgresql_server.process.pause()
    try:
        begun = time.monotonic()
        with pytest.raises(sa.exc.OperationalError, match="has said nothing for") as caught:
            asked(engine)
        assert time.monotonic() - begun < 30
    finally:
        postgresql_server.process.resume()
    assert "ADVISOR_DATABASE_URL: The database has said nothing for" in told(caught.value)
    monkeypatch.undo()
    assert asked(engine) == 1


def test_a_row_somebody_holds_is_waited_for_and_no_longer(engine: sa.engine.Engine) -> None:
    insert = "INSERT INTO cursors (queue, cursor) VALUES ('q', '')"
    with engine.begin() as first:
        first.exec_driver_sql(insert)
        with pytest.raises(sa.exc.OperationalError, match="lock timeout"), engine.begin() as second:
            second.exec_driver_sql(insert)


def test_a_statement_that_takes_too_long_is_broken_off(engine: sa.engine.Engine) -> None:
    with pytest.raises(sa.exc.OperationalError, match="statement timeout"), engine.begin() as connection:
        connection.exec_driver_sql("SELECT pg_sleep(20)")


def test_limits_are_set_on_every_connection(postgresql_server: PostgresqlServer) -> None:
    engine = postgresql(postgresql_server.database())
    with engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"SHOW {name}").scalar()
            for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        }
    engine.dispose()
    assert found == {
        "statement_timeout": f"{connections.STATEMENT_SECONDS}s",
        "lock_timeout": f"{connections.LOCK_SECONDS}s",
        "idle_in_transaction_session_timeout": f"{connections.IDLE_SECONDS}s",
    }


def test_errors_name_nothing_that_people_said(engine: sa.engine.Engine) -> None:
    with pytest.raises(sa.exc.DataError) as caught, engine.begin() as connection:
        connection.execute(sa.text("SELECT CAST(:said AS INTEGER)"), {"said": 2**40})
    assert str(2**40) not in str(caught.value)
