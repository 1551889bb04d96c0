"""A backup shows one moment of both files, however much is written meanwhile."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from advisor.storage import sqlite_copies
from advisor.storage.backup_archive import BackupFault
from advisor.storage.sqlite_copies import copy_at_one_moment

COPIES = 12
FILLING = 200_000


def opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=10, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    return connection


class Turns:
    """Two files, and a thread that writes as turns do: a result, then the turn; of WeChat, the inbox around both."""

    def __init__(self, folder: Path) -> None:
        self.own, self.conversations = folder / "own.db", folder / "conversations.db"
        with closing(opened(self.own)) as own, closing(opened(self.conversations)) as said:
            own.execute("CREATE TABLE results (turn INTEGER)")
            own.execute("CREATE TABLE inbox (message INTEGER)")
            own.execute("CREATE TABLE filling (content BLOB)")
            said.execute("CREATE TABLE turns (turn INTEGER)")
            said.execute("CREATE TABLE filling (content BLOB)")
            for _ in range(20):
                own.execute("INSERT INTO filling VALUES (randomblob(?))", (FILLING,))
                said.execute("INSERT INTO filling VALUES (randomblob(?))", (FILLING,))
        self.acknowledged = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> Turns:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _write(self) -> None:
        with closing(opened(self.own)) as own, closing(opened(self.conversations)) as said:
            number = 0
            while not self._stop.is_set():
                number += 1
                own.execute("INSERT INTO inbox VALUES (?)", (number,))
                self.acknowledged = number
                own.execute("INSERT INTO results VALUES (?)", (number,))
                said.execute("INSERT INTO turns VALUES (?)", (number,))
                own.execute("DELETE FROM inbox WHERE message = ?", (number,))


@pytest.fixture
def turns(tmp_path: Path) -> Iterator[Turns]:
    with Turns(tmp_path) as made:
        yield made


def read(path: Path, table: str) -> set[int]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[0] for row in connection.execute(f"SELECT * FROM {table}")}


def test_nothing_acknowledged_is_lost_and_no_turn_lacks_its_result(turns: Turns, tmp_path: Path) -> None:
    found = 0
    for number in range(COPIES):
        own, conversations = tmp_path / f"own-{number}.db", tmp_path / f"conversations-{number}.db"
        acknowledged = turns.acknowledged
        copy_at_one_moment({turns.own: own, turns.conversations: conversations})
        results, inbox, said = read(own, "results"), read(own, "inbox"), read(conversations, "turns")
        assert said <= results, "a turn without the result it gave"
        assert results - said <= inbox, "a result whose turn is lost"
        assert set(range(1, acknowledged + 1)) <= said | inbox, "an acknowledged message that is nowhere"
        assert len(inbox) <= 1
        found = max(found, len(said))
    assert found > COPIES, "nothing was written meanwhile"


def test_writers_are_held_up_for_a_moment_only(turns: Turns, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the copies are made, which here never ends by itself, turns go on."""
    copied_while_turns_went_on: list[bool] = []

    class Look(sqlite3.Connection):
        def backup(self, target: sqlite3.Connection, **options: object) -> None:  # type: ignore[override]
            before, until = turns.acknowledged, time.monotonic() + 30
            while turns.acknowledged < before + 5 and time.monotonic() < until:
                time.sleep(0.01)
            copied_while_turns_went_on.append(turns.acknowledged >= before + 5)
            super().backup(target)

    monkeypatch.setattr(
        sqlite_copies, "_open", lambda path: sqlite3.connect(path, timeout=1, isolation_level=None, factory=Look)
    )
    own, conversations = tmp_path / "own-copy.db", tmp_path / "conversations-copy.db"
    copy_at_one_moment({turns.own: own, turns.conversations: conversations})
    assert copied_while_turns_went_on == [True, True]
    assert read(conversations, "turns") <= read(own, "results") <= read(conversations, "turns") | read(own, "inbox")


def test_nobody_writes_between_the_looks_at_the_two_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [tmp_path / "own.db", tmp_path / "conversations.db"]
    for file in files:
        with closing(opened(file)) as connection:
            connection.execute("CREATE TABLE turns (turn INTEGER)")
    kept_out: list[bool] = []

    class Look(sqlite3.Connection):
        def execute(self, statement: str, *given: object) -> sqlite3.Cursor:  # type: ignore[override]
            begun = super().execute(statement, *given)  # type: ignore[arg-type]
            if "sqlite_master" in statement:
                for file in files:
                    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as other:
                        try:
                            other.execute("INSERT INTO turns VALUES (1)")
                            kept_out.append(False)
                        except sqlite3.OperationalError:
                            kept_out.append(True)
            return begun

    monkeypatch.setattr(
        sqlite_copies, "_open", lambda path: sqlite3.connect(path, timeout=1, isolation_level=None, factory=Look)
    )
    copy_at_one_moment({file: file.with_suffix(".copy") for file in files})
    assert kept_out == [True] * 4
    with closing(opened(files[0])) as other:
        other.execute("INSERT INTO turns VALUES (1)")


def test_a_file_that_stays_locked_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_copies, "LONGEST_WAIT", 0.1)
    monkeypatch.setattr(sqlite_copies, "_PATIENCE", 0.1)
    locked = tmp_path / "own.db"
    with closing(opened(locked)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(BackupFault, match=r"own\.db was locked"):
            copy_at_one_moment({locked: tmp_path / "copy.db"})


def test_what_was_deleted_during_a_backup_does_not_stay_in_the_log(tmp_path: Path) -> None:
    file = tmp_path / "own.db"
    with closing(opened(file)) as writer:
        writer.execute("PRAGMA secure_delete=ON")
        writer.execute("CREATE TABLE words (said TEXT)")
        writer.execute("INSERT INTO words VALUES ('somebody said this')")

        class Look(sqlite3.Connection):
            def backup(self, target: sqlite3.Connection, **options: object) -> None:  # type: ignore[override]
                writer.execute("DELETE FROM words")
                super().backup(target)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                sqlite_copies, "_open", lambda path: sqlite3.connect(path, isolation_level=None, factory=Look)
            )
            copy_at_one_moment({file: tmp_path / "copy.db"})
        assert b"somebody said this" in (tmp_path / "copy.db").read_bytes()
        assert b"somebody said this" not in file.read_bytes()
        assert b"somebody said this" not in Path(f"{file}-wal").read_bytes()
