"""Where an interview stands: everything one turn must know of the turns before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from advisor.knowledge.records import SKIP, AnswerValue

NEW, ASKING, REVIEW, RESULT = "new", "asking", "review", "result"


@dataclass(frozen=True)
class Pending:
    """Something the leader was asked to confirm.

    kind is `reading`, `contradiction`, `start_over` or `delete`; about is what the reading would
    store (question id → value) or the id of the contradiction; figures belong to a reading.
    """

    kind: str
    about: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    words: str = ""


@dataclass(frozen=True)
class Interview:
    """The state of one conversation.

    answers   question id → value, `skip` where the leader would rather not say
    open      the question that waits for an answer
    trail     questions answered one by one, in order, for going back
    heard     question id → the leader's own words behind an answer
    figures   question id → the figure behind an answer (percent, months, people)
    misses    how often in a row the open question was not understood
    raised    contradictions already asked about
    modules   deeper module → `done` or `declined`
    module    the module whose questions are being asked
    editing   the open question was reached from the review, which comes again after it
    paused    the leader took a break; away: the session expired meanwhile
    result    id of the assessment given last
    """

    language: str | None = None
    phase: str = NEW
    answers: Mapping[str, AnswerValue] = field(default_factory=dict)
    open: str | None = None
    trail: tuple[str, ...] = ()
    heard: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    misses: int = 0
    pending: Pending | None = None
    raised: tuple[str, ...] = ()
    modules: Mapping[str, str] = field(default_factory=dict)
    module: str | None = None
    editing: bool = False
    paused: bool = False
    away: bool = False
    result: str | None = None

    def but(self, **changes: Any) -> Interview:
        """A copy with these fields changed."""
        return replace(self, **changes)

    def with_answers(self, answers: Mapping[str, AnswerValue], figures: Mapping[str, float], words: str) -> Interview:
        """A copy with answers stored; figures and words of an answer given anew are replaced."""
        kept = {q: f for q, f in self.figures.items() if q not in answers}
        heard = {**self.heard, **dict.fromkeys(answers, words)}
        if not words:
            heard = {q: said for q, said in heard.items() if q not in answers}
        return self.but(
            answers={**self.answers, **answers},
            figures={**kept, **{q: f for q, f in figures.items() if q in answers}},
            heard=heard,
        )

    def known(self, question: str) -> bool:
        """Whether the question has an answer other than `skip`."""
        return self.answers.get(question) not in (None, SKIP)

    def to_plain(self) -> dict[str, Any]:
        """As JSON-ready data; the answers are kept apart (each has a slot of its own)."""
        plain = asdict(self)
        plain.pop("answers")
        return {name: value for name, value in plain.items() if value not in (None, (), {}, False, 0, "")}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any] | None, answers: Mapping[str, Any]) -> Interview:
        """The inverse of `to_plain`; lists become tuples, unanswered questions are left out."""
        data = dict(plain or {})
        pending = dict(data.pop("pending", None) or {})
        if pending:
            pending["about"] = _answers(pending.get("about", {}))
        for name in ("trail", "raised"):
            data[name] = tuple(data.get(name, ()))
        return cls(
            answers=_answers(answers),
            pending=Pending(**pending) if pending else None,
            **data,
        )


def _answers(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Answers from JSON: lists become tuples, unanswered questions are left out."""
    return {q: tuple(value) if isinstance(value, list) else value for q, value in plain.items() if value is not None}
