"""Organizations that agreed to be named, found by their name as they gave it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.training.papers.rows import is_named
from advisor.training.records import Seat, Session


@dataclass(frozen=True)
class Organization:
    """One organization in a session, with those who speak for it and agreed to be named; `key`: in addresses."""

    key: str
    name: str
    seats: tuple[Seat, ...]


def named_organizations(session: Session, seats: Sequence[Seat]) -> dict[str, Organization]:
    """Key → organization, in the order of joining; none in anonymous sessions."""
    found: dict[str, Organization] = {}
    for seat in sorted(seats, key=lambda seat: seat.participant.number):
        if not is_named(session, seat.participant):
            continue
        key, name = key_of(seat.participant.organization), seat.participant.organization
        before = found.get(key, Organization(key, name, ()))
        found[key] = Organization(key, before.name, (*before.seats, seat))
    return found


def key_of(name: str) -> str:
    """What stands for a name in addresses and is the same however it is spaced, capitalized and encoded."""
    plain = " ".join(unicodedata.normalize("NFKC", name).split()).casefold()
    return hashlib.sha256(plain.encode()).hexdigest()[:20]
