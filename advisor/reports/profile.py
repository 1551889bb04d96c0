"""Table 1 with the place of the organization in each of its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from advisor.knowledge.records import TableRow
from advisor.reports.phrases import Given, at_the_start, phrase
from advisor.reports.records import Profile, ProfileCell, ProfileColumn, ProfileRow


def profile_of(given: Given, pointers: Sequence[Mapping[str, Any]]) -> Profile:
    """The profile for `pointers` (`table1` of the assessment object): rows in the order of the paper,
    columns in the order of the knowledge, which means nothing."""
    texts = given.texts
    points_to = {str(pointer["row"]): str(pointer["points_to"]) for pointer in pointers}
    columns = tuple(
        ProfileColumn(
            id=column,
            name=at_the_start(texts.name_of_type(column)),
            short=texts.get("orientations", "types", column, "short"),
        )
        for column in texts.knowledge.orientations
    )
    rows = tuple(_row(given, row, columns, points_to.get(row.id)) for row in texts.knowledge.table1.rows)
    return Profile(columns=columns, rows=rows)


def _row(given: Given, row: TableRow, columns: Sequence[ProfileColumn], marked: str | None) -> ProfileRow:
    texts = given.texts
    if marked is not None:
        place = phrase(texts, "profile.here", type=texts.name_of_type(marked))
    elif given.is_answered(row.question):
        place = phrase(texts, "profile.no_pointer")
    else:
        place = phrase(texts, "profile.not_answered")
    return ProfileRow(
        id=row.id,
        name=texts.get("table1", row.id, "name"),
        cells=tuple(
            ProfileCell(
                column=column.id,
                text=texts.get("table1", row.id, "columns", column.id),
                marked=column.id == marked,
            )
            for column in columns
        ),
        place=place,
        answers=given.all_of((row.question, *row.also)),
    )
