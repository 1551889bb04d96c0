"""How the state of an interview lives in Rasa's slots: one slot a question, one for everything else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.interview.state import ASKING, Interview
from advisor.knowledge.records import Knowledge

INTERVIEW_SLOT = "interview"
TURN_SLOT = "last_turn"
"""The leader's message that was answered last: `number` (from 1) and Rasa's id of it, `message`."""
FORGET_SLOT = "forget"
"""Set when the leader asked to be forgotten: the conversation is deleted instead of saved."""


def form_of(part: str) -> str:
    """The name of the form that asks the questions of a part."""
    return f"{part}_form"


def interview_from_slots(slots: Mapping[str, Any], knowledge: Knowledge) -> Interview:
    """The state of the interview, read from a conversation's slots."""
    answers = {question: slots.get(question) for question in knowledge.questions}
    return Interview.from_plain(slots.get(INTERVIEW_SLOT), answers)


def slots_from_interview(interview: Interview, knowledge: Knowledge) -> dict[str, Any]:
    """Every slot of the interview with its value, as JSON-ready data."""
    slots: dict[str, Any] = {}
    for question in knowledge.questions:
        value = interview.answers.get(question)
        slots[question] = list(value) if isinstance(value, tuple) else value
    slots[INTERVIEW_SLOT] = interview.to_plain()
    return slots


def active_form(interview: Interview, knowledge: Knowledge) -> str | None:
    """The form that should be active: that of the open question's part, or none."""
    if interview.phase != ASKING or interview.open is None:
        return None
    return form_of(knowledge.questions[interview.open].part)
