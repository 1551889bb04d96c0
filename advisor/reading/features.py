"""Text as numbers: TF-IDF of characters, words and stems, the cues of the language's lexicon, and marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import chain, pairwise
from typing import Any

import numpy as np
import snowballstemmer
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from advisor.reading import lexicon
from advisor.reading.cues import Cues
from advisor.reading.text import normalize

LONGEST = 600
"""Characters of a message that are read; what a leader means stands well before that."""

WORD = r"[a-z\u00c0-\u024f]+(?:'[a-z]+)?|\d+|[\u3400-\u9fff]"
"""A word of Latin letters, a number, or one Chinese character (Chinese has no spaces to split at)."""

CUE_WEIGHT = 0.2
"""How much a cue counts beside the TF-IDF entries, each of which has length one in all."""

MARK_WEIGHT = 0.3
"""The same for a mark."""


def even(text: str) -> str:
    """The text as the features see it: normalized, lower case, cut to `LONGEST` characters."""
    return normalize(text[: 4 * LONGEST]).lower()[:LONGEST]


@dataclass
class Features:
    """Turns texts of one language into rows; `fit` learns which entries there are."""

    language: str
    vectorizers: dict[str, TfidfVectorizer]
    cues: Cues
    marks: dict[str, int]

    @classmethod
    def fit(cls, language: str, texts: Sequence[str], marks: Sequence[frozenset[str]]) -> Features:
        """Learn from texts (`even` ones) and their marks (of `facts`)."""
        vectorizers = _vectorizers(language)
        for vectorizer in vectorizers.values():
            vectorizer.fit(texts)
        counted = Counter(mark for found in marks for mark in found)
        often = sorted(mark for mark, count in counted.items() if count > 1)
        return cls(language, vectorizers, Cues.of(language), {mark: place for place, mark in enumerate(often)})

    def rows(self, texts: Sequence[str], marks: Sequence[frozenset[str]]) -> csr_matrix:
        """One row a text (`even` ones)."""
        cues = csr_matrix(self.cues.counts(texts) * CUE_WEIGHT, dtype=np.float32)
        noted = [[self.marks[mark] for mark in sorted(found) if mark in self.marks] for found in marks]
        ends = np.cumsum([0, *map(len, noted)])
        weights = np.full(ends[-1], MARK_WEIGHT, dtype=np.float32)
        marked = csr_matrix((weights, list(chain(*noted)), ends), shape=(len(texts), len(self.marks)))
        return hstack([each.transform(texts) for each in self.vectorizers.values()] + [cues, marked], format="csr")

    def wordwise(self, rows: csr_matrix) -> csr_matrix:
        """The rows without runs of characters: a tenth of the work where many texts are learned from."""
        first = len(self.vectorizers["characters"].vocabulary_)
        kept = rows[:, first:].tocsr()
        return csr_matrix((kept.data, kept.indices + first, kept.indptr), shape=rows.shape)

    def to_state(self) -> dict[str, Any]:
        """Plain arrays, for saving."""
        words = {name: _state(each) for name, each in self.vectorizers.items()}
        return {"language": self.language, "marks": list(self.marks), **words}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Features:
        """The inverse of `to_state`."""
        language = str(state["language"])
        vectorizers = _vectorizers(language)
        for name, vectorizer in vectorizers.items():
            vectorizer.vocabulary_ = {str(term): place for place, term in enumerate(state[name]["terms"])}
            vectorizer.idf_ = state[name]["idf"]
        return cls(language, vectorizers, Cues.of(language), {m: place for place, m in enumerate(state["marks"])})


def _vectorizers(language: str) -> dict[str, TfidfVectorizer]:
    shared: dict[str, Any] = {"sublinear_tf": True, "min_df": 3, "lowercase": False, "dtype": np.float32}
    vectorizers = {
        "characters": TfidfVectorizer(analyzer="char", ngram_range=(1, 4), **shared),
        "words": TfidfVectorizer(analyzer="word", token_pattern=WORD, ngram_range=(1, 2), **shared),
    }
    algorithm = lexicon.load(language, "grammar")["stemmer"]
    if algorithm:
        vectorizers["stems"] = TfidfVectorizer(analyzer=partial(_stems, algorithm), **shared)
    return vectorizers


def _stems(algorithm: str, text: str) -> list[str]:
    """Stems and pairs of stems."""
    stem = _stemmer(algorithm)
    stems = [stem(word) for word in re.findall(WORD, text)]
    return stems + [f"{first} {second}" for first, second in pairwise(stems)]


@cache
def _stemmer(algorithm: str) -> Callable[[str], str]:
    """Kept apart from the vectorizer, which is sent between processes."""
    return lru_cache(maxsize=20_000)(snowballstemmer.stemmer(algorithm).stemWord)


def _state(vectorizer: TfidfVectorizer) -> dict[str, NDArray[np.generic]]:
    terms = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
    return {"terms": np.array(terms), "idf": np.asarray(vectorizer.idf_, dtype=np.float32)}
