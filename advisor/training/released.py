"""Everything that is in a board's figures: the answers to each question, and what follows from all of one's answers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from advisor.assessment import assess
from advisor.assessment.prepared import once_per_knowledge
from advisor.assessment.problems import FOUND
from advisor.knowledge.records import SKIP, AnswerValue, Knowledge
from advisor.training.records import Progress, Seat, Session
from advisor.training.releases import Given, Release, first_release, next_release

REMEMBERED = 4096


@dataclass(frozen=True)
class Outcome:
    """What follows from somebody's answers; `found`: problems, in the order of the paper."""

    orientation: str
    confidence: str
    found: tuple[str, ...]


@dataclass(frozen=True)
class Released:
    """What is in the figures of one session.

    questions  the session's; answers and left_out are by question id
    outcomes   of those who finished, by their answers to these questions
    waiting    who finished and comes in with the next step
    """

    minimum: int
    knowledge_version: str
    questions: tuple[str, ...]
    answers: Mapping[str, Release[AnswerValue]]
    left_out: Mapping[str, Release[AnswerValue]]
    outcomes: Release[Outcome]
    waiting: int


def asked(session: Session, knowledge: Knowledge) -> tuple[str, ...]:
    """The questions of a session, in order: the core interview and the deeper parts chosen."""
    parts = (part for part in knowledge.parts.values() if part.stage == "core" or part.id in session.parts)
    return tuple(question for part in parts for question in part.questions)


def is_finished(progress: Progress) -> bool:
    """Whether a result was given."""
    return progress.result is not None or progress.phase == "result"


def release(session: Session, seats: Iterable[Seat], knowledge: Knowledge, before: Released | None = None) -> Released:
    """What is in the figures now, given what was before (None: the first time).

    Another minimum or other knowledge begins anew.
    """
    seats = sorted(seats, key=lambda seat: seat.participant.number)
    there = {seat.participant.id for seat in seats}
    questions, minimum = asked(session, knowledge), session.minimum
    if before and (before.minimum, before.knowledge_version, before.questions) != (
        minimum,
        knowledge.version,
        questions,
    ):
        before = None
    answers, left_out = {}, {}
    for question in questions:
        given = {s.participant.id: s.progress.answers[question] for s in seats if question in s.progress.answers}
        answers[question] = {person: answer for person, answer in given.items() if answer != SKIP}
        left_out[question] = {person: answer for person, answer in given.items() if answer == SKIP}
    outcome, wanted = outcome_of(knowledge), frozenset(questions)
    outcomes = {s.participant.id: outcome(_only(s.progress.answers, wanted)) for s in seats if is_finished(s.progress)}
    results = _step(before.outcomes if before else None, outcomes, there, minimum)
    return Released(
        minimum=minimum,
        knowledge_version=knowledge.version,
        questions=questions,
        answers={q: _step(before.answers[q] if before else None, now, there, minimum) for q, now in answers.items()},
        left_out={q: _step(before.left_out[q] if before else None, now, there, minimum) for q, now in left_out.items()},
        outcomes=results,
        waiting=results.waiting(outcomes),
    )


def _step(
    before: Release[Given] | None, now: Mapping[str, Given], there: Collection[str], minimum: int
) -> Release[Given]:
    return first_release(now, minimum) if before is None else next_release(before, now, there, minimum)


def _only(answers: Mapping[str, AnswerValue], wanted: frozenset[str]) -> dict[str, AnswerValue]:
    return {question: answer for question, answer in answers.items() if question in wanted}


@once_per_knowledge
def outcome_of(knowledge: Knowledge) -> Callable[[Mapping[str, AnswerValue]], Outcome]:
    """What follows from answers, remembered by the answers."""

    @lru_cache(maxsize=REMEMBERED)
    def known(answers: frozenset[tuple[str, AnswerValue]]) -> Outcome:
        result = assess(dict(answers), knowledge)
        found = tuple(finding.problem for finding in result.problems if finding.status == FOUND)
        return Outcome(result.orientation, result.confidence, found)

    return lambda answers: known(frozenset(answers.items()))
