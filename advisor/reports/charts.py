"""The two charts of a result as SVG. Everything they show is said beside them in words as well.

A place is marked by a shape and a frame, never by a colour that could be read as good or bad.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from advisor.reports.drawing import (
    LINE_HEIGHT,
    TEXT_SIZE,
    diamond,
    drawing,
    frame,
    group,
    middle,
    words,
)
from advisor.reports.lettering import lines
from advisor.reports.records import Field, Position, Profile, ProfileRow

WIDTH = 343
"""The width of a small phone without its margins: drawn at full size there, larger on paper."""
GAP = 6
EDGE = 2
CELL = 30

FIELD = 66
LABELS = 84
"""The width of the column with the labels of the rows."""


def profile_chart(profile: Profile, texts: Mapping[str, Any], id: str = "profile", style: str = "") -> Markup:
    """Table 1: a row for each point, a column for each type, the organization's place marked.

    texts  `profile` of report.yml
    style  a style sheet inside the drawing, for PDF and picture (a page's own reaches it by classes)
    """
    column = (WIDTH - 2 * EDGE - 2 * GAP) / 3
    starts = [EDGE + number * (column + GAP) for number in range(len(profile.columns))]
    heads = [lines(entry.short, (column - GAP) / TEXT_SIZE) for entry in profile.columns]
    depth = max(len(head) for head in heads)
    pieces = [
        words(head, start + column / 2, TEXT_SIZE + (depth - len(head)) * LINE_HEIGHT, "drawn-label", "middle")
        for head, start in zip(heads, starts, strict=True)
    ]
    top = depth * LINE_HEIGHT + GAP
    for row in profile.rows:
        pieces.append(_profile_row(row, starts, column, top))
        top += LINE_HEIGHT + GAP + CELL + 2 * GAP
    said = [texts["described"].format(row=row.name, place=row.place) for row in profile.rows]
    size = (WIDTH, top - GAP)
    return drawing(id, size, texts["chart"], ". ".join(said) + ".", Markup("").join(pieces), style)


def _profile_row(row: ProfileRow, starts: list[float], column: float, top: float) -> Markup:
    below = top + LINE_HEIGHT + GAP
    pieces = [words([row.name], EDGE, top + TEXT_SIZE, "drawn-name")]
    if row.column is None:
        # No place in any column: one frame across all of them, so that none seems to be meant.
        pieces.append(frame(EDGE, below, WIDTH - 2 * EDGE, CELL, stroke_dasharray="1 3"))
        pieces.append(middle([row.place], WIDTH / 2, below + CELL / 2, "drawn-note"))
        return group(pieces, data_row=row.id)
    for cell, start in zip(row.cells, starts, strict=True):
        pieces.append(frame(start, below, column, CELL))
        if cell.marked:
            pieces.append(frame(start, below, column, CELL, "drawn-place"))
            pieces.append(diamond(start + column / 2, below + CELL / 2))
    return group(pieces, data_row=row.id, data_column=row.column)


def position_chart(position: Position, texts: Mapping[str, Any], id: str = "position", style: str = "") -> Markup:
    """The map: whose money (rows) by whose needs (columns), each field named with its type.

    A script can move `[data-mark]` onto another `[data-funding][data-needs]` by giving it the same
    `transform`. texts: `position` of report.yml
    """
    column = (WIDTH - LABELS - EDGE - 2 * GAP) / 3
    starts = [LABELS + number * (column + GAP) for number in range(len(position.needs))]
    heads = [lines(label, column / TEXT_SIZE) for label in position.needs.values()]
    depth = max(len(head) for head in heads)
    pieces = [words([texts["needs_axis"]], LABELS, TEXT_SIZE, "drawn-name")]
    below_title = TEXT_SIZE + LINE_HEIGHT + 2
    pieces += [
        words(head, start + column / 2, below_title, "drawn-label", "middle")
        for head, start in zip(heads, starts, strict=True)
    ]
    top = below_title + (depth - 1) * LINE_HEIGHT + GAP
    axis = lines(texts["money_axis"], (LABELS - GAP) / TEXT_SIZE)
    pieces.append(words(axis, EDGE, TEXT_SIZE, "drawn-name"))
    mark = Markup("")
    for label, row in zip(position.money.values(), position.fields, strict=True):
        pieces.append(_row_label(label, top))
        for start, field in zip(starts, row, strict=True):
            place = f"translate({start:.1f} {top})"
            pieces.append(_field(field, column, place))
            if field.marked:
                mark = group(
                    [frame(0, 0, column, FIELD, "drawn-place"), diamond(column / 2, 12)], data_mark="", transform=place
                )
        top += FIELD + GAP
    described = " ".join([position.note, *_in_words(position)])
    size = (WIDTH, top - GAP + EDGE)
    return drawing(id, size, texts["chart"], described, Markup("").join([*pieces, mark]), style)


def _row_label(label: str, top: float) -> Markup:
    told = lines(label, (LABELS - GAP) / TEXT_SIZE)
    return words(told, EDGE, top + FIELD / 2 - (len(told) - 1) * LINE_HEIGHT / 2 + TEXT_SIZE * 0.36, "drawn-label")


def _field(field: Field, column: float, place: str) -> Markup:
    dashed = {} if field.confidence == "firm" else {"stroke_dasharray": "4 3"}
    told = lines(field.name, (column - GAP) / TEXT_SIZE)
    return group(
        [frame(0, 0, column, FIELD, **dashed), middle(told, column / 2, FIELD / 2 + GAP, "drawn-label")],
        data_funding=field.money,
        data_needs=field.needs,
        data_type=field.orientation,
        data_confidence=field.confidence,
        transform=place,
    )


def _in_words(position: Position) -> list[str]:
    return [
        f"{money} × {needs}: {field.text}."
        for money, row in zip(position.money.values(), position.fields, strict=True)
        for needs, field in zip(position.needs.values(), row, strict=True)
    ]
