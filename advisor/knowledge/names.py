"""Every id the rules give, by kind, with the place it is given: what references are checked against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from advisor.knowledge.faults import Fault
from advisor.knowledge.files import KnowledgeFile, Step

WHERE = {
    "part": ("rules/parts.yml", "*/id"),
    "question": ("rules/questions.yml", "*/id"),
    "question code": ("rules/questions.yml", "*/code"),
    "type": ("rules/orientations.yml", "types/*/id"),
    "claim": ("rules/orientations.yml", "types/*/claims/*/id"),
    "other outcome": ("rules/orientations.yml", "other_outcomes/*/id"),
    "common statement": ("rules/orientations.yml", "common/*/id"),
    "table row": ("rules/table1.yml", "rows/*/id"),
    "problem": ("rules/problems.yml", "*/id"),
    "suggestion": ("rules/suggestions.yml", "*/id"),
    "party": ("rules/parties.yml", "*/id"),
    "contradiction": ("rules/contradictions.yml", "*/id"),
    "decision reason": ("rules/reasons.yml", "decision/*/id"),
    "reason note": ("rules/reasons.yml", "notes/*/id"),
    "topic": ("rules/topics.yml", "*/id"),
    "term": ("rules/glossary.yml", "*/id"),
    "case": ("rules/cases.yml", "*/id"),
    "limit": ("rules/study.yml", "limits/*"),
    "section": ("rules/study.yml", "sections/*/id"),
}
"""Kind → the file and the place in it (`*`: every entry of a list) where its ids are given."""

STANCE = "stance_"
"""What a type's stance is called where topics tell it: `stance_` and the id of the type."""


@dataclass(frozen=True)
class Names:
    """Kind → id → where it is given (`file:line`). A kind whose file cannot be read is left out."""

    known: Mapping[str, Mapping[str, str]]
    faults: tuple[Fault, ...]


def collect_names(files: Mapping[str, KnowledgeFile]) -> Names:
    """All ids given in the rules; faults where one kind gives an id twice."""
    known: dict[str, dict[str, str]] = {}
    faults: list[Fault] = []
    for kind, (name, pattern) in WHERE.items():
        if (file := files.get(name)) is None:
            continue
        found = known.setdefault(kind, {})
        for path, value in _walk(file.data, pattern.split("/"), ()):
            if value in found:
                message = f'the {kind} "{value}" is given twice, first at {found[value]}: ids are unique.'
                faults.append(file.fault(path, message))
            found.setdefault(value, f"{name}:{file.line(path)}")
    if "type" in known:
        known["stance"] = {STANCE + name: place for name, place in known["type"].items()}
    return Names(known, tuple(faults))


def _walk(data: Any, pattern: list[str], path: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Every text under `pattern`; whatever has another shape is the schema's to name."""
    if not pattern:
        if isinstance(data, str):
            yield path, data
    elif pattern[0] == "*":
        for index, entry in enumerate(data if isinstance(data, list) else ()):
            yield from _walk(entry, pattern[1:], (*path, index))
    elif isinstance(data, dict) and pattern[0] in data:
        yield from _walk(data[pattern[0]], pattern[1:], (*path, pattern[0]))
