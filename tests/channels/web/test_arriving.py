"""What may arrive as a message: one text or offered choices, with an id, not too long."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import parse

from advisor import request_ids
from advisor.channels.web.arriving import LONGEST_TEXT, Arrived, Gate, read_message
from advisor.channels.web.refusals import STATUS, Refused, refusal, sentence
from advisor.knowledge.records import Knowledge
from advisor.wording.texts import Texts

ID = "0123456789ab"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_words_arrive_as_they_were_typed_without_signs_nobody_sees() -> None:
    assert read_message({"id": ID, "text": " 七成\x00\x1b[31m\u202e\n吧 "}) == Arrived(ID, text="七成[31m\n吧")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "malformed"),
        ({"id": ID}, "malformed"),
        ({"text": "hello"}, "malformed"),
        ({"id": "short", "text": "hello"}, "malformed"),
        ({"id": 12345678, "text": "hello"}, "malformed"),
        ({"id": ID, "text": "a", "choices": ["b"]}, "malformed"),
        ({"id": ID, "text": ["a"]}, "malformed"),
        ({"id": ID, "text": "  \x00 "}, "malformed"),
        ({"id": ID, "choices": []}, "malformed"),
        ({"id": ID, "choices": "do=start"}, "malformed"),
        ({"id": ID, "choices": [1]}, "malformed"),
        ({"id": ID, "choices": ["x"] * 100}, "malformed"),
        ({"id": ID, "text": "a" * (LONGEST_TEXT + 1)}, "too_long"),
    ],
)
def test_anything_else_is_refused(body: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        read_message(body)


@given(st.dictionaries(st.sampled_from(["id", "text", "choices", "x"]), JSON))
def test_no_body_does_more_than_being_refused(body: dict[str, Any]) -> None:
    with contextlib.suppress(Refused):
        assert isinstance(read_message(body), Arrived)


def test_a_gate_lets_so_many_through_and_says_how_long_to_wait() -> None:
    gate, limit = Gate(), parse("2 per minute")
    for _ in range(2):
        gate.pass_through(limit, "one")
    gate.pass_through(limit, "two")
    with pytest.raises(Refused) as refused:
        gate.pass_through(limit, "one")
    assert 0 < refused.value.wait <= 61


def test_a_refusal_has_a_code_a_sentence_and_the_id_of_its_request() -> None:
    request = request_ids.begin(None)
    answer = refusal(Refused("too_many", 7), "en", "message")
    assert json.loads(answer.body) == {
        "error": "too_many",
        "text": sentence(Refused("too_many"), "en"),
        "request": request,
    }
    assert (answer.status, answer.headers["Retry-After"]) == (429, "7")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_refusal_has_its_sentence(knowledge: Knowledge, language: str) -> None:
    for code in STATUS:
        assert Texts(knowledge, language).say(f"web.refused.{code}")
