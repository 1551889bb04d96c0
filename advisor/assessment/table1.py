"""Table 1 of Section 3.2: which rows the answers speak to, and which point away from a result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from advisor.assessment.answers import Answers, answered
from advisor.knowledge.records import AnswerValue, Knowledge, TableRow


class Pointer(NamedTuple):
    """A row of Table 1, the type (column) it points to and the answer that decides it."""

    row: str
    points_to: str
    question: str


def column_of(row: TableRow, answer: AnswerValue | None) -> str | None:
    """The column the answer points to, or None where it points nowhere.

    A row with counts reads a list: an answered empty list has no entries and falls in the first
    column; a skipped one points nowhere.
    """
    if answer is None or not answered(answer):
        return None
    if isinstance(answer, str):
        return row.values.get(answer)
    for count in row.counts:
        if (count.at_least is None or len(answer) >= count.at_least) and (
            count.at_most is None or len(answer) <= count.at_most
        ):
            return count.column
    return None


def pointers(answers: Answers, knowledge: Knowledge) -> tuple[Pointer, ...]:
    """The rows that point somewhere, in the order of the table."""
    found = []
    for row in knowledge.table1.rows:
        column = column_of(row, answers.get(row.question))
        if column is not None:
            found.append(Pointer(row.id, column, row.question))
    return tuple(found)


def checking_votes(table: Iterable[Pointer], knowledge: Knowledge) -> Mapping[str, str]:
    """Row id → column, for those pointers whose rows check a firm result."""
    checking = knowledge.table1.checking
    return {row: column for row, column, _ in table if row in checking}
