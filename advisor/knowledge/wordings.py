"""What one language's wording must hold for the rules: options, claims, gaps, offers, placeholders."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from advisor.knowledge.faults import Fault, not_known
from advisor.knowledge.files import KnowledgeFile, Step
from advisor.knowledge.plain_words import in_plain_words
from advisor.knowledge.references import values_of
from advisor.knowledge.schema import same_names

PLACEHOLDER = re.compile(r"\{(\w+)\}")


ROWS_AND_TYPES = ("rows", "types")
"""What a note on Table 1 can name besides answers: rows, and the types they point to."""


def placeholders(text: str) -> set[str]:
    """The names in braces that are filled in: `{share}` → share."""
    return set(PLACEHOLDER.findall(text))


def wording_faults(file: KnowledgeFile, rules: KnowledgeFile) -> list[Fault]:
    """Faults of a wording file against the rules of the same name. Expects files that fit their
    schemas; entries whose id is unknown are the schema's to name."""
    check = CHECKS.get(rules.name)
    return list(check(file, rules)) if check else []


def _questions(file: KnowledgeFile, rules: KnowledgeFile) -> Iterator[Fault]:
    for index, question in enumerate(rules.data):
        if entry := file.data.get(question["id"]):
            places = {
                value: f"{rules.name}:{rules.line((index, 'values', place))}"
                for place, value in enumerate(values_of(question))
            }
            what = f"value of {question['id']}"
            yield from _same(file, (question["id"], "options"), entry["options"], places, what)


def _orientations(file: KnowledgeFile, rules: KnowledgeFile) -> Iterator[Fault]:
    for index, orientation in enumerate(rules.data["types"]):
        if entry := file.data["types"].get(orientation["id"]):
            places = {
                claim["id"]: f"{rules.name}:{rules.line(('types', index, 'claims', place))}"
                for place, claim in enumerate(orientation["claims"])
            }
            path = ("types", orientation["id"], "claims")
            yield from _same(file, path, entry["claims"], places, f"claim of {orientation['id']}")


def _parts(file: KnowledgeFile, rules: KnowledgeFile) -> Iterator[Fault]:
    deeper = {part["id"]: part["stage"] == "deeper" for part in rules.data}
    yield from _field(file, "offer", deeper, "parts that are offered after the result")


def _problems(file: KnowledgeFile, rules: KnowledgeFile) -> Iterator[Fault]:
    gaps = {problem["id"]: "gap" in problem for problem in rules.data}
    yield from _field(file, "gap", gaps, f"problems with a gap in {rules.name}")


def _contradictions(file: KnowledgeFile, rules: KnowledgeFile) -> Iterator[Fault]:
    for entry in rules.data:
        yield from _filled(file, entry["id"], list(entry["when"]), needed=True)


def _reasons(file: KnowledgeFile, rules: KnowledgeFile) -> Iterator[Fault]:
    for entry in rules.data["decision"]:
        yield from _filled(file, entry["id"], entry["answers"], needed=False)
    for entry in rules.data["notes"]:
        yield from _filled(file, entry["id"], [*entry.get("answers", ()), *ROWS_AND_TYPES], needed=False)


CHECKS: Mapping[str, Callable[[KnowledgeFile, KnowledgeFile], Iterator[Fault]]] = {
    "rules/questions.yml": _questions,
    "rules/orientations.yml": _orientations,
    "rules/parts.yml": _parts,
    "rules/problems.yml": _problems,
    "rules/contradictions.yml": _contradictions,
    "rules/reasons.yml": _reasons,
}


def _same(
    file: KnowledgeFile, path: tuple[Step, ...], data: Mapping[str, Any], places: Mapping[str, str], what: str
) -> Iterator[Fault]:
    for error in same_names(data, places, what):
        for fault in in_plain_words(file, [error]):
            yield file.fault((*path, *error.absolute_path), fault.message)


def _field(file: KnowledgeFile, field: str, wanted: Mapping[str, bool], which: str) -> Iterator[Fault]:
    for name, entry in file.data.items():
        if wanted.get(name, False) and field not in entry:
            yield file.fault((name,), f'the field "{field}" is missing: {which} need it.')
        if field in entry and not wanted.get(name, True):
            yield file.fault((name, field), f'the field "{field}" is only for {which}.')


def _filled(file: KnowledgeFile, name: str, questions: list[str], needed: bool) -> Iterator[Fault]:
    text = file.data.get(name)
    if text is None:
        return
    given, allowed = placeholders(text), ["{" + question + "}" for question in questions]
    for unknown in sorted(given - set(questions)):
        yield file.fault((name,), not_known("{" + unknown + "}", "filled in here", allowed))
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        yield file.fault((name,), "a { or } stands alone.")
    if needed:
        for missing in questions:
            if missing not in given:
                yield file.fault((name,), f"{{{missing}}} is missing: both answers stand side by side.")
