"""Tables made once from a knowledge object and kept beside it, so that each answer is a look-up."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from advisor.knowledge.records import Knowledge

Made = TypeVar("Made")

REMEMBERED = 8
"""How many knowledge objects are kept at once: one in service, a few in tests and reloads."""


def once_per_knowledge(make: Callable[[Knowledge], Made]) -> Callable[[Knowledge], Made]:
    """`make`, run once for each knowledge object; what it made is handed out again.

    Knowledge is told apart by identity (its mappings cannot be hashed). The object is held
    together with what was made from it, so its identity is not given to another one meanwhile.
    """
    held: dict[int, tuple[Knowledge, Made]] = {}

    def made(knowledge: Knowledge) -> Made:
        entry = held.get(id(knowledge))
        if entry is None:
            entry = (knowledge, make(knowledge))
            while len(held) >= REMEMBERED:
                held.pop(next(iter(held)), None)
            held[id(knowledge)] = entry
        return entry[1]

    return made
