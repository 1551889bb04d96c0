"""Migrations lead to the tables the stores use, lose nothing on the way, and are run by whoever should."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from rasa.core.tracker_store import SQLTrackerStore

from advisor.commands import migrate as command
from advisor.storage.access_tokens import DatabaseTokens
from advisor.storage.conversation_tables import EVENTS
from advisor.storage.conversations import ConversationLog
from advisor.storage.database import conversations_database, open_database, own_database
from advisor.storage.personal_data import PersonalData
from advisor.storage.postgresql import patient_postgresql, postgresql
from advisor.storage.schema import (
    CONVERSATIONS,
    HEADS,
    METADATA,
    OWN,
    SchemaOutdated,
    bring_up_to_date,
    is_up_to_date,
    migrate,
    versions,
)
from tests.servers.postgresql import PostgresqlServer
from tests.storage.conftest import ENGINES

BEFORE = Path(__file__).parent / "data_folder_0_4_0"
FILES = {OWN: "assessments", CONVERSATIONS: "conversations"}


@pytest.fixture(params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[sa.engine.Engine, tuple[str, ...]]]:
    """A database without tables, and the parts it is to hold."""
    if request.param == "sqlite":
        engine, parts = open_database(tmp_path / "own.db"), (OWN,)
    else:
        engine = patient_postgresql(request.getfixturevalue("postgresql_server").database())
        parts = (OWN, CONVERSATIONS)
    yield engine, parts
    engine.dispose()


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder as version 0.4.0 left it, with a row or more in every table."""
    monkeypatch.setenv("ADVISOR_DATA", str(tmp_path))
    for name in FILES.values():
        with sqlite3.connect(tmp_path / f"{name}.db") as connection:
            connection.executescript((BEFORE / f"{name}.sql").read_text(encoding="utf-8"))
        connection.close()
    return tmp_path


def differences(engine: sa.engine.Engine, *parts: str) -> list[object]:
    with engine.connect() as connection:
        # On SQLite Alembic takes a default that is the empty text for none.
        defaults = engine.dialect.name != "sqlite"
        context = MigrationContext.configure(connection, opts={"compare_server_default": defaults})
        return list(compare_metadata(context, [each for part in parts for each in METADATA[part]]))


def rows(engine: sa.engine.Engine, part: str) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        there = set(sa.inspect(connection).get_table_names())
        return {
            table.name: [tuple(row) for row in connection.execute(sa.select(table))]
            for each in METADATA[part]
            for table in each.sorted_tables
            if table.name in there
        }


def test_migrations_lead_to_the_tables(empty: tuple[sa.engine.Engine, tuple[str, ...]]) -> None:
    engine, parts = empty
    assert differences(engine, *parts)
    assert bring_up_to_date(engine, *parts)
    assert differences(engine, *parts) == []
    assert not bring_up_to_date(engine, *parts)


def test_a_difference_would_be_seen(empty: tuple[sa.engine.Engine, tuple[str, ...]]) -> None:
    engine, parts = empty
    bring_up_to_date(engine, *parts)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE visitors ADD COLUMN age INTEGER")
        connection.exec_driver_sql("DROP INDEX ix_audit_at")
    assert len(differences(engine, *parts)) == 2


def test_down_and_up_again(empty: tuple[sa.engine.Engine, tuple[str, ...]]) -> None:
    engine, parts = empty
    bring_up_to_date(engine, *parts)
    migrate(engine, [f"{part}@base" for part in parts], down=True)
    assert versions(engine) == frozenset()
    assert set(sa.inspect(engine).get_table_names()) == {"alembic_version"}
    bring_up_to_date(engine, *parts)
    assert differences(engine, *parts) == []


def test_many_at_once_are_one_migration(empty: tuple[sa.engine.Engine, tuple[str, ...]]) -> None:
    engine, parts = empty
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: bring_up_to_date(engine, *parts), range(6)))
    assert is_up_to_date(engine, *parts)
    assert differences(engine, *parts) == []


