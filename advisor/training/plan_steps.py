"""The steps of two action plans, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.reports.records import PlanRow
from advisor.training.change_records import PlanStep
from advisor.training.phrases import say
from advisor.wording.texts import Texts

DONE_STATES = ("done", "new_done", "dropped_done")
OWN = "own-"
"""What the ids of a leader's own steps begin with; they are counted anew in every plan."""


def plan_steps(texts: Texts, earlier: Sequence[PlanRow], later: Sequence[PlanRow]) -> tuple[PlanStep, ...]:
    """Every step of both plans, the earlier plan's first. Own steps are the same where their words are."""
    before = {_key(row): row for row in earlier}
    after = {_key(row): row for row in later}
    steps = []
    for key in dict.fromkeys((*before, *after)):
        row = after.get(key) or before[key]
        was = before[key].done if key in before else None
        now = after[key].done if key in after else None
        state = _state(was, now, bool(after))
        steps.append(PlanStep(row.id, row.step, was, now, state, say(texts, f"change.step.{state}")))
    return tuple(steps)


def _key(row: PlanRow) -> str:
    return f"{OWN}{row.step.strip()}" if row.id.startswith(OWN) else row.id


def _state(was: bool | None, now: bool | None, replanned: bool) -> str:
    """Where no later plan was made the earlier one still stands."""
    if now is None:
        if not replanned:
            return "done" if was else "open"
        return "dropped_done" if was else "dropped"
    if was is None:
        return "new_done" if now else "new"
    if now:
        return "done"
    return "reopened" if was else "open"
