"""What was understood of one message, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from advisor.knowledge.records import AnswerValue

ANSWER, UNCLEAR, CORRECT, CHANGE = "answer", "unclear", "correct", "change"


@dataclass(frozen=True)
class Reading:
    """One message, read while a question was open.

    text        as typed
    language    `en`, `zh` or None where the script does not tell
    intent      `answer`, `unclear`, or the kind of remark or command
    answers     question id → value: everything the text settles, the open question included
    certain     whether the reading of the open question may be stored without asking
    sure        question id → the same for every answer
    likely      the likeliest values of the open question, best first
    figures     question id → the figure behind an answer (percent, months, people)
    chosen      a button, a number or a label was used, not the leader's own words
    wish        what a command is about: a language, question ids, a section, a module
    topics      topics of the content the text may ask about, best first
    terms       glossary ids, or `question=value`, the text asks the meaning of
    also_intent a second intent that is nearly as likely
    maybe_none  it may well be no answer at all
    """

    text: str = ""
    language: str | None = None
    intent: str = UNCLEAR
    answers: Mapping[str, AnswerValue] = field(default_factory=dict)
    certain: bool = False
    sure: Mapping[str, bool] = field(default_factory=dict)
    likely: tuple[str, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)
    chosen: bool = False
    wish: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    also_intent: str | None = None
    maybe_none: bool = False

    def to_plain(self) -> dict[str, Any]:
        """As JSON-ready data."""
        return {name: value for name, value in asdict(self).items() if value not in (None, (), {}, False, "")}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any] | None) -> Reading:
        """The inverse of `to_plain`."""
        data = dict(plain or {})
        for name in ("likely", "wish", "topics", "terms"):
            data[name] = tuple(data.get(name, ()))
        data["answers"] = {
            q: tuple(value) if isinstance(value, list) else value for q, value in data.get("answers", {}).items()
        }
        return cls(**data)


def same(gold: AnswerValue, value: AnswerValue | None) -> bool:
    """Whether two values are the same; the order of a list does not matter."""
    if isinstance(gold, tuple) and isinstance(value, tuple):
        return sorted(gold) == sorted(value)
    return gold == value
