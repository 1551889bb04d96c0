"""The knowledge as frozen records: what `load_knowledge` returns and every other room reads.

Field names follow the files in `knowledge/rules/` (ids, citations, tables) and `knowledge/en/`,
`knowledge/zh/` (wording). Mappings are read-only; sequences are tuples.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

AnswerValue = str | tuple[str, ...]
"""One value, or the values of a question that takes several. `SKIP` is allowed everywhere."""

SKIP = "skip"


@dataclass(frozen=True)
class Source:
    """Where in the paper a claim stands: section, sentences counted in it, or a row of Table 1."""

    section: str | None
    sentences: tuple[int, ...] = ()
    table: str | None = None


@dataclass(frozen=True)
class Figures:
    """A range of numbers (percent, months or people); `None` leaves an end open."""

    unit: str
    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    below: float | None = None

    def holds(self, number: float) -> bool:
        """Whether `number` lies in the range."""
        return (
            (self.at_least is None or number >= self.at_least)
            and (self.above is None or number > self.above)
            and (self.at_most is None or number <= self.at_most)
            and (self.below is None or number < self.below)
        )


@dataclass(frozen=True)
class Choice:
    """One allowed value of a question; `figures` and `money_of` where the rules give them."""

    id: str
    figures: Figures | None = None
    money_of: str | None = None


@dataclass(frozen=True)
class Question:
    """A question without its wording. `several`: any number of values, none included."""

    id: str
    code: str
    part: str
    several: bool
    choices: tuple[Choice, ...]
    source: Source
    basis: str

    @property
    def values(self) -> tuple[str, ...]:
        """The ids of the choices, in the order they are offered (without `skip`)."""
        return tuple(choice.id for choice in self.choices)

    def choice(self, value: str) -> Choice:
        """The choice with this id; raises KeyError where there is none."""
        for choice in self.choices:
            if choice.id == value:
                return choice
        raise KeyError(value)

    def value_of_figure(self, number: float) -> str | None:
        """The value whose figures hold `number` (percent, months or people), or None."""
        for choice in self.choices:
            if choice.figures and choice.figures.holds(number):
                return choice.id
        return None


@dataclass(frozen=True)
class Part:
    """A part of the interview; stage is `core` or `deeper`."""

    id: str
    stage: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Condition:
    """One condition on one answer. Exactly one of the tests is set.

    one_of          the answer is one of these values
    count_at_most   the list answer has at most so many entries
    only            the list answer holds at least one entry and none but these
    some_of         the list answer holds at least one of these
    none_of         the list answer is given and holds none of these
    """

    question: str
    one_of: frozenset[str] | None = None
    count_at_most: int | None = None
    only: frozenset[str] | None = None
    some_of: frozenset[str] | None = None
    none_of: frozenset[str] | None = None

    def holds(self, answer: AnswerValue | None) -> bool:
        """Whether the answer meets the condition; a missing or skipped one never does."""
        if answer is None or answer == SKIP:
            return False
        if self.one_of is not None:
            return answer in self.one_of
        entries = set(answer)
        if self.count_at_most is not None:
            return len(entries) <= self.count_at_most
        if self.only is not None:
            return bool(entries) and entries <= self.only
        if self.some_of is not None:
            return bool(entries & self.some_of)
        return not entries & (self.none_of or frozenset())


Row = tuple[Condition, ...]
"""Conditions that must all hold."""


@dataclass(frozen=True)
class Claim:
    """A single statement with its source and basis (orientation claims, stances, commons)."""

    id: str
    kind: str
    source: Source
    basis: str


@dataclass(frozen=True)
class Orientation:
    """One of the three types."""

    id: str
    funding: Claim
    demand: Claim
    claims: tuple[Claim, ...]
    stance: Claim


@dataclass(frozen=True)
class Decision:
    """A row of the decision table; an empty set of values means any."""

    money: frozenset[str]
    needs: frozenset[str]
    channels: frozenset[str]
    orientation: str
    confidence: str
    leans: str | None
    nearest: str | None
    reason: str


@dataclass(frozen=True)
class DecisionTable:
    """The decision table and what it reads: question ids, implied money, the name of unknown."""

    money_question: str
    needs_question: str
    channels_question: str
    implies: Mapping[str, str]
    majority_above: float
    unknown: str
    rows: tuple[Decision, ...]
    ask_next: Mapping[str, str]


@dataclass(frozen=True)
class CountColumn:
    """A column of Table 1 that a number of channels points to."""

    column: str
    at_least: int | None
    at_most: int | None


@dataclass(frozen=True)
class TableRow:
    """A row of Table 1: which answer points to which column."""

    id: str
    source: Source
    basis: str
    question: str
    values: Mapping[str, str]
    counts: tuple[CountColumn, ...]
    also: tuple[str, ...]


@dataclass(frozen=True)
class Table1:
    """Table 1 with the rows that check a firm result and how many must point elsewhere."""

    rows: tuple[TableRow, ...]
    checking: tuple[str, ...]
    against_needed: int


@dataclass(frozen=True)
class Answering:
    """A suggestion that answers a problem; fit is `parallel` or `content`."""

    suggestion: str
    fit: str


@dataclass(frozen=True)
class Gap:
    """The paper offers no answer (`full`) or part of one (`partial`)."""

    extent: str
    nearest: str | None


@dataclass(frozen=True)
class Problem:
    """A problem of Section 4; any row of `evidence` that holds makes it found."""

    id: str
    source: Source
    basis: str
    sector_level: bool
    evidence: tuple[Row, ...]
    likelier_for: frozenset[str]
    likelier_by: str | None
    answered_by: tuple[Answering, ...]
    gap: Gap | None

    @property
    def questions(self) -> tuple[str, ...]:
        """Every question the evidence asks about, in the order of the rows, each once."""
        return tuple(dict.fromkeys(c.question for row in self.evidence for c in row))


@dataclass(frozen=True)
class Suggestion:
    """A suggestion of Section 5 and who can act on it, the one who leads first."""

    id: str
    source: Source
    basis: str
    who: tuple[str, ...]


@dataclass(frozen=True)
class Contradiction:
    """Two answers that do not fit; `ask` is offered for another look."""

    id: str
    when: Row
    ask: str


@dataclass(frozen=True)
class Reason:
    """Why an orientation was given; `when` is set for notes that need a condition."""

    id: str
    answers: tuple[str, ...]
    section: str
    basis: str
    when: Row = ()


@dataclass(frozen=True)
class Topic:
    """A question people ask about the content and the claims that answer it."""

    id: str
    tells: tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """A term of the glossary with its likely Chinese original and how sure we are of it."""

    id: str
    chinese: str
    confidence: str
    source: Source
    basis: str


@dataclass(frozen=True)
class Case:
    """One of the paper's three cases."""

    id: str
    orientation: str
    since: int
    source: Source
    basis: str
    name_confidence: str


