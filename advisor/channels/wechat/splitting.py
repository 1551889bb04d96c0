"""Long texts into parts of so many bytes, cut where a reader pauses."""

from __future__ import annotations

import re
from collections.abc import Callable

import regex  # type: ignore[import-untyped]

_PARAGRAPH = re.compile(r"(?<=\n\n)")
_LINE = re.compile(r"(?<=\n)")
_SENTENCE = re.compile(
    r"(?<=[。！？；])(?![”’」』）)\]])|(?<=[。！？；][”’」』）)\]])|(?<=[.!?;])(?=\s)|(?<=[.!?;][”’\")\]])(?=\s)"
)
_CLAUSE = re.compile(r"(?<=[，、：,:])(?!\d)|(?<=\s)")
_OPEN, _CLOSE = "“「『（(", "”」』）)"
# A grapheme, a Latin word, or a run of digits with what joins them; and a quotation as long as it fits.
_ATOM = regex.compile(r"\d[\d.,:%％]*|[A-Za-z]{1,40}|\X")
_QUOTATION = regex.compile(r"[“「『][^“”「」『』]*[”」』]|\d[\d.,:%％]*|[A-Za-z]{1,40}|\X")


def split(text: str, limit: int) -> list[str]:
    """The text in parts of at most `limit` bytes of UTF-8: between paragraphs, lines, sentences, clauses, and
    only then between characters. Raises ValueError for a limit below 64."""
    if limit < 64:
        raise ValueError(f"A part must have room for 64 bytes or more, not {limit}.")
    return [part for part in (part.strip() for part in _pack(text.strip(), limit, 0)) if part]


def size(text: str) -> int:
    """Bytes of UTF-8."""
    return len(text.encode())


def _pack(text: str, limit: int, level: int) -> list[str]:
    """Greedily; a unit that is too large by itself is cut at the next finer level, into parts of its own."""
    parts = [""]
    for unit in _LEVELS[level](text):
        if size((parts[-1] + unit).rstrip()) <= limit:
            parts[-1] += unit
        elif size(unit.rstrip()) <= limit:
            parts.append(unit)
        elif level + 1 < len(_LEVELS):
            parts += _pack(unit, limit, level + 1)
        else:
            parts += _by_bytes(unit, limit)
    return parts


def _by_bytes(atom: str, limit: int) -> list[str]:
    """An endless number or pile of marks is no text any more; it is cut between code points."""
    parts = [""]
    for sign in atom:
        if size(parts[-1] + sign) > limit:
            parts.append("")
        parts[-1] += sign
    return parts


def _outside_quotes(pattern: re.Pattern[str]) -> Callable[[str], list[str]]:
    """Cuts by a pattern, but not between a quotation mark or bracket and its partner."""

    def cut(text: str) -> list[str]:
        units, depth = [""], 0
        for piece in pattern.split(text):
            if depth > 0:
                units[-1] += piece
            else:
                units.append(piece)
            depth = max(0, depth + sum(piece.count(sign) for sign in _OPEN) - sum(piece.count(s) for s in _CLOSE))
        return [unit for unit in units if unit]

    return cut


_LEVELS: tuple[Callable[[str], list[str]], ...] = (
    _PARAGRAPH.split,
    _LINE.split,
    _outside_quotes(_SENTENCE),
    _outside_quotes(_CLAUSE),
    _QUOTATION.findall,
    _CLAUSE.split,
    _ATOM.findall,
)
