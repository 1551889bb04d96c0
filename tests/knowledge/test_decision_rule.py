"""The decision table against the rule it was made from, written down here once more as a rule."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

import pytest

from advisor.knowledge import Knowledge
from advisor.knowledge.records import Decision

MONEY = ("government", "users", "mixed", "donors", "none", "unknown")
NEEDS = ("government", "users", "both", "own", "unknown")
CHANNELS = ("both", "government_only", "users_only", "neither", "unknown")


class Outcome(NamedTuple):
    """What the contract calls the result."""

    orientation: str
    confidence: str
    leans: str | None = None
    nearest: str | None = None


def rule(money: str, needs: str, channels: str) -> Outcome:
    """Section 2's two criteria, and what follows where they differ or are not known."""
    from_government = channels in ("both", "government_only") or money == "government"
    from_users = channels in ("both", "users_only") or money == "users"
    nearest = {"government": "government", "users": "market", "both": "government_market"}.get(needs)
    if money == "government":
        if needs == "government":
            return Outcome("government", "firm")
        if needs in ("both", "users") and from_users:
            return Outcome("government_market", "provisional", leans="government")
        return Outcome("government", "provisional")
    if money == "users":
        if needs == "users":
            return Outcome("market", "firm")
        if needs in ("both", "government") and from_government:
            return Outcome("government_market", "provisional", leans="market")
        return Outcome("market", "provisional")
    if money == "mixed":
        if channels == "unknown":
            return Outcome("government_market", "provisional")
        if from_government and from_users:
            return Outcome("government_market", "firm" if needs == "both" else "provisional")
        if from_government:
            return Outcome("government" if needs == "government" else "government_market", "provisional")
        if from_users:
            return Outcome("market", "provisional")
        return Outcome("outside", "provisional", nearest=nearest)
    if money in ("donors", "none"):
        if from_government and from_users:
            return Outcome("government_market", "provisional")
        return Outcome("outside", "provisional", nearest=nearest)
    return Outcome(nearest or "undetermined", "provisional")


def deciding(knowledge: Knowledge, money: str, needs: str, channels: str) -> list[Decision]:
    """The rows of the table that hold, once what the main source implies is counted."""
    real = {
        ("government", "neither"): "government_only",
        ("government", "unknown"): "government_only",
        ("government", "users_only"): "both",
        ("users", "neither"): "users_only",
        ("users", "unknown"): "users_only",
        ("users", "government_only"): "both",
    }.get((money, channels), channels)
    return [
        row
        for row in knowledge.decision_table.rows
        if (not row.money or money in row.money)
        and (not row.needs or needs in row.needs)
        and (not row.channels or real in row.channels)
    ]


@pytest.mark.parametrize(("money", "needs", "channels"), list(product(MONEY, NEEDS, CHANNELS)))
def test_the_table_decides_as_the_rule_does(knowledge: Knowledge, money: str, needs: str, channels: str) -> None:
    rows = deciding(knowledge, money, needs, channels)
    assert [Outcome(row.orientation, row.confidence, row.leans, row.nearest) for row in rows] == [
        rule(money, needs, channels)
    ]


def test_the_table_speaks_of_every_main_source_and_need_there_is(knowledge: Knowledge) -> None:
    table = knowledge.decision_table
    assert (*knowledge.questions[table.money_question].values, table.unknown) == MONEY
    assert (*knowledge.questions[table.needs_question].values, table.unknown) == NEEDS


def test_main_means_more_than_half(knowledge: Knowledge) -> None:
    assert knowledge.decision_table.majority_above == 50


def test_where_no_answer_decides_the_main_source_is_asked_next(knowledge: Knowledge) -> None:
    assert knowledge.decision_table.ask_next["undetermined"] == "main_source"
