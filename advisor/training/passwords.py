"""Passwords: how they are kept and checked. Argon2id with the library's parameters."""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 1000
_HASHER = PasswordHasher()


class UnfitPassword(ValueError):
    """A password that is not taken. code: `too_short` or `too_long`."""

    def __init__(self, code: str) -> None:
        super().__init__(f"A password has {SHORTEST} to {LONGEST} characters.")
        self.code = code


def hashed(password: str) -> str:
    """What is kept in place of a password; raises UnfitPassword."""
    plain = _plain(password)
    if len(plain) < SHORTEST:
        raise UnfitPassword("too_short")
    if len(plain) > LONGEST:
        raise UnfitPassword("too_long")
    return _HASHER.hash(plain)


def fits(password: str, kept: str | None) -> bool:
    """Whether a password is the one kept. None, for nobody's account, takes the same work and is False."""
    try:
        return _HASHER.verify(kept or _nobodys(), _plain(password)[: LONGEST + 1]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether it was hashed with other parameters than are used now."""
    return _HASHER.check_needs_rehash(kept)


def _plain(password: str) -> str:
    """The same however a keyboard composes its signs."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    """A hash nothing fits, so that an unknown name costs what a known one costs."""
    return _HASHER.hash("x" * SHORTEST)
