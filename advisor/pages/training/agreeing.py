"""What the voices of one organization agree on, question by question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from advisor.knowledge.records import SKIP, AnswerValue, Knowledge
from advisor.training.records import Agreed, Seat, Session
from advisor.training.released import asked

LONGEST_DISSENT = 500
NONE = "none_of_them"
"""Stands in the form for a list without entries, which is an answer too."""


class Unfit(Exception):
    """An agreement that cannot be kept; `code`: why, in training_pages.yml."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def agreed_on(
    before: Agreed, question: str, values: Sequence[str] | None, dissent: str, session: Session, knowledge: Knowledge
) -> Agreed:
    """What is agreed on once this question is settled by these values of the form, or open again (None).

    Raises Unfit (`question`, `nothing`, `value`, `dissent`).
    """
    if question not in asked(session, knowledge):
        raise Unfit("question")
    if len(dissent) > LONGEST_DISSENT:
        raise Unfit("dissent")
    answers = {id: answer for id, answer in before.answers.items() if id != question}
    objections = {id: text for id, text in before.dissent.items() if id != question}
    if values is None:
        return replace(before, answers=answers, dissent=objections)
    answers[question] = _answer(question, values, knowledge)
    if dissent:
        objections[question] = dissent
    order = list(knowledge.questions)
    return replace(before, answers=dict(sorted(answers.items(), key=lambda e: order.index(e[0]))), dissent=objections)


def shared(seats: Sequence[Seat], session: Session, knowledge: Knowledge) -> Mapping[str, AnswerValue]:
    """The questions that at least two voices answered, all of them alike."""
    found: dict[str, AnswerValue] = {}
    for question in asked(session, knowledge):
        given = [seat.progress.answers[question] for seat in seats if question in seat.progress.answers]
        real = [answer for answer in given if answer != SKIP]
        alike = {answer if isinstance(answer, str) else frozenset(answer) for answer in real}
        if len(real) > 1 and len(alike) == 1:
            found[question] = real[0]
    return found


def _answer(id: str, values: Sequence[str], knowledge: Knowledge) -> AnswerValue:
    question = knowledge.questions[id]
    if not values:
        raise Unfit("nothing")
    if question.several and tuple(values) == (NONE,):
        return ()
    if set(values) - set(question.values) or (len(values) > 1 and not question.several):
        raise Unfit("value")
    return tuple(value for value in question.values if value in values) if question.several else values[0]
