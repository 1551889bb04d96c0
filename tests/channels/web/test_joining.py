"""Joining a session from the web: by an open code; names only where the session asks for them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from advisor.channels.web.joining import joining_of, open_session
from advisor.channels.web.refusals import Refused
from advisor.storage.database import own_database
from advisor.storage.sessions import SessionStore
from advisor.training.records import Session


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    return SessionStore(own_database(tmp_path / "own.db"))


def session(store: SessionStore, **fields: Any) -> Session:
    return store.create(Session(id="", trainer="t", name="Workshop", language="en", **fields))


def test_nobody_joins_who_does_not_ask_to(store: SessionStore) -> None:
    assert joining_of(None, store) is None


def test_an_anonymous_session_takes_no_names_even_where_they_are_sent(store: SessionStore) -> None:
    made = session(store, anonymous=True)
    joined = joining_of({"code": made.code, "organization": "Choir", "voice": "treasurer", "named": True}, store)
    assert joined is not None
    assert (joined.organization, joined.voice, joined.named) == ("", "", False)


def test_a_named_session_takes_the_name_and_shows_it_only_with_consent(store: SessionStore) -> None:
    made = session(store, anonymous=False)
    joined = joining_of({"code": made.code, "organization": "  阳光\x00 之家 ", "voice": "会计"}, store)
    assert joined is not None
    assert (joined.organization, joined.voice, joined.named) == ("阳光 之家", "会计", False)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("ABC", "malformed"),
        ({}, "malformed"),
        ({"code": 5}, "malformed"),
        ({"code": "NOSUCH"}, "no_session"),
        ({"code": "{}"}, "organization"),
        ({"code": "{}", "organization": "   "}, "organization"),
        ({"code": "{}", "organization": "x" * 81}, "malformed"),
        ({"code": "{}", "organization": ["x"]}, "malformed"),
    ],
)
def test_anything_else_is_refused(store: SessionStore, said: Any, code: str) -> None:
    made = session(store, anonymous=False)
    if isinstance(said, dict) and said.get("code") == "{}":
        said = {**said, "code": made.code}
    with pytest.raises(Refused, match=code):
        joining_of(said, store)


@pytest.mark.parametrize("over", [{"closed": True}, {"closes": "2020-01-01"}])
def test_a_session_that_is_over_lets_nobody_in(store: SessionStore, over: dict[str, Any]) -> None:
    made = session(store)
    store.change(replace(made, **over))
    with pytest.raises(Refused, match="session_closed"):
        open_session(made.code, store)
