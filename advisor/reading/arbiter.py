"""Answer or remark: weighs how much a text sounds like a remark against how well it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from advisor.reading.judging import Judged
from advisor.reading.linear import Linear, Numbers, logit, probability_of
from advisor.reading.remarks import asks, takes_back
from advisor.reading.terms import Row

SIGNS = 11


def signs(parts: Mapping[str, float], kind: float, judged: Judged, text: str) -> list[float]:
    """What speaks for a remark; `kind` is how clearly the likeliest kind of remark stands out."""
    return [
        logit(parts.get("remark", 0.0)),
        logit(parts.get("skip", 0.0)),
        logit(kind),
        logit(judged.strength),
        logit(judged.probability),
        float(judged.fact is not None),
        float(judged.fact is not None and judged.fact_sure),
        logit(judged.fits),
        float("?" in text),
        float(asks(text)),
        float(takes_back(text)),
    ]


def clearest(kinds: Linear, row: Row) -> float:
    """How clearly the likeliest kind of remark stands out against all others."""
    return float(kinds.alone(row).max())


@dataclass(frozen=True)
class Arbiter:
    """Weights of the signs, learned on authors the other models had not seen."""

    weights: Numbers
    offset: float

    @classmethod
    def fit(cls, rows: Sequence[Sequence[float]], remarks: Sequence[bool]) -> Arbiter:
        """Learn from the signs of texts and whether each was a remark."""
        if len(set(remarks)) < 2:
            return cls(np.array([1.0] + [0.0] * (SIGNS - 1)), 0.0)
        model = LogisticRegression(C=1.0, max_iter=2000).fit(np.array(rows), np.array(remarks))
        return cls(model.coef_[0], float(model.intercept_[0]))

    def remark(self, parts: Mapping[str, float], kind: float, judged: Judged, text: str) -> float:
        """Probability that the text is a remark and does not answer the open question."""
        return probability_of(float(np.array(signs(parts, kind, judged, text)) @ self.weights + self.offset))

    def to_state(self) -> dict[str, Any]:
        """Plain values, for saving."""
        return {"weights": self.weights, "offset": self.offset}

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Arbiter:
        """The inverse of `to_state`."""
        return cls(state["weights"], state["offset"])
