"""What a trained reader is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.reading.arbiter import Arbiter
from advisor.reading.certainty import Certainty
from advisor.reading.features import Features
from advisor.reading.judging import Evidence, Judged, judge_one, judge_several
from advisor.reading.linear import Linear
from advisor.reading.settling import Settling

FORMAT = 3
"""Changes whenever a saved model would mean something else."""


@dataclass(frozen=True)
class LanguageModel:
    """What was learned of one language.

    parts    answer, skip or remark; kinds: which remark; about: which question an answer answers
    values   question → its values; boosts: question → how much an uncertain and a certain fact count
    """

    features: Features
    parts: Linear
    kinds: Linear
    about: Linear
    values: Mapping[str, Linear]
    boosts: Mapping[str, tuple[float, float]]
    certainty: Certainty
    arbiter: Arbiter
    settling: Settling

    def judge(self, question: str, several: bool, evidence: Evidence) -> Judged:
        """The reading of a text as an answer to a question."""
        judge = judge_several if several else judge_one
        return judge(self.values[question].standing(evidence.row), evidence, question, self.boosts)


@dataclass(frozen=True)
class ReaderModel:
    """The models of all languages, and what they were trained from."""

    languages: Mapping[str, LanguageModel]
    fingerprint: str
