"""What the rules say of each other beyond plain ids: values of questions, sentences that fit together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from advisor.knowledge.faults import Fault, not_known, shown
from advisor.knowledge.figures import figure_faults
from advisor.knowledge.files import KnowledgeFile, Step

Path = tuple[Step, ...]

TAKES_ONE = "{question} takes one value: write a list of those that count."
TAKES_SEVERAL = "{question} takes several values: write some_of, none_of, only or count_at_most."


def reference_faults(files: Mapping[str, KnowledgeFile]) -> list[Fault]:
    """Faults between the rules. Expects rules that fit their schemas."""
    questions = {question["id"]: question for question in files["rules/questions.yml"].data}
    return [
        *_question_faults(files["rules/questions.yml"]),
        *_part_faults(files["rules/parts.yml"], questions),
        *_problem_faults(files["rules/problems.yml"], questions),
        *_contradiction_faults(files["rules/contradictions.yml"], questions),
        *_note_faults(files["rules/reasons.yml"], questions),
        *_table1_faults(files["rules/table1.yml"], questions),
    ]


def values_of(question: Mapping[str, Any]) -> list[str]:
    """The ids of a question's values, as the rules give them."""
    return [value["id"] for value in question["values"]]


def _question_faults(file: KnowledgeFile) -> Iterator[Fault]:
    for index, question in enumerate(file.data):
        seen: dict[str, int] = {}
        for place, value in enumerate(values_of(question)):
            line = file.line((index, "values", place))
            if value in seen:
                message = f'the value "{value}" is given twice, first in line {seen[value]}.'
                yield Fault(file.name, line, message)
            seen.setdefault(value, line)
        yield from figure_faults(file, index, question)


def _part_faults(file: KnowledgeFile, questions: Mapping[str, Any]) -> Iterator[Fault]:
    used = {question["part"] for question in questions.values()}
    for index, part in enumerate(file.data):
        if part["id"] not in used:
            yield file.fault((index,), f'no question belongs to the part "{part["id"]}".')


def _problem_faults(file: KnowledgeFile, questions: Mapping[str, Any]) -> Iterator[Fault]:
    for index, problem in enumerate(file.data):
        for place, row in enumerate(problem.get("evidence", ())):
            yield from _condition_faults(file, (index, "evidence", place), row, questions)


def _contradiction_faults(file: KnowledgeFile, questions: Mapping[str, Any]) -> Iterator[Fault]:
    for index, entry in enumerate(file.data):
        yield from _condition_faults(file, (index, "when"), entry["when"], questions)
        if entry["ask"] not in entry["when"]:
            yield file.fault((index, "ask"), not_known(entry["ask"], "a question of `when`", entry["when"]))


def _note_faults(file: KnowledgeFile, questions: Mapping[str, Any]) -> Iterator[Fault]:
    for index, note in enumerate(file.data["notes"]):
        yield from _condition_faults(file, ("notes", index, "when"), note.get("when", {}), questions)


def _table1_faults(file: KnowledgeFile, questions: Mapping[str, Any]) -> Iterator[Fault]:
    for index, row in enumerate(file.data["rows"]):
        path: Path = ("rows", index, "points")
        points = row["points"]
        question = questions[points["question"]]
        if (question["answer"] == "several") != ("count" in points):
            wanted = "count" if question["answer"] == "several" else "values"
            yield file.fault(path, f'"{question["id"]}" needs `{wanted}` here.')
        elif "values" in points:
            yield from _value_faults(file, (*path, "values"), points["values"], question)
        else:
            yield from _count_faults(file, (*path, "count"), points["count"])
    checking = file.data["checking"]
    if checking["against_needed"] > len(checking["rows"]):
        yield file.fault(("checking", "against_needed"), f"only {len(checking['rows'])} rows are checked.")


def _count_faults(file: KnowledgeFile, path: Path, columns: Sequence[Mapping[str, Any]]) -> Iterator[Fault]:
    """Numbers of entries must follow one on another: 0 to 1, 2 to 3, 4 and more."""
    expected: int | None = 0
    for place, column in enumerate(columns):
        if expected is None or column.get("from", 0) != expected:
            wanted = "nothing can follow a column without `to`" if expected is None else f"write from: {expected}"
            yield file.fault((*path, place), f"every number of entries must have one column: {wanted}.")
            return
        expected = column["to"] + 1 if "to" in column else None
    if expected is not None:
        yield file.fault(path, f"no column for {expected} entries and more.")


def _condition_faults(
    file: KnowledgeFile, path: Path, conditions: Mapping[str, Any], questions: Mapping[str, Any]
) -> Iterator[Fault]:
    for name, condition in conditions.items():
        question, here = questions[name], (*path, name)
        several = question["answer"] == "several"
        if several != isinstance(condition, dict):
            message = TAKES_SEVERAL if several else TAKES_ONE
            yield file.fault(here, message.format(question=shown(name)))
            continue
        if isinstance(condition, dict):
            for test, wanted_values in condition.items():
                if isinstance(wanted_values, list):
                    yield from _value_faults(file, (*here, test), wanted_values, question)
        else:
            yield from _value_faults(file, here, condition, question)


def _value_faults(
    file: KnowledgeFile, path: Path, values: Sequence[str] | Mapping[str, Any], question: Mapping[str, Any]
) -> Iterator[Fault]:
    allowed = values_of(question)
    for place, value in enumerate(values):
        if value not in allowed:
            step = value if isinstance(values, Mapping) else place
            yield file.fault((*path, step), not_known(value, f"a value of {shown(question['id'])}", allowed))
