"""What people typed, made fit to be shown in any format; its meaning is not touched."""

from __future__ import annotations

import re

LONGEST = 1000

_BLANKS = re.compile(r"\s+")
# Control characters, half characters, code points that are no characters, and marks that turn the
# direction of the text around them: XML refuses the first, a reader is misled by the last.
_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff9-\uffff\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BEYOND = re.compile(
    "[{}]".format("".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)))
)


def as_shown(text: str, longest: int = LONGEST) -> str:
    """The text on one line, without characters that no document can hold, cut after `longest`."""
    plain = _BLANKS.sub(" ", _BEYOND.sub("", _UNFIT.sub("", _BLANKS.sub(" ", text)))).strip()
    return plain if len(plain) <= longest else plain[: longest - 1].rstrip() + "…"
