"""Runs of characters, words or stems as numbers: TF-IDF with logarithmic counts and rows of length one.

Written out by hand for the sake of one text at a time, for which scikit-learn's vectorizer takes three
to eight times as long; for many texts it gives the same numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

FEWEST = 3
"""Texts a term must stand in to count."""

Cut = Callable[[str], Sequence[str]]
"""Cuts a text into terms."""


@dataclass(frozen=True)
class Row:
    """One text as numbers: the columns that are not zero, each once, and how many columns there are."""

    columns: NDArray[np.intp]
    values: NDArray[np.float32]
    width: int

    @classmethod
    def of(cls, rows: csr_matrix, place: int) -> Row:
        """A single row of a matrix."""
        mine = slice(rows.indptr[place], rows.indptr[place + 1])
        return cls(rows.indices[mine], rows.data[mine], rows.shape[1])

    @classmethod
    def weighing(cls, columns: Sequence[int], weight: float, width: int) -> Row:
        """A row in which all columns named have the same weight."""
        return cls(np.array(columns, dtype=np.intp), np.full(len(columns), weight, dtype=np.float32), width)

    @classmethod
    def beside(cls, rows: Sequence[Row]) -> Row:
        """Rows of different features side by side as one."""
        starts = np.cumsum([0, *(row.width for row in rows)]).tolist()
        columns = [row.columns + start for row, start in zip(rows, starts, strict=False)]
        return cls(np.concatenate(columns), np.concatenate([row.values for row in rows]), starts[-1])


@dataclass(frozen=True)
class Terms:
    """The terms that are known, each with its column, and their weights (inverse document frequency)."""

    cut: Cut
    columns: dict[str, int]
    weights: NDArray[np.float32]

    @classmethod
    def fit(cls, cut: Cut, texts: Iterable[str]) -> tuple[Terms, csr_matrix]:
        """Learn which terms there are; also the texts as rows."""
        counts = [Counter(cut(text)) for text in texts]
        seen: dict[str, int] = {}
        found = np.array([seen.setdefault(term, len(seen)) for count in counts for term in count], dtype=np.intp)
        often = np.bincount(found, minlength=len(seen))
        kept = sorted(term for term, place in seen.items() if often[place] >= FEWEST)
        weights = np.log((1 + len(counts)) / (1 + often[[seen[term] for term in kept]])) + 1
        terms = cls(cut, {term: column for column, term in enumerate(kept)}, weights.astype(np.float32))
        columns = np.full(len(seen), -1, dtype=np.intp)
        columns[[seen[term] for term in kept]] = np.arange(len(kept))
        return terms, terms._weighed(counts, columns[found])

    def rows(self, texts: Iterable[str]) -> csr_matrix:
        """One row a text."""
        counts = [Counter(self.cut(text)) for text in texts]
        return self._weighed(counts, np.array([self.columns.get(term, -1) for count in counts for term in count]))

    def row(self, text: str) -> Row:
        """A single text."""
        counts = Counter(map(self.columns.get, self.cut(text)))
        del counts[None]
        columns: NDArray[np.intp] = np.fromiter(counts, np.intp, len(counts))
        values = self.weights[columns] * (np.log(np.fromiter(counts.values(), np.float32, len(counts))) + 1)
        length = float(np.sqrt(values @ values)) or 1.0
        return Row(columns, values / np.float32(length), len(self.columns))

    def _weighed(self, counts: Sequence[Counter[str]], columns: NDArray[np.intp]) -> csr_matrix:
        """Counts as rows; `columns`: that of each counted term in turn, -1 where it is not known."""
        size = len(columns)
        times: NDArray[np.float32] = np.fromiter(chain(*(count.values() for count in counts)), np.float32, size)
        texts = np.repeat(np.arange(len(counts)), list(map(len, counts)))
        known = columns >= 0
        values = self.weights[columns[known]] * (np.log(times[known]) + 1)
        rows = csr_matrix((values, (texts[known], columns[known])), shape=(len(counts), len(self.columns)))
        lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1))).ravel()
        rows.data /= np.repeat(np.where(lengths > 0, lengths, 1), np.diff(rows.indptr)).astype(np.float32)
        return rows

    def to_state(self) -> dict[str, Any]:
        """Plain arrays, for saving."""
        return {"terms": list(self.columns), "weights": self.weights}

    @classmethod
    def from_state(cls, cut: Cut, state: dict[str, Any]) -> Terms:
        """The inverse of `to_state`."""
        return cls(cut, {term: column for column, term in enumerate(state["terms"])}, state["weights"])
