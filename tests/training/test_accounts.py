"""Rights, names and passwords: every role, every action, on one's own and on another's."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
import yaml

from advisor.knowledge.records import Knowledge
from advisor.training.accounts import NEEDS_OPEN, VIEWED, Account, Action, Role, allowed, may, name_key, plain_name
from advisor.training.passwords import LONGEST, SHORTEST, UnfitPassword, fits, hashed, outdated
from advisor.training.records import Session

RIGHTS = yaml.safe_load((Path(__file__).parent / "rights.yml").read_text(encoding="utf-8"))
OF_SESSIONS = (
    Action.SEE_SESSION,
    Action.CHANGE_SESSION,
    Action.CLOSE_SESSION,
    Action.DELETE_SESSION,
    Action.SEE_ANSWERS,
    Action.CHANGE_ANSWERS,
    Action.EXPORT_ANSWERS,
)


def test_the_table_written_by_hand_is_total() -> None:
    assert set(RIGHTS) == {role.value for role in Role}
    assert all(set(row) == {action.value for action in Action} for row in RIGHTS.values())


@pytest.mark.parametrize(("role", "action", "own"), list(product(Role, Action, (True, False))))
def test_rights(role: Role, action: Action, own: bool) -> None:
    reach = RIGHTS[role.value][action.value]
    assert allowed(role, action, own) == (reach == "any" or (reach == "own" and own))


@pytest.mark.parametrize(
    ("role", "action", "own", "closed", "locked"),
    list(product(Role, OF_SESSIONS, (True, False), (True, False), (True, False))),
)
def test_sessions_are_their_trainers(role: Role, action: Action, own: bool, closed: bool, locked: bool) -> None:
    account = Account("a", "A", role, locked)
    session = Session("s", "a" if own else "b", "S", "en", closed=closed)
    expected = role is Role.TRAINER and own and not locked and not (closed and action in NEEDS_OPEN)
    assert may(account, action, session) == expected


def test_nobody_but_their_trainer_gets_at_answers_in_any_way() -> None:
    answers = {Action.SEE_ANSWERS, Action.CHANGE_ANSWERS, Action.EXPORT_ANSWERS}
    assert {role for role in Role for action in answers if allowed(role, action, own=False)} == set()
    assert {role for role in Role for action in answers if allowed(role, action, own=True)} == {Role.TRAINER}


def test_looking_at_answers_is_recorded() -> None:
    assert {Action.SEE_ANSWERS, Action.EXPORT_ANSWERS, Action.SEE_RESULT} <= VIEWED


def test_every_action_and_role_has_its_words(knowledge: Knowledge) -> None:
    for wording in knowledge.wording.values():
        words = wording["training_accounts"]
        assert set(words["actions"]) == {action.value for action in Action}  # type: ignore[call-overload]
        assert set(words["roles"]) == {role.value for role in Role}  # type: ignore[call-overload]


@pytest.mark.parametrize("other", ["li  min", " LI MIN ", "Ｌｉ Min"])
def test_names_that_look_the_same_are_the_same(other: str) -> None:
    assert name_key(other) == name_key("Li Min")


@pytest.mark.parametrize("name", ["", "x", " x ", "n" * 61, "Li\u200bMin", "Li\u202eMin"])
def test_names_that_are_none(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        plain_name(name)


def test_a_password_fits_its_own_hash_only() -> None:
    kept = hashed("correct horse battery")
    assert "correct" not in kept
    assert kept.startswith("$argon2id$")
    assert kept != hashed("correct horse battery")
    assert fits("correct horse battery", kept)
    assert not fits("correct horse batterz", kept)
    assert not fits("correct horse battery", None)
    assert not fits("correct horse battery", "no hash")
    assert not outdated(kept)
    assert outdated(kept.replace("t=3", "t=2"))


def test_a_password_is_the_same_however_its_signs_are_composed() -> None:
    assert fits("cafe\u0301 au lait de soja", hashed("caf\u00e9 au lait de soja"))


@pytest.mark.parametrize("password", ["", "x" * (SHORTEST - 1), "培" * (SHORTEST - 1), "x" * (LONGEST + 1)])
def test_passwords_that_are_not_taken(password: str) -> None:
    with pytest.raises(UnfitPassword):
        hashed(password)


@pytest.mark.parametrize("password", ["x" * SHORTEST, "培育顾问培育顾问培育顾问", "            "])
def test_length_is_all_that_counts(password: str) -> None:
    assert fits(password, hashed(password))
