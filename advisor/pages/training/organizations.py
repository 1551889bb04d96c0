"""Organizations that agreed to be named, found by their name as they gave it."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass

from advisor.settings import secret
from advisor.training.papers.rows import is_named
from advisor.training.records import Seat, Session, plain_organization

KEY_LENGTH = 20
_KEY = re.compile(f"[0-9a-f]{{{KEY_LENGTH}}}")


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
    """What stands for a name in addresses and the audit log; nobody finds the name by trying names."""
    plain = plain_organization(name)
    return hmac.new(secret().encode(), b"organization:" + plain.encode(), hashlib.sha256).hexdigest()[:KEY_LENGTH]


def tried(session: Session, key: str) -> str:
    """What the audit log calls an organization that somebody asked for; of a made-up address only the session."""
    return f"{session.id}/{key}" if _KEY.fullmatch(key) else session.id
