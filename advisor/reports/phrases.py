"""The report's own texts (report.yml) filled in, and answers the way a report shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from advisor.knowledge.records import SKIP, AnswerValue
from advisor.reports.records import Answer
from advisor.reports.typed import as_shown
from advisor.wording.answers import short_answer
from advisor.wording.texts import Texts

REPORT = "report"


def phrase(texts: Texts, path: str, **words: str) -> str:
    """A text of report.yml (`path` with dots), filled in."""
    return texts.get(REPORT, *path.split(".")).format_map(words)


def day_in_words(texts: Texts, day: date) -> str:
    """A date as people write it: “November 24, 2026”."""
    month = texts.find(REPORT, "months")[day.month - 1]
    return phrase(texts, "date", year=str(day.year), month=str(month), day=str(day.day))


def at_the_start(text: str) -> str:
    """The text as it stands at the start of a line: a capital letter where the script has them."""
    return text[:1].upper() + text[1:]


def certainty_of(orientation: str, confidence: str, texts: Texts) -> str:
    """The key in `certainty` (report.yml): the confidence of a type, or the outcome that is none."""
    return confidence if orientation in texts.knowledge.orientations else orientation


def certainty_name(orientation: str, confidence: str, texts: Texts) -> str:
    """How sure, in a word or two."""
    return phrase(texts, f"certainty.{certainty_of(orientation, confidence, texts)}.name")


@dataclass(frozen=True)
class Given:
    """The answers of a result with what the leader said and the figures behind them."""

    texts: Texts
    answers: Mapping[str, AnswerValue]
    heard: Mapping[str, str]
    figures: Mapping[str, float]

    def is_answered(self, question: str) -> bool:
        """Whether there is a real answer, neither missing nor skipped."""
        return self.answers.get(question, SKIP) != SKIP

    def in_words(self, question: str, full: bool = True) -> str:
        """The answer in a few words, with its figure where there is one; not `full`: the figure alone."""
        value = self.answers.get(question, SKIP)
        return short_answer(self.texts, question, value, self.figures.get(question), full=full)

    def answer(self, question: str) -> Answer:
        """The answer as a report shows it."""
        said = as_shown(self.heard.get(question, ""))
        if said:
            said = self.texts.say("list.quote", text=said)
        name = self.texts.get("questions", question, "name")
        return Answer(question=question, name=name, answer=self.in_words(question, full=not said), said=said)

    def all_of(self, questions: Iterable[str]) -> tuple[Answer, ...]:
        """Those of the questions that were answered."""
        return tuple(self.answer(question) for question in questions if self.is_answered(question))


def values(raw: Mapping[str, Any]) -> dict[str, AnswerValue]:
    """Answers as they stand in an assessment object (lists) in the shape of the rules (tuples)."""
    return {question: value if isinstance(value, str) else tuple(value) for question, value in raw.items()}