@pytest.mark.parametrize("engine", ENGINES)
def test_a_migration_that_fails_leaves_nothing_behind(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine == "sqlite":
        database = open_database(tmp_path / "conversations.db")
    else:
        database = patient_postgresql(request.getfixturevalue("postgresql_server").database())
    with database.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE taken (strange INTEGER)")
        connection.exec_driver_sql("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id TEXT, type_name TEXT)")
    with pytest.raises(sa.exc.DBAPIError):
        bring_up_to_date(database, CONVERSATIONS)
    assert set(sa.inspect(database).get_table_names()) == {"events", "taken"}
    database.dispose()


def test_the_newest_migrations_are_named(postgresql_server: PostgresqlServer) -> None:
    engine = patient_postgresql(postgresql_server.migrated())
    assert versions(engine) == set(HEADS.values())


def test_our_table_of_events_is_rasas() -> None:
    theirs = SQLTrackerStore.SQLEvent.__table__
    assert {c.name: (str(c.type), c.nullable) for c in EVENTS.c} == {
        c.name: (str(c.type), c.nullable) for c in theirs.c
    }


def test_a_data_folder_of_0_4_0_is_taken_over_without_loss(data_folder: Path) -> None:
    before = {part: rows(open_database(data_folder / f"{name}.db"), part) for part, name in FILES.items()}
    assert all(before[OWN].values()), "a table without a row shows nothing"
    assert before[CONVERSATIONS]["events"]
    own, conversations = own_database(), conversations_database()
    assert {name: found for name, found in rows(own, OWN).items() if name in before[OWN]} == before[OWN]
    after = rows(conversations, CONVERSATIONS)
    assert after["events"] == before[CONVERSATIONS]["events"]
    assert differences(own, OWN) == differences(conversations, CONVERSATIONS) == []
    who = str(after["events"][0][1])
    assert PersonalData(own, conversations).export(who)["results"][0]["id"] == "r1"


def test_a_message_answered_under_0_4_0_counts_as_answered(data_folder: Path) -> None:
    log = ConversationLog(conversations_database())
    who = str(rows(log._engine, CONVERSATIONS)["events"][0][1])
    answered = log.answered(who, "m1")
    assert answered is not None
    assert [reply["text"] for reply in answered.replies] == ["Hi."]
    assert log.answered(who, "m2") is None


def test_servers_do_not_start_on_postgresql_before_it_is_migrated(
    postgresql_server: PostgresqlServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = postgresql_server.database()
    monkeypatch.setenv("ADVISOR_DATABASE_URL", url)
    postgresql.cache_clear()
    for opening in (own_database, conversations_database):
        with pytest.raises(SchemaOutdated, match="Run: advisor migrate"):
            opening()
    assert command.run(["--check"]) == 1
    assert sa.inspect(postgresql(url + "")).get_table_names() == []
    assert command.run([]) == 0
    assert command.run(["--check"]) == command.run([]) == 0
    assert own_database() is conversations_database()
    assert "up to date" in capsys.readouterr().out


def test_a_database_of_a_newer_version_is_left_alone(
    postgresql_server: PostgresqlServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = postgresql_server.migrated()
    monkeypatch.setenv("ADVISOR_DATABASE_URL", url)
    postgresql.cache_clear()
    engine = postgresql(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'own_9999' WHERE version_num LIKE 'own%%'")
    with pytest.raises(SchemaOutdated, match="newer than this version"):
        own_database()
    assert command.run([]) == command.run(["--check"]) == 2
    assert "own_9999" in capsys.readouterr().err


def test_a_sqlite_file_of_a_newer_version_is_left_alone(data_folder: Path) -> None:
    engine = own_database()
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'own_9999'")
    with pytest.raises(SchemaOutdated, match="newer than this version"):
        own_database()


def test_the_command_migrates_sqlite_files_too(data_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(["--check"]) == 1
    assert command.run([]) == 0
    assert command.run(["--check"]) == 0
    assert str(data_folder / "assessments.db") in capsys.readouterr().out


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://advisor:MARKED@127.0.0.1:1/name",
        "postgresql://advisor:MARKED@/name",
        "mysql://advisor:MARKED@host/name",
        "MARKED",
    ],
)
def test_a_wrong_address_is_one_sentence_without_the_password(
    address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ADVISOR_DATABASE_URL", address)
    assert command.run(["--check"]) == 2
    said = capsys.readouterr().err
    assert "ADVISOR_DATABASE_URL" in said
    assert "MARKED" not in said
    assert len(said.splitlines()) == 1


def test_a_wrong_password_is_one_sentence_without_it(
    postgresql_server: PostgresqlServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = sa.engine.make_url(postgresql_server.url("postgres")).set(password="MARKED")
    monkeypatch.setenv("ADVISOR_DATABASE_URL", url.render_as_string(hide_password=False))
    assert command.run([]) == 2
    said = capsys.readouterr().err
    assert "authentication failed" in said
    assert "MARKED" not in said


def test_tokens_live_where_the_settings_say(databases: object, own: sa.engine.Engine) -> None:
    assert DatabaseTokens(own)._read("nobody") is None
