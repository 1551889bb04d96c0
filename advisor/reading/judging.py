"""Weighing what speaks for each value of one question: classifier, facts, and whether it answers at all."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from advisor.knowledge.records import SKIP, AnswerValue
from advisor.reading.linear import logit, probability_of
from advisor.reading.terms import Row

SKIP_OF_ALL = 0.6
"""Weight of the judgement on skipping learned from all questions, beside this question's own."""

NOT_SEEN = 0.02
"""Probability of a value no author has ever used here."""

NOTHING = "nothing"
"""Stands for the empty list among the entries of a list question."""


@dataclass(frozen=True)
class Judged:
    """The reading of one text as an answer to one question.

    value      the likeliest value
    ranking    values and their probabilities, best first (of a list question: the entries)
    strength   how clearly the value stands out against all texts, not only against the other values
    fact       the value the facts give, if any; fact_sure: whether the facts are certain of it
    answers    probability that the text is an answer and no remark
    fits       probability that it answers this question, if it answers one
    length     characters of the text
    """

    value: AnswerValue
    ranking: tuple[tuple[str, float], ...]
    probability: float
    runner_up: float
    strength: float
    fact: AnswerValue | None
    fact_sure: bool
    answers: float
    fits: float
    length: int

    @property
    def two_best(self) -> tuple[float, float]:
        """Probability of the value and of the next likeliest."""
        return self.probability, self.runner_up


@dataclass(frozen=True)
class Evidence:
    """What is known of a text before a question is considered.

    parts   probability that it is an `answer`, a `skip`, a `remark`
    about   question → probability that it answers it, if it answers one
    facts   question → (value, certain)
    """

    row: Row
    length: int
    parts: Mapping[str, float]
    about: Mapping[str, float]
    facts: Mapping[str, tuple[AnswerValue, bool]]


def judge_one(
    standing: Mapping[str, float], evidence: Evidence, question: str, boosts: Mapping[str, tuple[float, float]]
) -> Judged:
    """The likeliest value of a question that takes one; `standing`: each class against the rest."""
    total = sum(standing.values()) or 1.0
    scaled = {value: chance / total for value, chance in standing.items()}
    own_skip = scaled.pop(SKIP, NOT_SEEN)
    fact, fact_sure = evidence.facts.get(question, (None, False))
    if fact is not None and isinstance(fact, str):
        scaled = boosted(scaled, fact, boosts.get(question, (0.0, 0.0))[int(fact_sure)])
    skipping = _mix(own_skip, evidence.parts.get(SKIP, 0.0), SKIP_OF_ALL)
    if fact is not None and fact_sure:
        skipping = min(skipping, 0.5 * NOT_SEEN)
    total = sum(scaled.values()) or 1.0
    shares = {value: share / total * (1.0 - skipping) for value, share in scaled.items()}
    shares[SKIP] = skipping
    ranking = tuple(sorted(shares.items(), key=lambda pair: -pair[1]))
    best = ranking[0][0]
    strength = evidence.parts.get(SKIP, 0.0) if best == SKIP else standing.get(best, 0.5)
    return Judged(
        best,
        ranking,
        ranking[0][1],
        ranking[1][1],
        strength,
        fact,
        fact_sure,
        1.0 - evidence.parts.get("remark", 0.0),
        evidence.about.get(question, 0.5),
        evidence.length,
    )


def judge_several(
    standing: Mapping[str, float], evidence: Evidence, question: str, boosts: Mapping[str, tuple[float, float]]
) -> Judged:
    """The likeliest values of a question that takes any number; each is weighed by itself."""
    raw = dict(standing)
    own_skip = raw.pop(SKIP, NOT_SEEN)
    fact, fact_sure = evidence.facts.get(question, (None, False))
    if isinstance(fact, tuple):
        push = boosts.get(question, (0.0, 0.0))[int(fact_sure)]
        held = fact or (NOTHING,)
        raw = {value: probability_of(logit(p) + (push if value in held else -push)) for value, p in raw.items()}
    skipping = _mix(own_skip, evidence.parts.get(SKIP, 0.0), SKIP_OF_ALL)
    if fact is not None and fact_sure:
        skipping = min(skipping, 0.5 * NOT_SEEN)
    nothing = raw.pop(NOTHING, NOT_SEEN)
    chosen = tuple(value for value in raw if raw[value] >= 0.5)
    each = [max(p, 1.0 - p) for p in raw.values()]
    doubtful = min(each, default=1.0)
    sure = math.prod(each) * (1.0 - skipping)
    if not chosen:
        # No value stands out: either there is none, or the leader has not said.
        doubtful = nothing
        sure = min(sure, nothing * (1.0 - skipping))
    ranking = tuple(sorted({**raw, SKIP: skipping}.items(), key=lambda pair: -pair[1]))
    value: AnswerValue = chosen
    best, second = sure, min(sure * (1.0 - doubtful) / max(doubtful, 1e-6), 1.0)
    strength = doubtful
    if skipping >= 0.5 or (not chosen and skipping > sure):
        value, best, second, strength = SKIP, skipping, sure, evidence.parts.get(SKIP, 0.0)
    return Judged(
        value,
        ranking,
        best,
        second,
        strength,
        fact,
        fact_sure,
        1.0 - evidence.parts.get("remark", 0.0),
        evidence.about.get(question, 0.5),
        evidence.length,
    )


def boosted(shares: Mapping[str, float], value: str, push: float) -> dict[str, float]:
    """The shares with the log odds of one value raised by `push`; a new value starts from `NOT_SEEN`."""
    changed = dict(shares)
    changed[value] = changed.get(value, NOT_SEEN) * math.exp(push)
    total = sum(changed.values())
    return {name: share / total for name, share in changed.items()}


def _mix(own: float, common: float, weight: float) -> float:
    return probability_of((1.0 - weight) * logit(own) + weight * logit(common))
