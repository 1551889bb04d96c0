"""The facts of a text as the reader weighs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from advisor.knowledge.records import AnswerValue, Knowledge
from advisor.reading.facts import read_facts

_SAID = 5.0
"""A figure whose ends lie further apart was not said ("nearly all"): it is never read back as one."""


@dataclass(frozen=True)
class Facts:
    """settled: question → (value, certain); figures: question → figure behind the value; marks: see `facts`."""

    settled: Mapping[str, tuple[AnswerValue, bool]] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()


def read_known(text: str, language: str, question: str | None, knowledge: Knowledge) -> Facts:
    """Everything the facts settle in a text while `question` is open."""
    facts = read_facts(text, language, question, knowledge)
    found = facts.answers
    return Facts(
        {name: (fact.value, fact.certain) for name, fact in found.items()},
        {name: fact.figure for name, fact in found.items() if fact.figure is not None and fact.spread <= _SAID},
        facts.marks,
    )
