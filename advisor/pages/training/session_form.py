"""What a trainer fills in about a session, and what may still be changed once somebody has joined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from advisor.knowledge.records import Knowledge, Part
from advisor.training.records import SMALLEST_GROUP, Session

LONGEST_NAME = 100
LEAST_MINIMUM, MOST_MINIMUM = 3, 50
"""In a group of two each would know the other's answers."""


@dataclass(frozen=True)
class SessionForm:
    """The fields as they were filled in, good or not."""

    name: str = ""
    language: str = ""
    parts: tuple[str, ...] = ()
    anonymous: bool = True
    minimum: str = str(SMALLEST_GROUP)
    closes: str = ""

    @classmethod
    def of(cls, session: Session) -> SessionForm:
        """Filled in as the session is."""
        return cls(
            session.name, session.language, session.parts, session.anonymous, str(session.minimum), session.closes
        )

    def applied(self, session: Session) -> Session:
        """The session as the form says; for a form without faults."""
        return replace(
            session,
            name=self.name,
            language=self.language,
            parts=self.parts,
            anonymous=self.anonymous,
            minimum=int(self.minimum),
            closes=self.closes,
        )


def faults(
    form: SessionForm, knowledge: Knowledge, today: date, before: Session | None = None, joined: int = 0
) -> Mapping[str, str]:
    """Field → id of what is wrong with it.

    before, joined  the session that is changed and how many have joined: names and answers were given
                    under its promises, and everybody answers the same questions
    """
    found: dict[str, str] = {}
    if not form.name:
        found["name"] = "name_missing"
    elif len(form.name) > LONGEST_NAME:
        found["name"] = "name_long"
    if form.language not in knowledge.languages:
        found["language"] = "language"
    if set(form.parts) - {part.id for part in deeper_parts(knowledge)}:
        found["parts"] = "parts"
    if not form.minimum.isdecimal() or not LEAST_MINIMUM <= int(form.minimum) <= MOST_MINIMUM:
        found["minimum"] = "minimum"
    if (fault := _day_fault(form.closes, today, before)) is not None:
        found["closes"] = fault
    if before is not None and joined and not found:
        if set(form.parts) != set(before.parts):
            found["parts"] = "parts_joined"
        if before.anonymous and not form.anonymous:
            found["anonymous"] = "anonymous_joined"
        if int(form.minimum) < before.minimum:
            found["minimum"] = "minimum_joined"
    return found


def deeper_parts(knowledge: Knowledge) -> list[Part]:
    """The parts a session may ask besides the core interview, in the order of the knowledge."""
    return [part for part in knowledge.parts.values() if part.stage == "deeper"]


def _day_fault(closes: str, today: date, before: Session | None) -> str | None:
    if not closes or (before is not None and closes == before.closes):
        return None
    try:
        day = date.fromisoformat(closes)
    except ValueError:
        return "closes"
    return "closes_past" if day < today else None
