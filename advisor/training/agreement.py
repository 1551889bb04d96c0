"""How far voices agree on a question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from advisor.knowledge.records import AnswerValue, Question


def agreement(answers: Sequence[AnswerValue]) -> float:
    """0 to 1 for at least two answers to one question.

    One answer to choose: the share of the commonest. Lists: one less the mean Jaccard distance of any
    two (the part of the options named by either that only one named; two empty lists are alike).
    Raises ValueError with fewer than two answers.
    """
    if len(answers) < 2:
        raise ValueError(f"Agreement needs at least two answers; there are {len(answers)}.")
    if all(isinstance(answer, str) for answer in answers):
        return max(Counter(answers).values()) / len(answers)
    pairs = list(combinations([frozenset(answer) for answer in answers], 2))
    return 1 - sum(_distance(one, other) for one, other in pairs) / len(pairs)


def in_option_order(question: Question, answer: AnswerValue) -> tuple[int, ...]:
    """A sorting key: where the options of an answer stand among those of the question."""
    return tuple(question.values.index(value) for value in ((answer,) if isinstance(answer, str) else answer))


def _distance(one: frozenset[str], other: frozenset[str]) -> float:
    either = one | other
    return 1 - len(one & other) / len(either) if either else 0.0
