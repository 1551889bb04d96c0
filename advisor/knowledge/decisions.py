"""The decision table is proved by going through every combination there can be: each is decided by
one row and no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from advisor.knowledge.faults import Fault, not_known
from advisor.knowledge.files import KnowledgeFile
from advisor.knowledge.references import values_of

TABLE = "rules/decision_table.yml"
KINDS = ("government", "users")
CLASSES: Mapping[frozenset[str], str] = {
    frozenset(KINDS): "both",
    frozenset({"government"}): "government_only",
    frozenset({"users"}): "users_only",
    frozenset(): "neither",
}
"""Kinds of money an organization has → what the column `channels` calls it."""

COLUMNS = ("money", "needs", "channels")
Combination = tuple[str, str, str]


def class_of(kinds: frozenset[str] | None, implied: str | None, unknown: str) -> str:
    """What `channels` calls the kinds of money (None: not known), given the kind that the main source
    implies (None: it implies none). Implied money counts whatever the channels say."""
    if kinds is None:
        return unknown if implied is None else CLASSES[frozenset({implied})]
    return CLASSES[kinds | {implied} if implied else kinds]


def combinations(
    money: Sequence[str], needs: Sequence[str], implies: Mapping[str, str], unknown: str
) -> list[Combination]:
    """Every (money, needs, channels) there can be, unknown ones included, each once."""
    found = {
        (source, need, class_of(kinds, implies.get(source), unknown)): None
        for source, need, kinds in product([*money, unknown], [*needs, unknown], [*CLASSES, None])
    }
    return list(found)


def decision_faults(files: Mapping[str, KnowledgeFile]) -> list[Fault]:
    """Faults of the decision table. Expects rules that fit their schemas."""
    file = files[TABLE]
    questions = {question["id"]: question for question in files["rules/questions.yml"].data}
    money = values_of(questions[file.data["answers"]["money"]])
    needs = values_of(questions[file.data["answers"]["needs"]])
    faults = [*_word_faults(file, money, needs), *_outcome_faults(file, files["rules/orientations.yml"])]
    if faults:
        return faults
    unknown = file.data["unknown"]
    every = combinations(money, needs, file.data["implies"], unknown)
    return [*_row_faults(file, every), *_reason_faults(file, files["rules/reasons.yml"])]


def _word_faults(file: KnowledgeFile, money: Sequence[str], needs: Sequence[str]) -> Iterator[Fault]:
    unknown = file.data["unknown"]
    if unknown in {*money, *needs}:
        yield file.fault(("unknown",), f'"{unknown}" is a value already: call unknown answers otherwise.')
    for source in file.data["implies"]:
        if source not in money:
            yield file.fault(("implies", source), not_known(source, "a main source of money", money))
    for index, row in enumerate(file.data["rows"]):
        for column, values in (("money", [*money, unknown]), ("needs", [*needs, unknown])):
            for place, value in enumerate(row.get(column, ())):
                if value not in values:
                    message = not_known(value, f"allowed under `{column}`", values)
                    yield file.fault(("rows", index, column, place), message)


def _outcome_faults(file: KnowledgeFile, orientations: KnowledgeFile) -> Iterator[Fault]:
    types = {entry["id"] for entry in orientations.data["types"]}
    for index, row in enumerate(file.data["rows"]):
        if "nearest" in row and row["orientation"] in types:
            yield file.fault(("rows", index, "nearest"), "a nearest type is given only where no type fits.")
        if "leans" in row and row["orientation"] not in types:
            yield file.fault(("rows", index, "leans"), "only a type can lean to a side.")


def _row_faults(file: KnowledgeFile, every: Sequence[Combination]) -> Iterator[Fault]:
    rows = file.data["rows"]
    holes: list[Combination] = []
    shared: dict[tuple[int, int], list[Combination]] = {}
    used: set[int] = set()
    for combination in every:
        deciding = [index for index, row in enumerate(rows) if _decides(row, combination)]
        used.update(deciding)
        if not deciding:
            holes.append(combination)
        for other in deciding[1:]:
            shared.setdefault((deciding[0], other), []).append(combination)
    if holes:
        yield file.fault(("rows",), f"no row decides {_told(holes)}.")
    for (first, second), examples in shared.items():
        both = f"this row and the one in line {file.line(('rows', first))} both decide"
        yield file.fault(("rows", second), f"{both} {_told(examples)}.")
    for index in range(len(rows)):
        if index not in used:
            yield file.fault(("rows", index), "this row decides nothing: there is no such combination.")


def _decides(row: Mapping[str, Any], combination: Combination) -> bool:
    return all(column not in row or value in row[column] for column, value in zip(COLUMNS, combination, strict=True))


def _told(examples: Sequence[Combination]) -> str:
    money, needs, channels = examples[0]
    more = f" (and {len(examples) - 1} more)" if len(examples) > 1 else ""
    return f"money {money}, needs {needs}, channels {channels}{more}"


def _reason_faults(file: KnowledgeFile, reasons: KnowledgeFile) -> Iterator[Fault]:
    used = {row["reason"] for row in file.data["rows"]}
    for index, reason in enumerate(reasons.data["decision"]):
        if reason["id"] not in used:
            message = f'no row of the decision table gives the reason "{reason["id"]}".'
            yield reasons.fault(("decision", index), message)
