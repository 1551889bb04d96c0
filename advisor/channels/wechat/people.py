"""The conversation of a person in a messaging channel: made from the platform's ids with the lasting key."""

from __future__ import annotations

import hashlib
import hmac


def conversation_of(key: bytes, channel: str, account: str, person: str) -> str:
    """The conversation of a person: it does not tell who they are, and cannot be guessed."""
    return f"{channel}-{digest(key, channel, account, person)[:40]}"


def digest(key: bytes, channel: str, *parts: str) -> str:
    """What stands for ids of a platform, 64 hexadecimal signs."""
    return hmac.new(key, "\0".join((channel, *parts)).encode(), hashlib.sha256).hexdigest()
