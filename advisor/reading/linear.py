"""A small linear classifier that can be saved as plain arrays: logistic regression, one against the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

STRENGTH = 20.0
"""`C` of the logistic regression; from 5 to 50 the result is the same within half a point."""

Numbers: TypeAlias = NDArray[Any]
"""An array of numbers."""

ALWAYS = 4.0
"""Log odds of a class that every training text has; its negative for one that none has."""


@dataclass(frozen=True)
class Linear:
    """Weights of the columns that occur in training, one row a class; `classes` in that order."""

    classes: tuple[str, ...]
    columns: Numbers
    weights: Numbers
    offsets: Numbers

    @classmethod
    def fit(
        cls,
        rows: csr_matrix,
        labels: list[str],
        weights: Sequence[float] | None = None,
        strength: float = STRENGTH,
    ) -> Linear:
        """Learn one class against the rest, for each class; classes weigh the same in all."""
        classes = tuple(sorted(set(labels)))
        balance = {name: len(labels) / len(classes) / labels.count(name) for name in classes}
        counted = np.array([balance[label] for label in labels])
        if weights is not None:
            counted = counted * np.asarray(weights)
        return cls._learn(rows, [frozenset((label,)) for label in labels], classes, counted, strength)

    @classmethod
    def fit_sets(
        cls,
        rows: csr_matrix,
        labels: Sequence[frozenset[str]],
        classes: Sequence[str],
        strength: float = STRENGTH,
    ) -> Linear:
        """Learn for each class whether a text holds it; a text may hold any number of them."""
        return cls._learn(rows, labels, tuple(classes), np.ones(len(labels)), strength)

    @classmethod
    def _learn(
        cls,
        rows: csr_matrix,
        labels: Sequence[frozenset[str]],
        classes: tuple[str, ...],
        weights: Numbers,
        strength: float,
    ) -> Linear:
        columns = np.unique(rows.indices)
        narrow = rows[:, columns]
        coefficients = np.zeros((len(classes), len(columns)), dtype=np.float32)
        offsets = np.zeros(len(classes))
        for place, name in enumerate(classes):
            hits = np.array([name in held for held in labels])
            if hits.all() or not hits.any():
                offsets[place] = ALWAYS if hits.any() else -ALWAYS
                continue
            model = LogisticRegression(C=strength, solver="liblinear", random_state=0, tol=1e-3)
            model.fit(narrow, hits, sample_weight=weights)
            coefficients[place], offsets[place] = model.coef_[0], float(model.intercept_[0])
        return cls(classes, columns, coefficients, offsets)

    def raw(self, row: csr_matrix) -> Numbers:
        """Each class against the rest, shape (rows, classes): probabilities that need not add up to one."""
        scores: Numbers = np.empty((row.shape[0], len(self.classes)))
        for place in range(row.shape[0]):
            start, end = row.indptr[place], row.indptr[place + 1]
            indices, values = row.indices[start:end], row.data[start:end]
            at: Numbers = np.searchsorted(self.columns, indices)
            at[at == len(self.columns)] = 0
            here = self.columns[at] == indices if len(self.columns) else np.zeros(0, dtype=bool)
            scores[place] = self.weights[:, at[here]] @ values[here] + self.offsets
        odds: Numbers = 1.0 / (1.0 + np.exp(-scores))
        return odds

    def probabilities(self, row: csr_matrix) -> Numbers:
        """The same, scaled so that the classes add up to one."""
        raw = self.raw(row)
        scaled: Numbers = raw / raw.sum(axis=1, keepdims=True)
        return scaled

    def named(self, row: csr_matrix) -> dict[str, float]:
        """Class → probability for a single row."""
        return dict(zip(self.classes, self.probabilities(row)[0].tolist(), strict=True))

    def to_state(self) -> dict[str, Any]:
        """Plain arrays, for saving; half precision is enough for weights."""
        return {
            "classes": list(self.classes),
            "columns": self.columns.astype(np.int32),
            "weights": self.weights.astype(np.float16),
            "offsets": self.offsets,
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Linear:
        """The inverse of `to_state`."""
        return cls(tuple(state["classes"]), state["columns"], state["weights"].astype(np.float32), state["offsets"])


def logit(probability: float) -> float:
    """Log odds, kept within ±9.2."""
    clipped = min(max(probability, 1e-4), 1.0 - 1e-4)
    return float(np.log(clipped / (1.0 - clipped)))


def probability_of(log_odds: float) -> float:
    """The inverse of `logit`."""
    return float(1.0 / (1.0 + np.exp(-log_odds)))
