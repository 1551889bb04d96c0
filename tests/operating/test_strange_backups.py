"""Archives that are no backup of ours, whole or broken: each is refused, named, and changes nothing."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from advisor.commands import restore
from advisor.storage.backup_archive import digest, read_archive, write_archive

Member = tuple[tarfile.TarInfo, bytes]


def repacked(source: Path, target: Path, change: Callable[[list[Member]], None]) -> Path:
    """The archive with its members changed."""
    with tarfile.open(source) as archive:
        members = [(member, archive.extractfile(member).read()) for member in archive]  # type: ignore[union-attr]
    change(members)
    with tarfile.open(target, "w:gz") as archive:
        for member, content in members:
            if member.isreg():
                member.size = len(content)
            archive.addfile(member, io.BytesIO(content) if member.isreg() else None)
    return target


def named(name: str, content: bytes = b"x", kind: bytes = tarfile.REGTYPE, link: str = "") -> Member:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link
    return member, content if kind == tarfile.REGTYPE else b""


def described(change: Callable[[dict[str, object]], None]) -> Callable[[list[Member]], None]:
    def changed(members: list[Member]) -> None:
        said = json.loads(members[0][1])
        change(said)
        members[0] = (members[0][0], json.dumps(said).encode())

    return changed


STRANGE = {
    "climbs out": lambda members: members.append(named("../climbed")),
    "an absolute path": lambda members: members.append(named("/tmp/climbed-out-of-a-backup")),
    "climbs out in the middle": lambda members: members.append(named("assessments.db/../../climbed")),
    "a symbolic link": lambda members: members.insert(
        1, named("assessments.db", kind=tarfile.SYMTYPE, link="/etc/passwd")
    ),
    "a hard link": lambda members: members.insert(1, named("assessments.db", b"", tarfile.LNKTYPE, "backup.json")),
    "a device": lambda members: members.append(named("secret", kind=tarfile.CHRTYPE)),
    "a folder": lambda members: members.append(named("assessments.db", kind=tarfile.DIRTYPE)),
    "a file twice": lambda members: members.append(named("assessments.db")),
    "one file too many": lambda members: members.append(named("notes.txt")),
    "one file missing": lambda members: members.pop(),
    "a secret nobody described": lambda members: members.append(named("secret", b"s" * 40)),
    "other content": lambda members: members.__setitem__(1, (members[1][0], members[1][1][:-1] + b"?")),
    "longer than described": lambda members: members.__setitem__(1, (members[1][0], members[1][1] + b"?")),
    "no description": lambda members: members.pop(0),
    "a description that is not first": lambda members: members.append(members.pop(0)),
    "a description that is no JSON": lambda members: members.__setitem__(0, (members[0][0], b"{")),
    "a description that is a list": lambda members: members.__setitem__(0, (members[0][0], b"[]")),
    "an endless description": lambda members: members.__setitem__(0, (members[0][0], b" " * 70_000)),
    "a newer format": described(lambda said: said.update(format=2)),
    "a newer schema": described(lambda said: said.update(schema=["own_9999"])),
    "no room": described(lambda said: said["files"].update({"assessments.db": ["0" * 64, 10**15]})),  # type: ignore[attr-defined]
    "another engine": described(lambda said: said.update(engine="postgresql")),
    "an engine nobody knows": described(lambda said: said.update(engine="oracle")),
    "other files": described(lambda said: said["files"].update({"../climbed": ["0" * 64, 1]})),  # type: ignore[attr-defined]
}


@pytest.mark.parametrize("strange", STRANGE)
def test_what_is_no_backup_of_ours_changes_nothing(
    strange: str, made: Path, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = repacked(made, tmp_path / "strange.tar.gz", STRANGE[strange])
    assert restore.run([str(given)]) == 1
    assert str(given) in capsys.readouterr().err or strange == "no room"
    assert list(home.iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.tar.gz", "data", "strange.tar.gz"]
    assert not Path("/tmp/climbed-out-of-a-backup").exists()


@pytest.mark.parametrize("keep", [0, 1, 100, -1000])
def test_a_file_that_was_cut_off_changes_nothing(
    keep: int, made: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made.write_bytes(made.read_bytes()[:keep])
    assert restore.run([str(made)]) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert list(home.iterdir()) == []


def test_no_file_and_no_archive_are_said_plainly(home: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert restore.run([str(file)]) == 1
    assert "No such file" in capsys.readouterr().err
    file.write_bytes(gzip.compress(b"something else" * 1000))
    assert restore.run([str(file)]) == 1
    assert "archive" in capsys.readouterr().err


def test_tables_newer_than_the_description_says_are_refused(
    made: Path, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    description = read_archive(made, unpacked)
    with closing(sqlite3.connect(unpacked / "assessments.db")) as connection:
        connection.execute("update alembic_version set version_num = 'own_9999'")
        connection.commit()
    files = {name: digest(unpacked / name) for name in description.files}
    newer = tmp_path / "newer.tar.gz"
    write_archive(newer, replace(description, files=files), unpacked)
    assert restore.run([str(newer)]) == 1
    assert "own_9999" in capsys.readouterr().err
    assert list(home.iterdir()) == []
