"""The action plan as the result's page sends it and as it is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from advisor.channels.web.refusals import Refused
from advisor.reports.records import PlanRow

MOST_ROWS = 40
LONGEST = 1000
_ID = re.compile(r"S\d\.\d-\d{1,2}|own-\d{1,3}")
_TEXTS = ("id", "step", "owner", "due", "note")


def read_plan(rows: Any) -> list[dict[str, Any]]:
    """The rows to keep: id, step, owner, due (ISO date or empty), note, done. Raises Refused."""
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        raise Refused("malformed")
    return [_row(row) for row in rows]


def rows_of(kept: Sequence[Mapping[str, Any]]) -> tuple[PlanRow, ...]:
    """Kept rows as a report takes them."""
    return tuple(PlanRow(**row) for row in kept)


def _row(row: Any) -> dict[str, Any]:
    if not isinstance(row, dict) or not all(isinstance(row.get(name), str) for name in _TEXTS):
        raise Refused("malformed")
    if any(len(row[name]) > LONGEST for name in _TEXTS):
        raise Refused("too_long")
    if not _ID.fullmatch(row["id"]) or not _is_day(row["due"]) or not isinstance(row.get("done"), bool):
        raise Refused("malformed")
    return {**{name: row[name] for name in _TEXTS}, "done": row["done"]}


def _is_day(due: str) -> bool:
    try:
        return not due or bool(date.fromisoformat(due))
    except ValueError:
        return False
