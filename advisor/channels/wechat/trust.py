"""What a channel trusts: the settings of one account, kept out of every log."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from typing import Literal

FRESH_SECONDS = 600
"""How far a push's timestamp may be from now."""

_ENCODED_KEY = re.compile(r"[A-Za-z0-9]{43}")
_TOKEN = re.compile(r"[A-Za-z0-9]{3,32}")


@dataclass(frozen=True)
class Trust:
    """The settings pushes of one account are checked with; raises ValueError for settings no platform issues.

    receive_id: appid of an Official Account, corpid in WeCom. encoded_keys: EncodingAESKey, the current one first,
    then those still accepted while it is being changed. An Official Account without keys pushes plaintext.
    """

    platform: Literal["official_account", "wecom"]
    token: str = field(repr=False)
    receive_id: str
    encoded_keys: tuple[str, ...] = field(default=(), repr=False)
    fresh_seconds: int = FRESH_SECONDS
    keys: tuple[bytes, ...] = field(init=False, repr=False)
    """The keys themselves, 32 bytes each."""

    def __post_init__(self) -> None:
        """Check the settings and decode the keys; messages never show a secret."""
        if self.platform not in ("official_account", "wecom"):
            raise ValueError(f"platform is {self.platform!r}; allowed: official_account, wecom")
        if not _TOKEN.fullmatch(self.token):
            raise ValueError("the token is 3 to 32 letters and digits, as entered on the platform's page for callbacks")
        if not self.receive_id or not self.receive_id.isascii() or not self.receive_id.isprintable():
            raise ValueError("the receive id is missing: the appid of the Official Account or the corpid in WeCom")
        if self.platform == "wecom" and not self.encoded_keys:
            raise ValueError("WeCom encrypts every push: EncodingAESKey is missing")
        if self.fresh_seconds < 1:
            raise ValueError(f"fresh_seconds is {self.fresh_seconds}; it must be 1 or more")
        object.__setattr__(self, "keys", tuple(map(_decoded, self.encoded_keys)))


def _decoded(encoded: str) -> bytes:
    if not _ENCODED_KEY.fullmatch(encoded):
        raise ValueError(f"EncodingAESKey has 43 letters and digits, found {len(encoded)} characters or other signs")
    return base64.b64decode(encoded + "=")
