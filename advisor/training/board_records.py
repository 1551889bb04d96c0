"""What a board holds: plain records, every figure with its words. `plain` makes them ready for JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

SHOWN, TOGETHER, NOBODY, RANGE = "shown", "together", "nobody", "range"
FEW, MOST, HIDDEN = "few", "most", "hidden"


@dataclass(frozen=True)
class Figure:
    """A count as far as it may be shown.

    ids    what is counted: one id, or several where they are shown together
    state  `shown` (count of one id), `together` (count of several), `nobody` (of one or several),
           `range` (between low and high), `few` (fewer than the minimum), `most` (all, or all but
           fewer than the minimum), `hidden`
    count  people, or None where it is not shown
    low    the count is at least this, and at most `high`
    share  count of those counted, 0 to 1, or None
    text   the figure in a sentence
    parts  the same people once more by another feature (how sure a type is), where that may be shown
    """

    ids: tuple[str, ...]
    label: str
    state: str
    count: int | None
    low: int
    high: int
    share: float | None
    text: str
    parts: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Counted:
    """How many people figures stand for.

    counted  people in the figures
    waiting  people who finished and come in with the next step; None for single questions, where it
             would tell who left one out
    note     in words, and why nothing is shown where nothing is
    shown    whether there are figures at all
    """

    counted: int
    waiting: int | None
    shown: bool
    note: str


@dataclass(frozen=True)
class Spread:
    """How the answers to one question are spread.

    several   a list may be answered: each option is counted by itself
    left_out  so many, in whole steps of the minimum, chose to leave it out; they are not in the figures
    largest   share of the largest figure, 0 to 1, where figures are shown and exclude each other
    """

    question: str
    name: str
    ask: str
    part: str
    part_name: str
    several: bool
    left_out: int
    left_out_text: str
    basis: Counted
    figures: tuple[Figure, ...]
    largest: float | None


@dataclass(frozen=True)
class TypeCounts:
    """The types across those who finished."""

    basis: Counted
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class ProblemCount:
    """How many answers point to a problem; `cite` is its section in brackets."""

    id: str
    title: str
    text: str
    section: str
    cite: str
    basis: Counted
    figure: Figure


@dataclass(frozen=True)
class ProfileCounts:
    """A row of Table 1: how many answers point to each column (`nowhere`: to none of them)."""

    row: str
    name: str
    question: str
    question_name: str
    columns: dict[str, str]
    basis: Counted
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Place:
    """Where one participant stands.

    name      the organization (and voice) where it may be shown, else empty
    label     what to call them: the name, or the number
    question  the open question's id, or None; step counts from 1 within the session's questions
    phase     `new`, `asking`, `review` or `result`
    """

    number: int
    name: str
    label: str
    phase: str
    finished: bool
    question: str | None
    question_name: str
    step: int | None
    of: int
    text: str


@dataclass(frozen=True)
class AtQuestion:
    """How many are at a question just now."""

    question: str
    name: str
    step: int
    count: int
    text: str


@dataclass(frozen=True)
class Board:
    """What a group answered, in one language. Counts of people joined, answering and finished are exact."""

    session: str
    name: str
    code: str
    language: str
    made: str
    open: bool
    state: str
    knowledge_version: str
    minimum: int
    joined: int
    joined_text: str
    answering: int
    answering_text: str
    finished: int
    finished_text: str
    people: tuple[Place, ...]
    at: tuple[AtQuestion, ...]
    questions: tuple[Spread, ...]
    differing: tuple[str, ...]
    types: TypeCounts
    problems: tuple[ProblemCount, ...]
    profile: tuple[ProfileCounts, ...]
    protection: str


def plain(record: Any) -> dict[str, Any]:
    """A record of this room as plain data, ready for JSON."""
    return asdict(record)
