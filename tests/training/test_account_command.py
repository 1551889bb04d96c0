"""`advisor account`: what it does, what it says, and that a password is never in what it prints."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from advisor.commands.account import run
from advisor.storage.accounts import AccountStore
from advisor.storage.audit import AuditLog
from advisor.storage.database import own_database
from advisor.storage.sign_ins import FREE_ATTEMPTS, Attempts, SignInStore, by_name
from advisor.training.accounts import Role
from advisor.training.passwords import fits

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ADVISOR_SECRET", "s" * 40)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def type_(*passwords: str) -> None:
        waiting: Iterator[str] = iter(passwords)
        monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(waiting))

    return type_


def test_add_list_lock_unlock(typed: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    typed(PASSWORD, PASSWORD)
    assert run(["add", "Li Min", "--role", "trainer"]) == 0
    store = AccountStore(own_database())
    account, kept = store.by_name("li min") or pytest.fail("not there")
    assert account.role is Role.TRAINER
    assert fits(PASSWORD, kept)
    assert run(["lock", "LI MIN"]) == 0
    assert run(["list"]) == 0
    said = capsys.readouterr().out
    assert "Li Min\ttrainer\tlocked" in said
    assert PASSWORD not in said
    assert run(["unlock", "Li Min"]) == 0
    assert [each.locked for each in store.all()] == [False]
    entries = [(entry.action, entry.object, entry.request) for entry in AuditLog(own_database()).page(9)]
    assert entries == [
        (action, account.id, "command-line") for action in ("unlock_account", "lock_account", "add_account")
    ]


def test_a_password_from_a_file_signs_out_and_forgives(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(PASSWORD + "\n", encoding="utf-8")
    assert run(["add", "Op", "--role", "operator", "--password-file", str(file)]) == 0
    engine = own_database()
    account, before = AccountStore(engine).by_name("Op") or pytest.fail("not there")
    token = SignInStore(engine).begin(account.id, before)
    assert token is not None
    for _ in range(FREE_ATTEMPTS):
        Attempts(engine).begin(by_name("op"))
    file.write_text("another horse battery\r\n", encoding="utf-8")
    assert run(["password", "op", "--password-file", str(file)]) == 0
    _, kept = AccountStore(engine).by_name("Op") or pytest.fail("not there")
    assert fits("another horse battery", kept)
    assert SignInStore(engine).account_of(token) is None
    assert Attempts(engine).begin(by_name("op")) == 0


def test_faults_say_what_to_do(typed: Callable[..., None], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    typed(PASSWORD, PASSWORD)
    run(["add", "Li", "--role", "trainer"])
    assert run(["lock", "Wang"]) == 1
    assert "there are: Li" in capsys.readouterr().err
    assert run(["add", "li", "--role", "trainer"]) == 1
    assert "already" in capsys.readouterr().err
    typed(PASSWORD, PASSWORD + "x")
    assert run(["password", "Li"]) == 1
    assert "not the same" in capsys.readouterr().err
    typed("elevensigns", "elevensigns")
    assert run(["add", "Wang", "--role", "trainer"]) == 1
    assert "11 characters; at least 12" in capsys.readouterr().err
    assert run(["password", "Li", "--password-file", str(tmp_path / "missing")]) == 1
    assert "missing" in capsys.readouterr().err
    assert len(AccountStore(own_database()).all()) == 1


def test_owners_are_not_made_here(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["add", "Choir", "--role", "owner"])
    assert "trainer" in capsys.readouterr().err
