"""Whatever is said in whatever order, the interview answers and never stores what was not certain."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.interview.conversation import INTENTS
from advisor.interview.state import ASKING
from advisor.knowledge import load_knowledge
from advisor.knowledge.records import SKIP
from advisor.reading.reading import ANSWER, Reading
from tests.conversations.talk import Talk

KNOWLEDGE = load_knowledge()
QUESTIONS = list(KNOWLEDGE.questions.values())


@st.composite
def an_answer(draw: st.DrawFn, question: Any) -> Any:
    if question.several:
        chosen = draw(st.lists(st.sampled_from(question.values), unique=True))
        return tuple(value for value in question.values if value in chosen)
    return draw(st.sampled_from((*question.values, SKIP)))


@st.composite
def a_reading(draw: st.DrawFn) -> dict[str, Any]:
    """A reading of the open question (under the key None) and of others, sure or not."""
    others = draw(st.lists(st.sampled_from(QUESTIONS), max_size=2, unique_by=lambda q: q.id))
    return {
        "intent": draw(st.sampled_from((*INTENTS, ANSWER, ANSWER, ANSWER))),
        "open": draw(st.booleans()),
        "certain": draw(st.booleans()),
        "others": {q.id: (draw(an_answer(q)), draw(st.booleans())) for q in others},
        "wish": tuple(draw(st.lists(st.sampled_from(["en", "zh", "services", "4.3", "main_source"]), max_size=1))),
        "seed": draw(st.integers(0, 10_000)),
    }


def spoken(step: dict[str, Any], open_question: str | None) -> Reading:
    answers = {q: value for q, (value, _) in step["others"].items()}
    sure = {q: is_sure for q, (_, is_sure) in step["others"].items()}
    likely: tuple[str, ...] = ()
    if step["open"] and open_question:
        question = KNOWLEDGE.questions[open_question]
        values = (*question.values, SKIP)
        value: Any = values[step["seed"] % len(values)]
        answers[open_question] = (value,) if question.several and value != SKIP else value
        sure[open_question] = step["certain"]
        likely = values[:2]
    return Reading(
        text="words",
        language="en",
        intent=step["intent"],
        answers=answers,
        certain=step["certain"] and step["open"],
        sure=sure,
        likely=likely,
        wish=step["wish"],
        topics=tuple(list(KNOWLEDGE.topics)[:1]),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(a_reading(), min_size=1, max_size=25))
def test_every_message_is_answered_and_an_open_question_is_asked_again(steps: list[dict[str, Any]]) -> None:
    talk = Talk(KNOWLEDGE, reader=None)
    for step in steps:
        before = talk.interview
        reading = spoken(step, before.open)
        talk.read(reading)
        assert talk.text.strip(), f"nothing was said to {reading}"
        after = talk.interview
        if after.phase == ASKING and not after.paused and reading.intent != "goodbye" and not after.away:
            assert talk.custom("question") or talk.custom("confirm"), f"no question after {reading}: {talk.text}"
        for question, value in after.answers.items():
            if value != before.answers.get(question) and value != SKIP:
                confirmed = before.pending is not None and question in before.pending.about
                assert reading.sure.get(question) or confirmed, f"{question} was stored without asking: {reading}"


@pytest.mark.parametrize("language", KNOWLEDGE.languages)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_interview_answered_to_the_end_gives_a_result(language: str, data: st.DataObject) -> None:
    talk = Talk(KNOWLEDGE, reader=None)
    talk.read(Reading(text="hello", language=language, intent="greet"))
    talk.read(Reading(intent="start"))
    for _ in range(60):
        if talk.custom("assessment"):
            break
        if talk.interview.open and talk.custom("question"):
            question = KNOWLEDGE.questions[talk.interview.open]
            value = data.draw(an_answer(question))
            talk.read(
                Reading(
                    intent=ANSWER, answers={question.id: value}, certain=True, sure={question.id: True}, chosen=True
                )
            )
        elif talk.custom("confirm"):
            talk.read(Reading(intent="yes"))
        else:
            talk.read(Reading(intent="looks_right"))
    assessment = talk.custom("assessment")
    assert assessment is not None
    assert set(assessment["answers"]) == {question.id for question in KNOWLEDGE.in_stage("core")}
    assert "{" not in talk.text, "a placeholder was left unfilled"
