"""What a report holds, in words and ready to be shown. No format adds a statement of its own.

Fields that are not text for people (ids, marks for scripts) are `Hidden`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from functools import cache
from typing import Annotated, Any, TypeVar, get_args, get_type_hints

Kind = TypeVar("Kind")
_HIDDEN = object()
Hidden = Annotated[Kind, _HIDDEN]
"""A field that a person never reads: an id, a value for scripts, or words kept for several uses."""


@dataclass(frozen=True)
class PlanRow:
    """A row of the action plan as it is kept.

    id    the suggestion's id, or `own-<n>` for a step of the leader's own
    due   `YYYY-MM-DD`, or empty
    """

    id: str
    step: str
    owner: str = ""
    due: str = ""
    note: str = ""
    done: bool = False


@dataclass(frozen=True)
class PlanLine:
    """A row of the action plan as it is shown; `due_on` is the date in words."""

    id: Hidden[str]
    step: str
    owner: str
    due: Hidden[str]
    due_on: str
    note: str
    done: Hidden[bool]
    state: str


@dataclass(frozen=True)
class Answer:
    """An answer behind a statement: the question's name, the answer in few words, the leader's own words."""

    question: Hidden[str]
    name: str
    answer: str
    said: str


@dataclass(frozen=True)
class ReasonLine:
    """A reason for the result; `language` differs from the report's where it could only be quoted."""

    text: str
    cite: str
    basis: str
    language: Hidden[str]


@dataclass(frozen=True)
class ProfileColumn:
    """A column of Table 1: a type."""

    id: Hidden[str]
    name: str
    short: Hidden[str]


@dataclass(frozen=True)
class ProfileCell:
    """What Table 1 says of a type on one point; `marked` where the organization's answer points here."""

    column: Hidden[str]
    text: str
    marked: Hidden[bool]


@dataclass(frozen=True)
class ProfileRow:
    """A point of comparison. `place`: in words, where the answers point."""

    id: Hidden[str]
    name: str
    cells: tuple[ProfileCell, ...]
    place: str
    answers: tuple[Answer, ...]

    @property
    def column(self) -> str | None:
        """The column that is marked, or None."""
        return next((cell.column for cell in self.cells if cell.marked), None)


@dataclass(frozen=True)
class Profile:
    """Table 1 with the organization's place in each row."""

    columns: tuple[ProfileColumn, ...]
    rows: tuple[ProfileRow, ...]


@dataclass(frozen=True)
class Field:
    """A field of the map: what the decision table gives for this money and these needs."""

    money: Hidden[str]
    needs: Hidden[str]
    orientation: Hidden[str]
    confidence: Hidden[str]
    name: Hidden[str]
    text: str
    marked: Hidden[bool]


@dataclass(frozen=True)
class Position:
    """The map of whose money by whose needs: labels (id → words), rows of fields, and where one stands."""

    money: Mapping[str, str]
    needs: Mapping[str, str]
    fields: tuple[tuple[Field, ...], ...]
    note: str

    @property
    def marked(self) -> Field | None:
        """The organization's field, or None where it has none."""
        return next((field for row in self.fields for field in row if field.marked), None)


@dataclass(frozen=True)
class Change:
    """A change in the answers that leads to another type, and the map as it would be then."""

    change: Hidden[Mapping[str, str | list[str]]]
    orientation: Hidden[str]
    text: str
    position: Hidden[Position]


@dataclass(frozen=True)
class FoundProblem:
    """A problem the answers point to, with the answers behind it."""

    id: Hidden[str]
    title: str
    cite: str
    text: str
    evidence: tuple[Answer, ...]


@dataclass(frozen=True)
class WatchedProblem:
    """A problem that was not asked about and is likelier for this type."""

    id: Hidden[str]
    title: str
    cite: str


@dataclass(frozen=True)
class OfferedSuggestion:
    """A suggestion with who can act, where to begin and the problems it speaks to."""

    id: Hidden[str]
    title: str
    cite: str
    text: str
    who: str
    first_step: str
    answers: str


@dataclass(frozen=True)
class SuggestionGroup:
    """Suggestions by whose hands they are in."""

    id: Hidden[str]
    heading: str
    suggestions: tuple[OfferedSuggestion, ...]


@dataclass(frozen=True)
class GapLine:
    """A found problem the study offers no answer to, or only part of one."""

    id: Hidden[str]
    cite: str
    text: str


@dataclass(frozen=True)
class BasisWord:
    """A note on sources and what it means."""

    word: str
    means: str


@dataclass(frozen=True)
class ResultContent:
    """Everything a report or a result page says, in one language.

    words      the texts around it (`knowledge/<language>/report.yml`)
    languages  every language there is, by its own name
    typed      the characters that people typed: no font is promised for these
    """

    language: Hidden[str]
    id: Hidden[str]
    title: str
    made_on: str
    day: Hidden[str]
    organization: Hidden[str]
    orientation: Hidden[str]
    confidence: Hidden[str]
    type_label: str
    type_name: str
    certainty: str
    certainty_means: str
    statement: str
    summary: str
    reasons: tuple[ReasonLine, ...]
    stance: str
    stance_cite: str
    position: Position
    changes_intro: str
    changes: tuple[Change, ...]
    profile: Profile
    problems_intro: str
    problems_basis: str
    problems: tuple[FoundProblem, ...]
    watch: tuple[WatchedProblem, ...]
    suggestions_intro: str
    suggestions_basis: str
    suggestions: tuple[SuggestionGroup, ...]
    plan: tuple[PlanLine, ...]
    gaps: tuple[GapLine, ...]
    basis_words: tuple[BasisWord, ...]
    source: str
    limits: tuple[str, ...]
    knowledge_version: str
    result_number: str
    words: Hidden[Mapping[str, Any]]
    languages: Hidden[Mapping[str, str]]
    typed: Hidden[frozenset[str]]


def shown_texts(record: object) -> Iterator[str]:
    """Every text for people in a record, in order; empty ones are left out."""
    if isinstance(record, str):
        if record:
            yield record
    elif isinstance(record, Mapping):
        for value in record.values():
            yield from shown_texts(value)
    elif isinstance(record, tuple):
        for value in record:
            yield from shown_texts(value)
    elif is_dataclass(record):
        for name in _shown_fields(record.__class__):
            yield from shown_texts(getattr(record, name))


@cache
def _shown_fields(record: type) -> tuple[str, ...]:
    hints = get_type_hints(record, include_extras=True)
    return tuple(name for name, hint in hints.items() if _HIDDEN not in get_args(hint))
