"""A leader who comes back after a long break is offered to go on, and loses nothing."""

from __future__ import annotations

import pytest

from advisor.knowledge.records import Knowledge
from advisor.reading.reading import ANSWER, Reading
from tests.conversations.talk import Talk


@pytest.fixture
def talk(knowledge: Knowledge) -> Talk:
    begun = Talk(knowledge, reader=None)
    begun.read(Reading(text="hello", language="en", intent="greet"))
    begun.read(Reading(intent="start"))
    begun.read(answer("main_source", "users"))
    begun.interview = begun.interview.but(away=True)
    return begun


def answer(question: str, value: str) -> Reading:
    return Reading(intent=ANSWER, answers={question: value}, certain=True, sure={question: True}, chosen=True)


def test_a_greeting_is_met_with_the_offer_to_go_on(talk: Talk) -> None:
    talk.read(Reading(text="hello", intent="greet"))
    assert "1 of 12" in talk.text
    assert talk.payloads == ["do=resume", "do=start_over"]
    talk.read(Reading(intent="resume"))
    assert (talk.custom("question") or {})["id"] == "government_share"
    assert talk.interview.answers == {"main_source": "users"}


def test_an_answer_to_the_open_question_is_taken_at_once(talk: Talk) -> None:
    talk.read(answer("government_share", "0"))
    assert talk.interview.answers == {"main_source": "users", "government_share": "0"}
    assert (talk.custom("question") or {})["id"] == "funding_channels"


def test_starting_over_from_the_offer_still_asks_first(talk: Talk) -> None:
    talk.read(Reading(text="hello", intent="greet"))
    talk.read(Reading(intent="start_over"))
    assert talk.custom("confirm") == {"type": "confirm", "about": "start_over"}


def test_after_the_result_it_says_what_is_kept(talk: Talk) -> None:
    talk.interview = talk.interview.but(away=False)
    talk.read(Reading(intent="result_now"))
    talk.read(Reading(intent="looks_right"))
    assert talk.custom("assessment")
    talk.interview = talk.interview.but(away=True)
    talk.read(Reading(text="hello", intent="greet"))
    assert "last result" in talk.text
    talk.read(Reading(intent="why_result"))
    assert "Section" in talk.text
