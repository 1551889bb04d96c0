"""What channels with more room get besides the text: a shorter text, titles, a list that can be changed."""

from __future__ import annotations

from typing import Any

import pytest

from advisor.interview.state import ASKING
from advisor.knowledge.records import Knowledge
from advisor.reading.reading import Reading
from advisor.wording.messages import Message
from tests.conversations.talk import Talk


@pytest.fixture(params=["en", "zh"])
def at_the_review(request: pytest.FixtureRequest, knowledge: Knowledge, reader: Any) -> Talk:
    talk = Talk(knowledge, reader)
    talk.read(Reading(text="", intent="language", wish=(request.param,), certain=True, chosen=True))
    talk.read(Reading(text="", intent="start", certain=True, chosen=True))
    while talk.interview.phase == ASKING:
        if talk.interview.pending:
            talk.say("do=yes")
        else:
            question = knowledge.questions[talk.interview.open or ""]
            talk.say(f"{question.id}={question.values[0]}")
    return talk


def last(talk: Talk) -> Message:
    return talk.said[-1]


def test_a_question_in_brief_leaves_out_what_its_buttons_show(knowledge: Knowledge, reader: Any) -> None:
    talk = Talk(knowledge, reader)
    talk.say("do=start")
    message = last(talk)
    assert message.brief
    assert all(button.label in message.text for button in message.buttons[:5])
    assert not any(button.label in message.brief for button in message.buttons[:5])


def test_the_review_lists_every_answer_with_its_question(at_the_review: Talk, knowledge: Knowledge) -> None:
    review = last(at_the_review)
    assert [item["question"] for item in review.items] == [q.id for q in knowledge.in_stage("core")]
    for item in review.items:
        assert item["name"] in review.text
        assert item["answer"] in review.text
        assert item["answer"] not in review.brief


def test_parts_of_the_result_have_titles_and_the_card_has_none(at_the_review: Talk) -> None:
    messages = at_the_review.say("do=looks_right")
    assert (messages[0].custom or {})["type"] == "assessment"
    assert not messages[0].title
    assert [bool(message.title) for message in messages[1:5]] == [True] * 4
