"""A mistake in the knowledge, said so that somebody who cannot program can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

SHOWN_AT_MOST = 12
CUT_AFTER = 40


@dataclass(frozen=True, order=True)
class Fault:
    """One mistake. `file` is relative to the knowledge folder; `line` counts from 1."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """`file:line: message`."""
        return f"{self.file}:{self.line}: {self.message}"


class KnowledgeError(Exception):
    """The knowledge cannot be used; `faults` names every mistake found, in order of file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def shown(value: object) -> str:
    """A value as it is shown in a message: texts in quotation marks, long ones cut."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes or no (an unquoted yes, no, on, off, true or false)"
    if isinstance(value, dict):
        return "fields (name: value)"
    if isinstance(value, (list, tuple)):
        return "a list"
    if not isinstance(value, str):
        return str(value)
    return f'"{value if len(value) <= CUT_AFTER else value[:CUT_AFTER] + "…"}"'


def meant(word: object, allowed: Iterable[str]) -> str:
    """` Did you mean "…"?` where an allowed word is close to the one found, else an empty text."""
    close = get_close_matches(str(word), list(allowed), n=1)
    return f' Did you mean "{close[0]}"?' if close else ""


def allowed_words(allowed: Iterable[str]) -> str:
    """` Allowed: …`, or an empty text where the list would be too long to help."""
    words = list(allowed)
    return f" Allowed: {', '.join(words)}." if 0 < len(words) <= SHOWN_AT_MOST else ""


def not_known(word: object, what: str, allowed: Iterable[str]) -> str:
    """The message for a word that is none of the allowed ones; `what` says what it should be."""
    words = list(allowed)
    return f"{shown(word)} is not {what}.{allowed_words(words)}{meant(word, words)}"
