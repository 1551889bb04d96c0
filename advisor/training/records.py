"""What a training session is made of."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from advisor.knowledge.records import AnswerValue

SMALLEST_GROUP = 4
"""Nothing below so many is broken down, unless the session sets another minimum."""


@dataclass(frozen=True)
class Session:
    """A workshop in which organizations, or several people of one, assess themselves.

    trainer            id of the account it belongs to
    language           of the board and the papers; participants choose their own
    parts              deeper parts asked besides the core interview (ids of the knowledge)
    anonymous          nobody's name is shown or exported
    minimum            groups smaller than this are not broken down
    code               what participants join by
    closes             last day on which answers are taken (ISO), or empty
    closed             closed by hand: read-only
    knowledge_version  the version it began with
    created            UTC
    """

    id: str
    trainer: str
    name: str
    language: str
    parts: tuple[str, ...] = ()
    anonymous: bool = True
    minimum: int = SMALLEST_GROUP
    code: str = ""
    closes: str = ""
    closed: bool = False
    knowledge_version: str = ""
    created: str = ""

    def takes_answers(self, today: date) -> bool:
        """Whether somebody may still join and answer."""
        return not self.closed and (not self.closes or today.isoformat() <= self.closes)


@dataclass(frozen=True)
class Participant:
    """Somebody who joined: an organization, or one voice of it.

    number        1, 2, 3 … in the order of joining: what is shown where names are not
    organization  its name as it was given; empty where it gave none
    voice         who speaks for it (“treasurer”); empty: the organization as such
    named         the organization agreed to its answers being shown with its name
    """

    id: str
    session: str
    conversation: str
    number: int
    organization: str = ""
    voice: str = ""
    named: bool = False
    joined: str = ""


@dataclass(frozen=True)
class Progress:
    """Where a participant stands.

    open     the question that waits for an answer, or None
    phase    `new`, `asking`, `review` or `result`
    result   id of the assessment given last, or None
    changed  seconds since 1970
    """

    answers: Mapping[str, AnswerValue] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    open: str | None = None
    phase: str = "new"
    result: str | None = None
    changed: float = 0.0


@dataclass(frozen=True)
class Seat:
    """A participant with where they stand."""

    participant: Participant
    progress: Progress


@dataclass(frozen=True)
class Agreed:
    """What the voices of one organization agreed on.

    dissent  question id → what was said against it
    """

    organization: str
    answers: Mapping[str, AnswerValue] = field(default_factory=dict)
    dissent: Mapping[str, str] = field(default_factory=dict)
    changed: str = ""


def plain_organization(name: str) -> str:
    """A name as organizations are compared by: the same however it is spaced, capitalized and encoded."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()
