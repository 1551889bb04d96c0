"""What is not let in: one exception, a reason from a fixed set, nothing of the content."""

from __future__ import annotations

REASONS = {
    "too_large": "the body is larger than any push of the platform",
    "not_text": "the body is no UTF-8, or has characters no message has",
    "malformed": "the body is neither the XML nor the JSON of a push",
    "forbidden": "the XML has a document type, entities, instructions, comments, attributes or mixed content",
    "too_deep": "elements are nested deeper, or are more, than in any push of the platform",
    "duplicate": "a name stands twice on one level",
    "unsigned": "a parameter of the signature is missing or has the wrong form",
    "signature": "the signature is not the one of the token",
    "stale": "the timestamp is too far from this machine's clock",
    "plaintext": "a key is set and the push is not encrypted",
    "no_key": "the push is encrypted and no key is set",
    "undecipherable": "none of the keys opens the ciphertext",
    "receive_id": "the ciphertext is meant for another account",
    "replayed": "the signature has come before with another message",
}
"""Reason → what it means, for operators' documentation and counters."""


class Refused(Exception):
    """A push that goes no further. reason: one of REASONS."""

    def __init__(self, reason: str) -> None:
        if reason not in REASONS:
            raise KeyError(reason)
        super().__init__(reason)
        self.reason = reason
