"""Finds what a question about the content is about: a topic of the knowledge, or terms of the glossary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import FeatureUnion, make_union
from sklearn.svm import LinearSVC

from advisor.knowledge.records import Knowledge, Topic
from advisor.reading.text import normalize

LEAST_MARGIN = -0.75
"""Below this decision value of every topic the study is taken to say nothing on it."""
NEARLY_AS_LIKELY = 0.15


class TopicFinder:
    """Retrieval over the knowledge's own texts: the ways people ask, and what the claims say.

    One language each; fitted in about a second from the wording as it stands and from the remarks of
    `asked` (what was asked → ids of the claims that answer it), so an edited text counts at once.
    """

    def __init__(self, knowledge: Knowledge, language: str, asked: Iterable[tuple[str, Iterable[str]]] = ()) -> None:
        wording = knowledge.wording[language]
        texts: list[str] = []
        topics: list[str] = []
        for topic in knowledge.topics.values():
            told = " ".join(text for claim in topic.tells for text in _claim_texts(wording, claim))
            for sentence in [*_strings(wording["topics"][topic.id]), told]:
                texts.append(_plain(sentence))
                topics.append(topic.id)
        for sentence, claims in asked:
            texts.append(_plain(sentence))
            topics.append(_closest_topic(knowledge, frozenset(claims)))
        self._vectorizer: FeatureUnion = make_union(
            TfidfVectorizer(analyzer="char_wb" if language == "en" else "char", ngram_range=(1, 4), sublinear_tf=True),
            TfidfVectorizer(analyzer="word", ngram_range=(1, 2), sublinear_tf=True),
        )
        self._classifier = LinearSVC(C=0.5, random_state=0).fit(self._vectorizer.fit_transform(texts), topics)

    def find(self, text: str, most: int = 3) -> tuple[str, ...]:
        """The topics the text may ask about, best first; those much less likely are left out."""
        ranked = self.ranked(text)
        best = ranked[0][1]
        if best < LEAST_MARGIN:
            return ()
        return tuple(topic for topic, margin in ranked[:most] if margin >= best - NEARLY_AS_LIKELY)

    def ranked(self, text: str) -> list[tuple[str, float]]:
        """Every topic with its decision value, best first."""
        margins = self._classifier.decision_function(self._vectorizer.transform([_plain(text)]))[0]
        order = np.argsort(-margins)
        return [(str(self._classifier.classes_[place]), float(margins[place])) for place in order]


class TermFinder:
    """Finds terms of the glossary and options of the open question that a text names."""

    def __init__(self, knowledge: Knowledge, language: str) -> None:
        self._terms: list[tuple[str, str]] = []
        for term, entry in knowledge.wording[language]["glossary"].items():
            for name in [entry["term"], *entry.get("also", ())]:  # type: ignore[index, attr-defined]
                self._terms.append((_plain(str(name)), term))
        self._terms.sort(key=lambda pair: -len(pair[0]))

    def find(self, text: str) -> tuple[str, ...]:
        """Glossary ids of the terms named, longest names first, each once."""
        said, found = f" {_plain(text)} ", []
        for name, term in self._terms:
            hit = name in said if not name.isascii() else f" {name}" in said
            if name and hit and term not in found:
                found.append(term)
        return tuple(found)


def _closest_topic(knowledge: Knowledge, claims: frozenset[str]) -> str:
    """The topic whose claims overlap most with these."""

    def overlap(topic: Topic) -> float:
        told = set(topic.tells)
        return len(claims & told) / len(claims | told)

    return max(knowledge.topics.values(), key=overlap).id


def _plain(text: str) -> str:
    kept = (c if c.isalnum() else " " for c in normalize(text).lower())
    return " ".join("".join(kept).split())


def _claim_texts(wording: Any, claim: str) -> Iterable[str]:
    for file in ("problems", "suggestions", "table1", "cases"):
        if claim in wording[file]:
            yield from _strings(wording[file][claim])
    types = wording["orientations"]["types"]
    for name, entry in types.items():
        if claim == name:
            yield from _strings({key: entry[key] for key in ("name", "summary", "definition")})
        if claim == f"stance_{name}":
            yield str(entry["stance"])
        if claim in entry["claims"]:
            yield str(entry["claims"][claim])
    for group in (wording["orientations"]["common"], wording["study"]["limits"]):
        if claim in group:
            yield str(group[claim])


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    entries: Iterable[object] = value.values() if isinstance(value, Mapping) else value  # type: ignore[assignment]
    return [text for entry in entries for text in _strings(entry)]
