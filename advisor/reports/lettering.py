"""How much room words take in a drawing, and where they break into lines.

SVG does not break lines. Widths are estimated a little too large, in parts of the font size, so that
whatever font is used the words stay inside.
"""

from __future__ import annotations

import re
import unicodedata

WIDE = 1.0
NARROW = {**dict.fromkeys("iljtf.,:;'’|! ()", 0.36), **dict.fromkeys("mwMW@%", 0.92), "—": WIDE}
CAPITAL = 0.72
OTHER = 0.6

# A piece that must not be torn: a word of letters with what is stuck to it, or one Chinese character
# with the marks that may not begin a line.
_PIECES = re.compile(r"[^\s\u2e80-\uffef—-]+[-—]?|[\u2e80-\uffef][，。、；：！？”’）》—]*|[-—]")


def width(text: str) -> float:
    """The width of the text in parts of its font size."""
    return sum(_width(letter) for letter in text)


def _width(letter: str) -> float:
    if letter in NARROW:
        return NARROW[letter]
    if unicodedata.east_asian_width(letter) in "WF":
        return WIDE
    return CAPITAL if letter.isupper() else OTHER


def lines(text: str, room: float) -> list[str]:
    """The text in lines no wider than `room` (parts of the font size), broken between words or Chinese
    characters; a dash closes its line where the rest does not fit. A word too long stands alone."""
    if width(text) <= room:
        return [text]
    found: list[str] = [""]
    at = 0
    for piece in _PIECES.finditer(text):
        blank = " " if piece.start() > at and found[-1] else ""
        if found[-1] and width(found[-1] + blank + piece[0]) > room:
            found.append(piece[0])
        else:
            found[-1] += blank + piece[0]
        at = piece.end()
    return _dash_last(found, room)


def _dash_last(found: list[str], room: float) -> list[str]:
    """Where a name joined by a dash would leave a stump (“政府—市场导 / 向”), it breaks at the dash."""
    if len(found) == 2 and "—" in found[0]:
        head, dash, tail = (found[0] + found[1]).partition("—")
        if width(tail) <= room:
            return [head + dash, tail]
    return found
