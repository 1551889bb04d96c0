"""Where two intents are about as likely, the leader is asked which was meant."""

from __future__ import annotations

import pytest

from advisor.knowledge.records import Knowledge
from advisor.reading.reading import Reading
from tests.conversations.talk import Talk


@pytest.fixture
def talk(knowledge: Knowledge) -> Talk:
    begun = Talk(knowledge, reader=None)
    begun.read(Reading(text="hello", language="en", intent="greet"))
    begun.read(Reading(intent="start"))
    return begun


def test_both_are_offered_and_the_question_stays_open(talk: Talk) -> None:
    talk.read(Reading(intent="start_over", also_intent="go_back"))
    assert "do=start_over" in talk.payloads
    assert "do=go_back" in talk.payloads
    assert (talk.custom("question") or {})["id"] == "main_source"
    assert talk.custom("confirm") is None, "nothing is started over before the leader has said which"


def test_small_talk_beside_something_else_is_not_asked_about(talk: Talk) -> None:
    talk.read(Reading(intent="smalltalk", also_intent="out_of_scope"))
    assert "do=smalltalk" not in talk.payloads
    assert talk.custom("question") is not None
