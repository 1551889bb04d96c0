"""What the assistant says in a turn, as plain data every channel can render."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Button:
    """A quick reply: what the leader sees and what is sent when it is chosen."""

    label: str
    payload: str


@dataclass(frozen=True)
class Message:
    """One message: text, quick replies and, for machines, a `custom` object (contract, section 4).

    The text alone is enough everywhere. For channels that can show more:
    brief  the text without what the quick replies or the items show
    title  names a part of the result that can be folded away
    items  the entries of a list, each open to change: question, part, name, answer
    """

    text: str
    buttons: tuple[Button, ...] = ()
    custom: Mapping[str, Any] | None = field(default=None)
    brief: str = ""
    title: str = ""
    items: tuple[Mapping[str, str], ...] = ()

    @property
    def extras(self) -> dict[str, Any]:
        """What only some channels use, as JSON-ready data, without what is empty."""
        extras = {"brief": self.brief, "title": self.title, "items": [dict(item) for item in self.items]}
        return {name: value for name, value in extras.items() if value}


def choose(question: str, *values: str) -> str:
    """The payload that answers `question` with these values."""
    return f"{question}={','.join(values)}"


def command(intent: str, argument: str | None = None) -> str:
    """The payload that stands for an intent, with an argument where it takes one."""
    return f"do={intent}" + (f":{argument}" if argument else "")
