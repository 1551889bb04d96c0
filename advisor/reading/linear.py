"""Small linear classifiers that can be saved as plain arrays: one class against the rest.

`Linear.fit` learns by logistic regression. `learn_apart` learns by least squares, which tells for every
author, without learning again, how a classifier that has not seen that author would have read his
sentences.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve
from scipy.linalg.lapack import strtri
from scipy.sparse import csr_matrix

from advisor.reading import logistic
from advisor.reading.terms import Row

STIFFNESS = 0.3
"""Ridge of the least squares; from 0.1 to 1 the result is the same within half a point."""

SHARPNESS = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0)
"""Log odds for a score of one; what fits authors that were not seen is chosen."""

OFTEN = 16
"""A column is multiplied as a dense one where more than one of so many rows has it."""

Numbers: TypeAlias = NDArray[Any]
"""An array of numbers."""


@dataclass(frozen=True)
class Linear:
    """Weights of the columns that occur in training, one row a class; `classes` in that order.

    sharpness   log odds for a score of one
    """

    classes: tuple[str, ...]
    columns: Numbers
    weights: Numbers
    offsets: Numbers
    sharpness: float = 1.0

    @classmethod
    def fit(cls, rows: csr_matrix, labels: Sequence[str]) -> Linear:
        """Learn one class against the rest, for each class; classes weigh the same in all."""
        classes = tuple(sorted(set(labels)))
        columns = np.flatnonzero(np.bincount(rows.indices))
        hits = np.array(labels)[:, None] == np.array(classes)
        learned = logistic.learn_each_against_rest(rows[:, columns], hits, balanced(labels))
        return cls(classes, columns, learned[:-1].T, learned[-1], logistic.SHARPNESS)

    def raw(self, rows: csr_matrix) -> Numbers:
        """Each class against the rest, shape (rows, classes): probabilities that need not add up to one."""
        return odds(rows[:, self.columns] @ self.weights.T + self.offsets, self.sharpness)

    def probabilities(self, rows: csr_matrix) -> Numbers:
        """The same, scaled so that the classes add up to one."""
        raw = self.raw(rows)
        scaled: Numbers = raw / raw.sum(axis=1, keepdims=True)
        return scaled

    def alone(self, row: Row) -> Numbers:
        """The same as `raw` for a single text, shape (classes,)."""
        at: Numbers = np.searchsorted(self.columns, row.columns)
        here = self.columns.take(at, mode="clip") == row.columns if len(self.columns) else at < 0
        return odds(row.values[here] @ self.weights.T[at[here]] + self.offsets, self.sharpness)

    def standing(self, row: Row) -> dict[str, float]:
        """Class → probability against the rest for a single text; they need not add up to one."""
        return dict(zip(self.classes, self.alone(row).tolist(), strict=True))

    def named(self, row: Row) -> dict[str, float]:
        """Class → probability for a single text."""
        raw = self.alone(row)
        return dict(zip(self.classes, (raw / raw.sum()).tolist(), strict=True))

    def to_state(self) -> dict[str, Any]:
        """Plain arrays, for saving; half precision is enough for weights."""
        return {
            "classes": list(self.classes),
            "columns": self.columns.astype(np.int32),
            "weights": self.weights.astype(np.float16),
            "offsets": self.offsets,
            "sharpness": self.sharpness,
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Linear:
        """The inverse of `to_state`."""
        # One column after the other: a text needs the weights of its own columns only.
        weights = np.asfortranarray(state["weights"], dtype=np.float32)
        return cls(tuple(state["classes"]), state["columns"], weights, state["offsets"], float(state["sharpness"]))


@dataclass(frozen=True)
class Apart:
    """A classifier and, for each text it learned from, what one that has not seen its author says.

    unseen   probability of each class against the rest, shape (texts, classes)
    """

    model: Linear
    unseen: Numbers

    def standing(self, place: int) -> dict[str, float]:
        """Class → probability against the rest, for one of the texts."""
        return dict(zip(self.model.classes, self.unseen[place].tolist(), strict=True))


def learn_apart(
    rows: csr_matrix,
    labels: Sequence[frozenset[str]],
    classes: Sequence[str],
    weights: Numbers,
    authors: Numbers,
    likeness: Numbers | None = None,
) -> Apart:
    """Learn by weighted least squares whether a text holds each class; a text may hold any number.

    weights, authors   one entry a text
    likeness           the products of the rows with each other, where they are known already; it is used up

    Leaving an author out needs no second fit: with G the ridged Gram matrix, the scores of the
    author's texts B are y_B minus the solution of (G^-1)_BB x = (G^-1 y)_B (the block form of the
    leave-one-out formula for ridge regression).
    """
    columns = np.flatnonzero(np.bincount(rows.indices))
    narrow = rows[:, columns]
    held = np.array([[name in label for name in classes] for label in labels])
    targets = np.where(held, 1.0, -1.0).astype(np.float32)
    gram = likenesses(rows) if likeness is None else likeness
    gram += 1.0  # one more column, always 1: the offset
    gram[np.diag_indices_from(gram)] += (STIFFNESS / weights).astype(np.float32)
    # With G = LL', G^-1 is the product of the transpose of L^-1 with L^-1; only blocks of it are needed.
    root = strtri(cholesky(gram, lower=True, overwrite_a=True, check_finite=False), lower=True)[0]
    dual = root.T @ (root @ targets)
    unseen = np.empty_like(targets)
    for author in np.unique(authors):
        his = np.flatnonzero(authors == author)
        block = root[his[0] :, his]
        unseen[his] = targets[his] - solve(block.T @ block, dual[his], assume_a="pos")
    sharpness = _sharpness(unseen, held)
    coefficients = np.asarray(narrow.T @ dual).T.astype(np.float32)
    model = Linear(tuple(classes), columns, coefficients, dual.sum(axis=0), sharpness)
    return Apart(model, odds(unseen, sharpness))


def likenesses(rows: csr_matrix) -> Numbers:
    """The product of every row with every other, shape (rows, rows), in single precision.

    Columns that many rows share are multiplied as a dense matrix: all in all a third of the work.
    """
    shared = np.bincount(rows.indices, minlength=rows.shape[1])
    often, seldom = shared > rows.shape[0] / OFTEN, shared > 1
    dense, sparse = rows[:, often].toarray().astype(np.float32), rows[:, seldom & ~often]
    products: Numbers = dense @ dense.T
    products += (sparse @ sparse.T).toarray()
    # A row shares a column with itself even where no other row has it.
    products[np.diag_indices_from(products)] = np.asarray(rows.multiply(rows).sum(axis=1)).ravel()
    return products


def learn_one_apart(rows: csr_matrix, labels: Sequence[str], authors: Numbers) -> Apart:
    """The same where every text has just one class; classes weigh the same in all."""
    classes = sorted(set(labels))
    return learn_apart(rows, [frozenset((label,)) for label in labels], classes, balanced(labels), authors)


def narrowed(model: Linear, least: float) -> Linear:
    """The classifier without the columns that weigh next to nothing."""
    keep = np.abs(model.weights).max(axis=0, initial=0.0) >= least
    return replace(model, columns=model.columns[keep], weights=model.weights[:, keep])


def balanced(labels: Sequence[str]) -> Numbers:
    """Weights under which every class weighs the same in all."""
    counts = {name: labels.count(name) for name in set(labels)}
    return np.array([len(labels) / len(counts) / counts[label] for label in labels])


def odds(scores: Numbers, sharpness: float) -> Numbers:
    """Scores as probabilities."""
    probabilities: Numbers = 1.0 / (1.0 + np.exp(-sharpness * scores))
    return probabilities


def logit(probability: float) -> float:
    """Log odds, kept within ±9.2."""
    clipped = min(max(probability, 1e-4), 1.0 - 1e-4)
    return math.log(clipped / (1.0 - clipped))


def probability_of(log_odds: float) -> float:
    """The inverse of `logit`."""
    return 1.0 / (1.0 + math.exp(-log_odds))


def _sharpness(scores: Numbers, held: Numbers) -> float:
    """The sharpness under which the authors that were not seen are likeliest."""

    def likelihood(sharpness: float) -> float:
        chances = np.clip(odds(scores, sharpness), 1e-4, 1.0 - 1e-4)
        return float(np.log(np.where(held, chances, 1.0 - chances)).sum())

    return max(SHARPNESS, key=likelihood)
