"""The problems of Section 4, each with its status by the leader's own answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import cast

from advisor.assessment.answers import Answers, answered
from advisor.assessment.prepared import once_per_knowledge
from advisor.knowledge.records import AnswerValue, Knowledge, Problem

FOUND = "found"
WATCH = "watch"
NOT_FOUND = "not_found"
NOT_ASKED = "not_asked"

Given = tuple[AnswerValue | None, ...]
"""The answers to a problem's questions, None where there is none."""


@dataclass(frozen=True)
class Finding:
    """A problem's status; `evidence` holds the questions of the rows that hold, where found."""

    problem: str
    status: str
    evidence: tuple[str, ...] = ()


def judge(problem: Problem, answers: Mapping[str, AnswerValue | None], likelier: bool) -> Finding:
    """The status of one problem (contract, section 3). A skipped question was not answered.

    found      any row of the evidence holds
    not_found  there are questions, all were answered and no row holds
    watch      neither, and the problem is likelier for this orientation
    not_asked  otherwise
    """
    holding = [row for row in problem.evidence if all(c.holds(answers.get(c.question)) for c in row)]
    if holding:
        return Finding(problem.id, FOUND, tuple(dict.fromkeys(c.question for row in holding for c in row)))
    questions = problem.questions
    if questions and all(answered(answers.get(question)) for question in questions):
        return Finding(problem.id, NOT_FOUND)
    return Finding(problem.id, WATCH if likelier else NOT_ASKED)


class _Judge:
    """Judges one problem and remembers what it found.

    A problem rests on one to three questions with a handful of values each, so few different
    answers ever reach it: a finding is made once and shared.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        questions = problem.questions
        # The answers are fetched by their questions; one question gives its answer, several a tuple.
        self.fetch: Callable[[Mapping[str, object]], object] = itemgetter(*questions) if questions else lambda _: ()
        self.judge = lru_cache(maxsize=2048)(self._judge)

    def _judge(self, fetched: object, likelier: bool) -> Finding:
        questions = self._problem.questions
        given = (fetched,) if len(questions) == 1 else fetched
        return judge(self._problem, dict(zip(questions, cast(Given, given), strict=True)), likelier)


@once_per_knowledge
def _judges(knowledge: Knowledge) -> tuple[dict[str, None], list[tuple[_Judge, frozenset[str]]]]:
    """Every question without an answer, and each problem's judge with the types it is likelier for."""
    judges = [(_Judge(problem), problem.likelier_for) for problem in knowledge.problems.values()]
    return dict.fromkeys(knowledge.questions), judges


def findings(answers: Answers, orientation: str, knowledge: Knowledge) -> tuple[Finding, ...]:
    """All problems in order, each with its status. List answers must be tuples."""
    unanswered, judges = _judges(knowledge)
    given = {**unanswered, **answers}
    return tuple([judging.judge(judging.fetch(given), orientation in likelier_for) for judging, likelier_for in judges])
