"""Text as numbers: TF-IDF of characters and words, and the cues of the language's lexicon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from advisor.reading.cues import Cues
from advisor.reading.text import normalize

LONGEST = 600
"""Characters of a message that are read; what a leader means stands well before that."""

WORD = r"[a-z\u00c0-\u024f]+(?:'[a-z]+)?|\d+|[\u3400-\u9fff]"
"""A word of Latin letters, a number, or one Chinese character (Chinese has no spaces to split at)."""

CUE_WEIGHT = 0.2
"""How much a cue counts beside the TF-IDF entries, each of which has length one in all."""


def even(text: str) -> str:
    """The text as the features see it: normalized, lower case, cut to `LONGEST` characters."""
    return normalize(text[: 4 * LONGEST]).lower()[:LONGEST]


@dataclass
class Features:
    """Turns texts of one language into rows; `fit` learns which entries there are."""

    language: str
    characters: TfidfVectorizer
    words: TfidfVectorizer
    cues: Cues

    @classmethod
    def fit(cls, language: str, texts: Iterable[str]) -> Features:
        """Learn from texts (`even` ones)."""
        texts = list(texts)
        characters, words = _vectorizers()
        characters.fit(texts)
        words.fit(texts)
        return cls(language, characters, words, Cues.of(language))

    def rows(self, texts: Iterable[str]) -> csr_matrix:
        """One row a text (`even` ones)."""
        texts = list(texts)
        cues = csr_matrix(self.cues.counts(texts) * CUE_WEIGHT, dtype=np.float32)
        return hstack([self.characters.transform(texts), self.words.transform(texts), cues], format="csr")

    def known(self, row: csr_matrix) -> int:
        """How many known entries a row has; gibberish has next to none of the words."""
        return int(row.nnz)

    def to_state(self) -> dict[str, Any]:
        """Plain arrays, for saving."""
        return {"language": self.language, "characters": _state(self.characters), "words": _state(self.words)}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Features:
        """The inverse of `to_state`."""
        characters, words = _vectorizers()
        for vectorizer, saved in ((characters, state["characters"]), (words, state["words"])):
            vectorizer.vocabulary_ = {str(term): place for place, term in enumerate(saved["terms"])}
            vectorizer.idf_ = saved["idf"]
        return cls(state["language"], characters, words, Cues.of(state["language"]))


def _vectorizers() -> tuple[TfidfVectorizer, TfidfVectorizer]:
    shared: dict[str, Any] = {"sublinear_tf": True, "min_df": 2, "lowercase": False, "dtype": np.float32}
    return (
        TfidfVectorizer(analyzer="char", ngram_range=(1, 4), **shared),
        TfidfVectorizer(analyzer="word", token_pattern=WORD, ngram_range=(1, 2), **shared),
    )


def _state(vectorizer: TfidfVectorizer) -> dict[str, NDArray[np.generic]]:
    terms = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
    return {"terms": np.array(terms), "idf": np.asarray(vectorizer.idf_, dtype=np.float32)}
