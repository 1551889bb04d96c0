"""From checked answers to everything that follows from them. Pure: same in, same out."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.assessment.answers import Answers, in_question_order
from advisor.assessment.counterfactuals import Counterfactual, counterfactuals
from advisor.assessment.orientation import orient
from advisor.assessment.problems import Finding, findings
from advisor.assessment.reasons import GivenReason, given_reasons
from advisor.assessment.suggestions import Offer, gaps, offers
from advisor.assessment.table1 import Pointer
from advisor.knowledge.records import Knowledge


@dataclass(frozen=True)
class Assessment:
    """What the answers say, in ids only (contract, sections 2, 3 and 5).

    answers        those given, in the order of the questions, lists as tuples
    table1         the rows of Table 1 that point somewhere
    problems       every problem with its status, in the order of the paper
    suggestions    those that answer a found problem, nearest to hand first
    gaps           found problems the paper answers in part or not at all
    next_question  the question that would decide most where too little is known, else None
    """

    answers: Answers
    orientation: str
    confidence: str
    leans: str | None
    nearest: str | None
    reasons: tuple[GivenReason, ...]
    table1: tuple[Pointer, ...]
    counterfactuals: tuple[Counterfactual, ...]
    problems: tuple[Finding, ...]
    suggestions: tuple[Offer, ...]
    gaps: tuple[str, ...]
    next_question: str | None


def assess(answers: Answers, knowledge: Knowledge) -> Assessment:
    """The assessment of answers that `check_answers` has found right (lists or tuples alike).

    Raises KeyError where a value that decides the orientation is not one of its question's.
    """
    given = in_question_order(answers, knowledge)
    result = orient(given, knowledge)
    found = findings(given, result.orientation, knowledge)
    return Assessment(
        answers=given,
        orientation=result.orientation,
        confidence=result.confidence,
        leans=result.leans,
        nearest=result.nearest,
        reasons=given_reasons(result, given, knowledge),
        table1=result.table1,
        counterfactuals=counterfactuals(given, knowledge),
        problems=found,
        suggestions=offers(found, knowledge),
        gaps=gaps(found, knowledge),
        next_question=knowledge.decision_table.ask_next.get(result.reason),
    )
