"""What lets somebody in: signed with the server's secret, each kind good for its own purpose only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

from advisor.settings import previous_secrets, secret

PAGE_SECONDS = 12 * 3600
OWNER, GUEST = "owner", "guest"
_SIGNING = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}


@dataclass(frozen=True)
class PageKey:
    """Lets its bearer see the page of one result; `share` is the link a guest came by."""

    result: str
    role: str
    share: str = ""


def visitor_token(conversation: str) -> str:
    """The token of a visitor: whoever shows it goes on with that conversation."""
    return str(_visitors().dumps(conversation))


def conversation_of(token: str) -> str | None:
    """The conversation a token belongs to, or None: forged or damaged."""
    return _text(_load(_visitors(), token))


def renewed(token: str) -> str | None:
    """The same token signed with the secret of today, where it was signed with one of before; None otherwise."""
    conversation = conversation_of(token)
    if conversation is None or _load(_visitors(newest=True), token) is not None:
        return None
    return visitor_token(conversation)


def page_key(key: PageKey) -> str:
    """A key to a result's page, good for twelve hours."""
    return str(_pages().dumps([key.result, key.role, key.share]))


def read_page_key(given: str) -> PageKey | None:
    """The inverse; None: forged, damaged or too old."""
    found = _load(_pages(), given, max_age=PAGE_SECONDS)
    if not isinstance(found, list) or len(found) != 3 or not all(isinstance(part, str) for part in found):
        return None
    return PageKey(*found)


def _load(serializer: Any, given: str, **options: Any) -> Any:
    try:
        return serializer.loads(given, **options)
    except BadData:
        return None


def _text(found: Any) -> str | None:
    return found if isinstance(found, str) else None


@lru_cache(maxsize=2)
def _visitors(newest: bool = False) -> URLSafeSerializer:
    return URLSafeSerializer(_secrets()[-1:] if newest else _secrets(), salt="visitor", signer_kwargs=_SIGNING)


@lru_cache(maxsize=1)
def _pages() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_secrets(), salt="result page", signer_kwargs=_SIGNING)


def _secrets() -> list[str]:
    """Those that are taken, the one that signs at the end."""
    return [*reversed(previous_secrets()), secret()]
