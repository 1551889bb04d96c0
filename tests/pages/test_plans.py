"""The action plan: what the page may send, and that it comes back as it was."""

from __future__ import annotations

from typing import Any

import pytest

from advisor.channels.web.refusals import Refused
from advisor.pages.plans import MOST_ROWS, read_plan, rows_of

ROW = {"id": "S5.2-4", "step": "ask around", "owner": "王主任", "due": "2026-12-01", "note": "", "done": False}


def test_a_plan_comes_back_as_it_was_sent() -> None:
    rows = [ROW, {**ROW, "id": "own-1", "due": "", "done": True}]
    assert read_plan(rows) == rows
    assert [row.owner for row in rows_of(read_plan(rows))] == ["王主任", "王主任"]


def test_what_does_not_belong_there_is_not_kept() -> None:
    assert read_plan([{**ROW, "more": "x"}]) == [ROW]


@pytest.mark.parametrize(
    "rows",
    [
        None,
        {},
        ["x"],
        [{}],
        [{**ROW, "id": "../../etc"}],
        [{**ROW, "due": "soon"}],
        [{**ROW, "due": "2026-02-30"}],
        [{**ROW, "done": "yes"}],
        [{**ROW, "owner": 3}],
        [{**ROW, "note": "n" * 1001}],
        [ROW] * (MOST_ROWS + 1),
    ],
)
def test_a_plan_of_another_shape_is_refused(rows: Any) -> None:
    with pytest.raises(Refused):
        read_plan(rows)
