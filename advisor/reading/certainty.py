"""How sure a reading is: a small model of when the reader is right, learned on authors it had not seen."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from advisor.reading.judging import Judged
from advisor.reading.linear import Numbers, logit, probability_of

WRONG_IN_SILENCE = 0.014
"""Share of the answers learned from that may be certain and wrong; on authors not learned from it is about 1.4 %."""

SIGNS = (
    "likeliest",
    "margin",
    "raw",
    "fact_agrees",
    "fact_differs",
    "fact_sure",
    "answers",
    "fits",
    "length",
    "habit",
)


def signs(judged: Judged, habit: float) -> list[float]:
    """What speaks for and against a reading; `habit` is how often this question is read rightly."""
    first, second = judged.two_best
    agrees = judged.fact is not None and judged.fact == judged.value
    differs = judged.fact is not None and not agrees
    return [
        logit(first),
        first - second,
        logit(judged.strength),
        float(agrees),
        float(differs),
        float(agrees and judged.fact_sure) - float(differs and judged.fact_sure),
        logit(judged.answers),
        logit(judged.fits),
        math.log1p(judged.length),
        logit(habit),
    ]


@dataclass(frozen=True)
class Certainty:
    """Weights of the signs, the least probability of being right that counts as certain, habits."""

    weights: Numbers
    offset: float
    least: float
    habits: Mapping[str, float]

    @classmethod
    def fit(cls, readings: Sequence[tuple[str, Judged, bool]]) -> Certainty:
        """Learn from (question, reading of an unseen author, whether it was right)."""
        habits = _habits(readings)
        rows = np.array([signs(judged, habits[question]) for question, judged, _ in readings])
        right = np.array([hit for _, _, hit in readings])
        if right.all() or not right.any():
            return cls(np.zeros(len(SIGNS)), 0.0, 0.0 if right.all() else 1.0, habits)
        model = LogisticRegression(C=1.0, max_iter=2000).fit(rows, right)
        sure = model.predict_proba(rows)[:, 1]
        return cls(model.coef_[0], float(model.intercept_[0]), _least(sure, right), habits)

    def probability(self, question: str, judged: Judged) -> float:
        """How likely the reading is right."""
        row = np.array(signs(judged, self.habits.get(question, 0.9)))
        return probability_of(float(row @ self.weights + self.offset))

    def certain(self, question: str, judged: Judged) -> bool:
        """Whether the reading may be stored without asking."""
        return self.probability(question, judged) >= self.least

    def to_state(self) -> dict[str, Any]:
        """Plain values, for saving."""
        return {
            "weights": self.weights,
            "offset": self.offset,
            "least": self.least,
            "questions": list(self.habits),
            "habits": np.array(list(self.habits.values())),
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Certainty:
        """The inverse of `to_state`."""
        habits = dict(zip(state["questions"], state["habits"].tolist(), strict=True))
        return cls(state["weights"], state["offset"], state["least"], habits)


def _habits(readings: Sequence[tuple[str, Judged, bool]]) -> dict[str, float]:
    """Question → share read rightly, drawn towards 0.9 where there are few."""
    counts: dict[str, list[float]] = {}
    for question, _, hit in readings:
        count = counts.setdefault(question, [18.0, 20.0])
        count[0] += hit
        count[1] += 1
    return {question: hits / total for question, (hits, total) in counts.items()}


def _least(sure: Numbers, right: Numbers) -> float:
    """The lowest threshold at which no more than `WRONG_IN_SILENCE` of all are certain and wrong."""
    order = np.argsort(-sure, kind="stable")
    wrong = np.cumsum(~right[order]) / len(right)
    allowed = int(np.searchsorted(wrong, WRONG_IN_SILENCE, side="right"))
    if allowed >= len(order):
        return 0.0
    return float((sure[order[allowed - 1]] + sure[order[allowed]]) / 2) if allowed else 1.0
