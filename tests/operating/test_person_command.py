"""One person's data on request: found by what they can tell, given out whole, deleted to the last byte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from advisor.channels.wechat.people import conversation_of
from advisor.commands import person
from advisor.storage.lasting_key import lasting_key
from advisor.storage.tables import TABLES
from tests.operating.stored import WORDS, Stores

OPENID, ACCOUNT = "oWx-openid-of-somebody", "gh_0123456789ab"


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(person, "TURN_SECONDS", 0.0)


@pytest.fixture
def leader(stores: Stores) -> str:
    """Somebody with everything the web channel keeps, in a session, beside somebody else with as much."""
    who, other = stores.leader("r1"), stores.leader("r2", "what somebody else said")
    stores.workshop(who, other)
    return who


def ways_to(stores: Stores, who: str) -> list[list[str]]:
    """Everything that names a person of the web channel who is in a session."""
    participant = stores.data.sessions.participant_of(who)
    assert participant is not None
    session = stores.data.sessions.find(participant.session)
    assert session is not None
    ((share, _),) = stores.data.shares.of("r1")
    return [
        ["--conversation", who],
        ["--result", "r1"],
        ["--link", f"https://advisor.example.org/result/r1?share={share}"],
        ["--link", share],
        ["--session", session.code.lower(), "--number", str(participant.number)],
    ]


def test_a_person_is_found_by_all_they_can_tell(
    stores: Stores, leader: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for way in ways_to(stores, leader):
        assert person.run(["find", *way]) == 0, way
        said = capsys.readouterr().out
        assert said.startswith(f"{leader}: ")
        for each in ("assessments 1", "events 2", "participants 1", "plans 1", "shares 1", "visitors 1", "words 1"):
            assert each in said
        assert WORDS not in said


def test_a_person_of_wechat_is_found_by_the_ids_of_the_platform(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = lasting_key(stores.own)
    for channel, account, setting in (
        ("wechat", ACCOUNT, ""),
        ("wecom", "ww0123456789abcdef", "ADVISOR_WECOM_CORPID"),
        ("wechat_service", "wk-desk", "ADVISOR_WECHAT_SERVICE_OPEN_KFID"),
    ):
        who = conversation_of(key, channel, account, OPENID)
        stores.said(who, "m1")
        assert person.run(["find", "--channel", channel, "--person", OPENID, "--account", account]) == 0
        assert f"{who}: " in capsys.readouterr().out
        monkeypatch.delenv(setting or "NOTHING", raising=False)
        assert person.run(["find", "--channel", channel, "--person", OPENID]) == 1
        assert "--account" in capsys.readouterr().err
        if setting:
            monkeypatch.setenv(setting, account)
            assert person.run(["find", "--channel", channel, "--person", OPENID]) == 0
    assert person.run(["find", "--channel", "wechat", "--person", "another", "--account", ACCOUNT]) == 2


@pytest.mark.parametrize(
    ("way", "code"),
    [
        ([], 1),
        (["--conversation", "web-1", "--result", "r1"], 1),
        (["--session", "ABC234"], 1),
        (["--link", "https://advisor.example.org/?share=a b"], 1),
        (["--conversation", "nobody"], 2),
        (["--conversation", "' or 1=1 --"], 2),
        (["--result", "nothing"], 2),
        (["--link", "nothing"], 2),
        (["--session", "ABC234", "--number", "1"], 2),
    ],
)
def test_who_is_not_found_is_said_and_nothing_is_done(
    way: list[str], code: int, stores: Stores, leader: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = stores.rows()
    for command in (["find"], ["export"], ["erase", "--yes"]):
        assert person.run([*command, *way]) == code
        assert capsys.readouterr().err.startswith("advisor person: ")
    assert stores.rows() == before


def test_a_copy_is_what_the_person_themselves_gets(
    stores: Stores, leader: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert person.run(["export", "--result", "r1"]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(stores.data.export(leader)))
    file = tmp_path / "copy.json"
    assert person.run(["export", "--result", "r1", "--output", str(file)]) == 0
    assert json.loads(file.read_text(encoding="utf-8"))["messages"][0]["you"] == WORDS
    assert file.stat().st_mode & 0o077 == 0
    assert person.run(["export", "--result", "r1", "--output", str(file)]) == 1
    entries = stores.audit.page(10)
    assert [(each.action, each.object) for each in entries[:2]] == [("export_person", leader)] * 2


def test_nothing_of_an_erased_person_is_left_and_nobody_else_is_touched(
    stores: Stores, leader: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = stores.data.results.result("r2")
    assert other is not None
    kept = stores.data.export(other.conversation)
    follower = conversation_of(lasting_key(stores.own), "wechat", ACCOUNT, OPENID)
    stores.follower(follower, OPENID)
    stores.said(follower, "m1")
    assert person.run(["erase", "--yes", "--result", "r1"]) == 0
    said = capsys.readouterr().out
    assert "Deleted: assessments 1, claims 1, events 2, participants 1, plans 1, shares 1" in said
    assert WORDS not in said
    assert person.run(["erase", "--yes", "--channel", "wechat", "--account", ACCOUNT, "--person", OPENID]) == 0
    assert "inbox 1" in capsys.readouterr().out
    for engine in (stores.own, stores.conversations):
        for table, found in everything(engine).items():
            assert OPENID not in found, table
            assert table in ("audit",) or leader not in found, table
            assert WORDS not in found or table == "agreed", "somebody else speaks for the organization still"
    assert stores.data.export(other.conversation) == kept
    erased = [(each.action, each.object, each.request) for each in stores.audit.page(2)]
    assert erased == [("erase_person", follower, "command-line"), ("erase_person", leader, "command-line")]
    assert person.run(["erase", "--yes", "--conversation", other.conversation]) == 0
    assert "agreed 1" in capsys.readouterr().out, "The last voice takes along what was agreed on."
    for file in home.iterdir():
        content = file.read_bytes()
        assert WORDS.encode() not in content, file.name
        assert OPENID.encode() not in content, file.name


def everything(engine: sa.engine.Engine) -> dict[str, str]:
    """Every table of a database, whoever made it, as text."""
    with engine.connect() as connection:
        names = sa.inspect(connection).get_table_names()
        return {name: repr(connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()) for name in names}


@pytest.mark.parametrize("answer", ["", "no", "y", "yes"])
def test_deletion_asks_first(
    answer: str, stores: Stores, leader: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("builtins.input", lambda _question: answer)
    before = stores.rows()
    assert person.run(["erase", "--conversation", leader]) == (0 if answer == "yes" else 1)
    assert (stores.rows() == before) is (answer != "yes")
    assert ("Nothing was deleted" in capsys.readouterr().out) is (answer != "yes")


def test_where_nobody_can_be_asked_nothing_is_deleted(
    stores: Stores, leader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_terminal(_question: str) -> str:
        raise EOFError

    monkeypatch.setattr("builtins.input", no_terminal)
    assert person.run(["erase", "--conversation", leader]) == 1
    assert stores.data.visitors.find(leader) is not None


def test_what_a_turn_under_way_writes_afterwards_is_deleted_too(
    stores: Stores, leader: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    late = iter([True])

    def a_turn_ends(_seconds: float) -> None:
        if next(late, False):
            stores.gave_result(leader, "r9")
            stores.said(leader, "m9")

    monkeypatch.setattr(person.time, "sleep", a_turn_ends)
    assert person.run(["erase", "--yes", "--conversation", leader]) == 0
    assert "assessments 2" in capsys.readouterr().out
    assert stores.data.results.result("r9") is None


def test_somebody_who_goes_on_writing_is_not_called_erased(
    stores: Stores, leader: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    numbers = iter(range(1000))
    monkeypatch.setattr(person.time, "sleep", lambda _: stores.said(leader, f"m{next(numbers)}"))
    assert person.run(["erase", "--yes", "--conversation", leader]) == 1
    told: Any = capsys.readouterr()
    assert "again later" in told.err
    assert "Nothing is left" not in told.out


def test_every_table_of_a_person_is_counted(stores: Stores, leader: str) -> None:
    """A table somebody adds for conversations is counted without anybody thinking of it."""
    assert {table.name for table in TABLES.sorted_tables if "conversation" in table.c} == set(TABLES.tables)
