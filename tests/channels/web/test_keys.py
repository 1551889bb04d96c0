"""Tokens and page keys: only what the server signed, only for its purpose, only for its time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.channels.web import keys
from advisor.channels.web.keys import GUEST, OWNER, PageKey, conversation_of, page_key, read_page_key, visitor_token


@pytest.fixture(autouse=True)
def a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_SECRET", "x" * 32)
    keys._visitors.cache_clear()
    keys._pages.cache_clear()


def test_a_token_leads_to_its_conversation() -> None:
    assert conversation_of(visitor_token("web-1")) == "web-1"


@given(st.text(max_size=200))
def test_no_text_somebody_makes_up_is_a_token(text: str) -> None:
    assert conversation_of(text) is None
    assert read_page_key(text) is None


def test_a_token_that_was_changed_anywhere_is_none() -> None:
    token = visitor_token("web-1")
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        assert conversation_of(token[:place] + other + token[place + 1 :]) in (None, "web-1")
    assert conversation_of(token[:-3]) is None


def test_a_token_is_no_page_key_and_a_page_key_no_token() -> None:
    assert read_page_key(visitor_token("web-1")) is None
    assert conversation_of(page_key(PageKey("r", OWNER))) is None


def test_a_token_of_another_secret_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    token = visitor_token("web-1")
    monkeypatch.setenv("ADVISOR_SECRET", "y" * 32)
    keys._visitors.cache_clear()
    assert conversation_of(token) is None


def test_a_page_key_says_whose_and_for_which_result() -> None:
    for key in (PageKey("r1", OWNER), PageKey("r2", GUEST, "share-1")):
        assert read_page_key(page_key(key)) == key


def test_a_page_key_grows_old(monkeypatch: pytest.MonkeyPatch) -> None:
    given = page_key(PageKey("r1", OWNER))
    monkeypatch.setattr(keys, "PAGE_SECONDS", -1)
    assert read_page_key(given) is None