@dataclass(frozen=True)
class Wording:
    """All texts of one language: file name without ending → its content as plain mappings."""

    language: str
    texts: Mapping[str, Mapping[str, object]]

    def __getitem__(self, file: str) -> Mapping[str, object]:
        """The content of one file (name without ending); raises KeyError where there is none."""
        return self.texts[file]


@dataclass(frozen=True)
class Knowledge:
    """Everything in `knowledge/`, checked. `version` changes whenever any file does."""

    version: str
    languages: tuple[str, ...]
    parts: Mapping[str, Part]
    questions: Mapping[str, Question]
    orientations: Mapping[str, Orientation]
    other_outcomes: tuple[str, ...]
    common_claims: Mapping[str, Claim]
    decision_table: DecisionTable
    table1: Table1
    problems: Mapping[str, Problem]
    suggestions: Mapping[str, Suggestion]
    parties: tuple[str, ...]
    contradictions: Mapping[str, Contradiction]
    decision_reasons: Mapping[str, Reason]
    reason_notes: Mapping[str, Reason]
    topics: Mapping[str, Topic]
    glossary: Mapping[str, Term]
    cases: Mapping[str, Case]
    study_limits: tuple[str, ...]
    study_sections: Mapping[str, str]
    wording: Mapping[str, Wording]

    def in_stage(self, stage: str) -> tuple[Question, ...]:
        """The questions of the core interview (`core`) or of all deeper modules, in order."""
        return tuple(q for q in self.questions.values() if self.parts[q.part].stage == stage)
