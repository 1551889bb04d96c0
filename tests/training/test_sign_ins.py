"""Sign-ins end, attempts cost time, the audit log keeps what happened, accounts go with all that is theirs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from advisor.storage.accounts import AccountStore, NameTaken
from advisor.storage.assessments import AssessmentStore
from advisor.storage.audit import AuditLog
from advisor.storage.database import own_database
from advisor.storage.sign_ins import (
    FIRST_WAIT,
    FREE_ATTEMPTS,
    IDLE_SECONDS,
    LONGEST_SECONDS,
    LONGEST_WAIT,
    Attempts,
    SignInStore,
    by_address,
    by_name,
)
from advisor.training.accounts import Action, Role


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sa.engine.Engine]:
    monkeypatch.setenv("ADVISOR_SECRET", "s" * 40)
    made = own_database(tmp_path / "own.db")
    yield made
    made.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def people(engine: sa.engine.Engine) -> dict[str, str]:
    """The ids of two accounts, with the hash "hash" each."""
    store = AccountStore(engine)
    return {name: store.add(f"Person {name}", Role.TRAINER, "hash").id for name in "ab"}


def signed_in(store: SignInStore, account: str, kept: str = "hash") -> str:
    token = store.begin(account, kept)
    assert token is not None
    return token


def test_a_sign_in_ends_twelve_hours_after_the_last_visit(
    engine: sa.engine.Engine, clock: Clock, people: dict[str, str]
) -> None:
    store = SignInStore(engine, clock)
    token = signed_in(store, people["a"])
    for _ in range(3):
        clock.now += IDLE_SECONDS - 1
        assert store.account_of(token) == people["a"]
    clock.now += IDLE_SECONDS + 1
    assert store.account_of(token) is None


def test_a_sign_in_ends_after_seven_days_however_busy_it_is(
    engine: sa.engine.Engine, clock: Clock, people: dict[str, str]
) -> None:
    store = SignInStore(engine, clock)
    token, begun = signed_in(store, people["a"]), clock.now
    while clock.now + 3600 < begun + LONGEST_SECONDS:
        clock.now += 3600
        assert store.account_of(token) == people["a"]
    clock.now = begun + LONGEST_SECONDS + 1
    assert store.account_of(token) is None


def test_tokens_are_new_long_and_not_in_the_file(
    engine: sa.engine.Engine, people: dict[str, str], tmp_path: Path
) -> None:
    store = SignInStore(engine)
    tokens = {signed_in(store, people["a"]) for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) >= 43 for token in tokens)
    engine.dispose()
    kept = (tmp_path / "own.db").read_bytes()
    assert not any(token.encode() in kept for token in tokens)


def test_signing_out_here_and_everywhere(engine: sa.engine.Engine, people: dict[str, str]) -> None:
    store, a, b = SignInStore(engine), people["a"], people["b"]
    here, there, other = signed_in(store, a), signed_in(store, a), signed_in(store, b)
    store.end(here)
    assert [store.account_of(token) for token in (here, there, other)] == [None, a, b]
    store.end_all(a)
    assert [store.account_of(token) for token in (here, there, other)] == [None, None, b]


def test_after_five_failures_the_wait_grows(engine: sa.engine.Engine, clock: Clock) -> None:
    attempts, waits = Attempts(engine, clock), []
    for _ in range(FREE_ATTEMPTS):
        assert attempts.begin("name x") == 0
    for _ in range(9):
        waits.append(attempts.begin("name x"))
        clock.now += waits[-1]
        assert attempts.begin("name x") == 0
    assert waits[:3] == [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]
    assert max(waits) == LONGEST_WAIT == waits[-1]


def test_names_and_addresses_count_apart_and_waiting_costs_no_more(engine: sa.engine.Engine, clock: Clock) -> None:
    attempts = Attempts(engine, clock)
    for number in range(FREE_ATTEMPTS):
        attempts.begin(by_name(f"n{number}"), by_address("1.2.3.4"))
    assert attempts.begin(by_name("another"), by_address("1.2.3.4")) > 0
    assert attempts.begin(by_name("another"), by_address("5.6.7.8")) == 0
    for _ in range(50):
        wait = attempts.begin(by_name("n0"), by_address("1.2.3.4"))
    assert wait == FIRST_WAIT


def test_success_forgives_the_name_but_not_the_address(engine: sa.engine.Engine, clock: Clock) -> None:
    attempts, address = Attempts(engine, clock), by_address("1.2.3.4")
    for _ in range(FREE_ATTEMPTS - 1):
        attempts.begin(by_name("victim"), address)
    attempts.begin(by_name("own"), address)
    attempts.succeeded(by_name("own"), address)
    assert attempts.begin(by_name("victim"), address) == 0
    assert attempts.begin(by_name("victim"), address) > 0


def test_a_day_later_attempts_are_forgotten(engine: sa.engine.Engine, clock: Clock) -> None:
    attempts = Attempts(engine, clock)
    for _ in range(FREE_ATTEMPTS):
        attempts.begin("name x")
    clock.now += 86_401
    assert [attempts.begin("name x") for _ in range(FREE_ATTEMPTS)] == [0.0] * FREE_ATTEMPTS


def test_neither_names_nor_addresses_are_kept(engine: sa.engine.Engine, clock: Clock, tmp_path: Path) -> None:
    Attempts(engine, clock).begin(by_name("perhaps a password"), by_address("198.51.100.7"))
    engine.dispose()
    kept = (tmp_path / "own.db").read_bytes()
    assert b"perhaps a password" not in kept
    assert b"198.51.100.7" not in kept


def test_the_audit_log_in_pages_of_one_person_and_for_a_time(engine: sa.engine.Engine, clock: Clock) -> None:
    log = AuditLog(engine, clock)
    for number in range(10):
        clock.now += 3600
        log.write("ab"[number % 2], Action.SEE_ANSWERS, f"session {number}", number != 3, f"request {number}")
    log.write("", Action.SIGN_IN, "a", False, "request 10")
    first = log.page(4)
    assert [entry.request for entry in first] == ["request 10", "request 9", "request 8", "request 7"]
    second = log.page(100, before=first[-1].number)
    assert [entry.request for entry in second] == [f"request {number}" for number in range(6, -1, -1)]
    assert [entry.allowed for entry in second] == [number != 3 for number in range(6, -1, -1)]
    assert {entry.account for entry in log.page(100, person="b")} == {"b"}
    # Somebody tried to be that person: it belongs to their entries too.
    assert {entry.account for entry in log.page(100, person="a")} == {"a", ""}
    assert log.forget(5 / 24) == 4
    assert len(log.page(100)) == 7


def test_accounts_by_name(engine: sa.engine.Engine) -> None:
    store = AccountStore(engine)
    made = store.add("Li  Min", Role.TRAINER, "hash")
    assert store.by_name("li min") == (made, "hash")
    assert store.find(made.id) == made
    assert made.name == "Li Min"
    with pytest.raises(NameTaken, match="LI MIN"):
        store.add("LI MIN", Role.OPERATOR, "hash")
    assert store.by_name("nobody") is None


def test_locking_and_a_new_password_sign_out(engine: sa.engine.Engine, clock: Clock) -> None:
    store, sign_ins = AccountStore(engine), SignInStore(engine, clock)
    account = store.add("Li", Role.TRAINER, "hash")
    token = signed_in(sign_ins, account.id)
    store.set_password(account.id, "the same, kept anew", stay_signed_in=True)
    assert sign_ins.account_of(token) == account.id
    store.set_password(account.id, "another")
    assert sign_ins.account_of(token) is None
    token = signed_in(sign_ins, account.id, "another")
    assert store.lock(account.id)
    assert sign_ins.account_of(token) is None
    assert [each.locked for each in store.all()] == [True]
    assert store.unlock(account.id)
    assert not store.lock("nobody")


def test_a_deleted_account_leaves_nothing_in_the_file(engine: sa.engine.Engine, tmp_path: Path) -> None:
    store = AccountStore(engine)
    account = store.add("Wandering Choir", Role.OWNER, "hash")
    store.claim(account.id, "web-1")
    store.claim(account.id, "web-1")
    assert store.claimed(account.id) == ["web-1"]
    store.delete(account.id)
    assert store.all() == []
    engine.dispose()
    with sqlite3.connect(tmp_path / "own.db") as file:
        assert file.execute("select count(*) from claims").fetchone() == (0,)
    assert b"Wandering Choir" not in (tmp_path / "own.db").read_bytes()


def test_a_claim_goes_with_its_conversation(engine: sa.engine.Engine) -> None:
    store = AccountStore(engine)
    account = store.add("Choir", Role.OWNER, "hash")
    store.claim(account.id, "web-1")
    store.claim(account.id, "web-2")
    AssessmentStore(engine).forget("web-1")
    assert store.claimed(account.id) == ["web-2"]
