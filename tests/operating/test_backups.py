"""A backup comes back whole, on both engines; what is no backup, or would overwrite something, changes nothing."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from advisor.commands import backup, restore
from advisor.settings import PROJECT
from advisor.storage.backup_archive import DESCRIPTION, digest, read_archive, write_archive
from advisor.storage.lasting_key import lasting_key
from advisor.storage.schema import HEADS
from advisor.storage.tables import VISITORS
from tests.operating.stored import Stores
from tests.servers.postgresql import PASSWORD, PostgresqlServer
from tests.servers.programs import program

BEFORE = Path(__file__).parents[1] / "storage" / "data_folder_0_4_0"


def filled(stores: Stores) -> dict[str, list[tuple[object, ...]]]:
    leaders = [stores.leader(f"r{number}") for number in range(3)]
    stores.workshop(*leaders[:2])
    lasting_key(stores.own)
    stores.follower(f"wechat-{'a' * 40}", "openid-1")
    return stores.rows()


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def wiped(stores: Stores, home: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    stores.close()
    shutil.rmtree(home)
    home.mkdir()
    if os.environ.get("ADVISOR_DATABASE_URL"):
        monkeypatch.setenv("ADVISOR_DATABASE_URL", request.getfixturevalue("postgresql_server").database())


def test_every_row_comes_back(
    stores: Stores, home: Path, file: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    if os.environ.get("ADVISOR_DATABASE_URL"):
        program("pg_dump", "postgresql-client")
    before = filled(stores)
    empty = {"joining", "cursors", "access_tokens", "attempts", "sign_ins", "outgoing"}
    assert all(rows for name, rows in before.items() if name not in empty)
    assert backup.run([str(file)]) == 0
    assert file.stat().st_mode & 0o077 == 0
    wiped(stores, home, monkeypatch, request)
    assert restore.run([str(file)]) == 0
    again = Stores()
    assert again.rows() == before
    # New rows are numbered after the old ones, on either engine.
    again.said("web-new", "m-new")
    again.close()
    assert sorted(path.name for path in file.parent.iterdir() if "backup" in path.name) == [file.name]
    assert not [path for path in home.iterdir() if path.name.startswith((".", "before"))]


def test_a_conversation_whose_deletion_was_under_way_is_deleted(
    stores: Stores, home: Path, file: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    gone, other = stores.leader("r1", "somebody who left"), stores.leader("r2")
    stores.said("a developer's id", "m1")
    # As far as the web channel is when the results are deleted and the conversation is not yet.
    stores.data.results.forget(gone)
    assert backup.run([str(file)]) == 0
    wiped(stores, home, monkeypatch, request)
    assert restore.run([str(file)]) == 0
    again = Stores()
    assert again.data.export(gone)["messages"] == []
    assert again.data.export(other)["messages"]
    assert again.data.export("a developer's id")["messages"]
    again.close()
    assert not [name for name, content in tree(home).items() if b"somebody who left" in content]


def test_what_is_there_is_named_and_left(made: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Stores().close()
    before = tree(home)
    assert restore.run([str(made)]) == 1
    said = capsys.readouterr().err
    assert "assessments.db and conversations.db" in said
    assert "--replace" in said
    assert tree(home) == before


def test_replacing_sets_aside_what_was_there(made: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stores = Stores()
    later = stores.leader("r9")
    stores.close()
    (home / "secret").write_text("t" * 40)
    assert restore.run([str(made), "--replace"]) == 0
    (aside,) = home.glob("before-restore-*")
    assert str(aside) in capsys.readouterr().out
    again = Stores()
    assert again.data.results.result("r1") is not None
    assert again.data.visitors.find(later) is None
    again.close()
    with closing(sqlite3.connect(aside / "assessments.db")) as connection:
        assert connection.execute("select id from assessments").fetchall() == [("r9",)]
    assert (home / "secret").read_text() == "t" * 40, "The backup holds none."


def test_a_file_a_server_uses_is_not_replaced(made: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    running = Stores()
    running.leader("r9")
    assert restore.run([str(made), "--replace"]) == 1
    assert "A server is using" in capsys.readouterr().err
    running.leader("r10")
    running.close()
    assert not list(home.glob("before-restore-*"))


def test_a_damaged_folder_can_be_replaced(made: Path, home: Path) -> None:
    (home / "assessments.db").write_bytes(b"no database at all" * 1000)
    assert restore.run([str(made), "--replace"]) == 0
    (aside,) = home.glob("before-restore-*")
    assert (aside / "assessments.db").read_bytes().startswith(b"no database")


def test_the_secret_only_when_asked_for(made: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with tarfile.open(made) as archive:
        assert b"s" * 40 not in b"".join(archive.extractfile(each).read() for each in archive)  # type: ignore[union-attr]
    assert restore.run([str(made)]) == 0
    assert not (home / "secret").exists()
    (home / "secret").write_text("u" * 40)
    with_it = made.with_name("with.tar.gz")
    assert backup.run([str(with_it), "--with-secret"]) == 0
    assert "The secret IS in it" in capsys.readouterr().out
    (home / "secret").write_text("v" * 40)
    assert restore.run([str(with_it), "--replace"]) == 0
    assert (home / "secret").read_text() == "u" * 40
    assert (home / "secret").stat().st_mode & 0o077 == 0
    (old,) = home.glob("secret-before-restore-*")
    assert old.read_text() == "v" * 40


def test_a_secret_of_the_settings_is_not_written_beside_them(
    made: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ADVISOR_SECRET", "w" * 40)
    assert restore.run([str(made)]) == 0
    with_it = made.with_name("with.tar.gz")
    assert backup.run([str(with_it), "--with-secret"]) == 0
    capsys.readouterr()
    assert restore.run([str(with_it), "--replace"]) == 0
    assert "left out" in capsys.readouterr().out
    assert not (home / "secret").exists()


def test_a_backup_is_never_written_over_another(made: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = made.read_bytes()
    assert restore.run([str(made)]) == 0
    assert backup.run([str(made)]) == 1
    assert "exists" in capsys.readouterr().err
    assert made.read_bytes() == before


def test_without_data_there_is_no_backup(home: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert backup.run([str(file)]) == 1
    assert "nothing to back up" in capsys.readouterr().err
    assert list(file.parent.iterdir()) == [home]


def test_a_damaged_database_is_no_backup(made: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert restore.run([str(made)]) == 0
    database = home / "conversations.db"
    content = bytearray(database.read_bytes())
    content[4096:12288] = b"\xff" * 8192
    database.write_bytes(content)
    assert backup.run([str(made.with_name("second.tar.gz"))]) == 1
    assert "conversations.db" in capsys.readouterr().err
    assert not made.with_name("second.tar.gz").exists()


def test_a_full_disk_leaves_no_half_backup(made: Path, home: Path) -> None:
    assert restore.run([str(made)]) == 0
    target = made.with_name("second.tar.gz")
    # No file may grow beyond 8 KiB: the system's way to say that there is no room.
    limited = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)); "
        f"from advisor.commands import backup; sys.exit(backup.run([{str(target)!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", limited], cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in made.parent.iterdir()) == [made.name, home.name]


def test_a_backup_of_an_older_version_is_brought_up_to_date(home: Path, file: Path) -> None:
    """Made before anything was migrated, as an upgrade begins; and the files backed up stay as they are."""
    for name in ("assessments", "conversations"):
        with closing(sqlite3.connect(home / f"{name}.db")) as connection:
            connection.executescript((BEFORE / f"{name}.sql").read_text(encoding="utf-8"))
    assert backup.run([str(file)]) == 0
    with closing(sqlite3.connect(home / "conversations.db")) as connection:
        tables = {row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")}
    assert tables == {"events"}
    assert restore.run([str(file), "--replace"]) == 0
    stores = Stores()
    assert stores.rows()["assessments"]
    assert stores.rows()["taken"], "what migrations add is there"
    assert stores.rows()["lasting_keys"] == []
    stores.close()


def test_a_description_says_what_is_in_it(made: Path) -> None:
    with tarfile.open(made) as archive:
        said = json.load(archive.extractfile(DESCRIPTION))  # type: ignore[arg-type]
    assert set(said["schema"]) == set(HEADS.values())
    assert set(said) == {"format", "engine", "schema", "program", "knowledge", "made", "files"}


def test_postgresql_that_is_not_empty_is_left(
    home: Path,
    file: Path,
    postgresql_server: PostgresqlServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    program("pg_dump", "postgresql-client")
    monkeypatch.setenv("ADVISOR_DATABASE_URL", postgresql_server.migrated())
    stores = Stores()
    stores.leader("r1")
    assert backup.run([str(file)]) == 0
    before = stores.rows()
    for words in ([str(file)], [str(file), "--replace"]):
        assert restore.run(words) == 1
        said = capsys.readouterr().err
        assert "access_tokens" in said
        assert "createdb" in said
    assert stores.rows() == before
    stores.close()


def test_a_failing_pg_dump_is_told_without_the_password(
    home: Path,
    file: Path,
    tmp_path: Path,
    postgresql_server: PostgresqlServer,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ADVISOR_DATABASE_URL", postgresql_server.migrated())
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    assert backup.run([str(file)]) == 1
    assert "pg_dump is not installed" in capsys.readouterr().err
    (programs / "pg_dump").write_text('#!/bin/sh\necho "$@ $PGPASSWORD" >&2\nexit 1\n')
    (programs / "pg_dump").chmod(0o755)
    assert backup.run([str(file)]) == 1
    said = capsys.readouterr().err
    assert "127.0.0.1" in said
    assert PASSWORD not in said
    assert "p%40ss" not in said
    assert not file.exists()


def test_a_restore_that_fails_in_postgresql_leaves_nothing(
    home: Path,
    file: Path,
    postgresql_server: PostgresqlServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program("pg_restore", "postgresql-client")
    monkeypatch.setenv("ADVISOR_DATABASE_URL", postgresql_server.migrated())
    stores = Stores()
    stores.leader("r1")
    stores.close()
    assert backup.run([str(file)]) == 0
    unpacked = file.parent / "unpacked"
    unpacked.mkdir()
    description = read_archive(file, unpacked)
    dump = unpacked / "database.dump"
    dump.write_bytes(dump.read_bytes()[:-2000])
    short = file.with_name("short.tar.gz")
    write_archive(short, replace(description, files={dump.name: digest(dump)}), unpacked)
    url = postgresql_server.database()
    monkeypatch.setenv("ADVISOR_DATABASE_URL", url)
    assert restore.run([str(short)]) == 1
    engine = sa.create_engine(url)
    assert not sa.inspect(engine).has_table(VISITORS.name)
    engine.dispose()
    assert restore.run([str(file)]) == 0
