"""No language holds more or less than the others: same ids, same fields, same placeholders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from advisor.knowledge.faults import Fault, shown
from advisor.knowledge.files import KnowledgeFile, Step
from advisor.knowledge.wordings import placeholders

Path = tuple[Step, ...]


def parity_faults(versions: Mapping[str, KnowledgeFile], schema: Any) -> list[Fault]:
    """Faults between the versions (language → file) of one wording file, each named in the file that
    lacks something. Fields the schema leaves to each language (`own_choice`) may be missing; placeholders
    are not compared where it says `own_placeholders`."""
    fields = frozenset(_own_choices(schema))
    filled = not schema.get("own_placeholders", False)
    return [fault for own in versions for fault in _lacking(own, versions, fields, filled)]


def _own_choices(schema: Any) -> Iterator[str]:
    for name, entry in schema.items() if isinstance(schema, dict) else ():
        if isinstance(entry, dict) and entry.get("own_choice"):
            yield name
        yield from _own_choices(entry)


def _lacking(own: str, versions: Mapping[str, KnowledgeFile], fields: frozenset[str], filled: bool) -> Iterator[Fault]:
    file = versions[own]
    named: set[Path] = set()
    for other in (version for language, version in versions.items() if language != own):
        for path, wanted in _pairs((), other.data):
            if any(path[: len(done)] == done for done in named):
                continue
            given = _at(file.data, path)
            if given is None and path[-1] in fields:
                continue
            if (message := _lack(given, wanted, f"{other.name}:{other.line(path)}", filled)) is not None:
                named.add(path)
                yield file.fault(path, f"{shown(' → '.join(str(step) for step in path))} {message}.")


def _lack(given: Any, wanted: Any, there: str, filled: bool) -> str | None:
    if given is None:
        return f"is missing here but stands in {there}"
    kinds: dict[type, str] = {str: "one text", list: "a list", dict: "fields"}
    if type(given) is not type(wanted):
        return f"is {kinds[type(given)]} here but {kinds[type(wanted)]} in {there}"
    if isinstance(wanted, dict) or not filled:
        return None
    if missing := sorted(_filled(wanted) - _filled(given)):
        return f"lacks {', '.join('{' + name + '}' for name in missing)}, filled in in {there}"
    return None


def _pairs(path: Path, data: Any) -> Iterator[tuple[Path, Any]]:
    """Every text, list and group of fields with its path. Lists are compared as one: languages may
    have different numbers of variants."""
    if path:
        yield path, data
    if isinstance(data, dict):
        for name, entry in data.items():
            yield from _pairs((*path, name), entry)


def _at(data: Any, path: Path) -> Any:
    for step in path:
        if not isinstance(data, dict) or step not in data:
            return None
        data = data[step]
    return data


def _filled(data: str | list[Any]) -> set[str]:
    texts = [data] if isinstance(data, str) else [entry for entry in data if isinstance(entry, str)]
    return {name for text in texts for name in placeholders(text)}
