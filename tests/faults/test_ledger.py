"""The ledger finds what it is there to find."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.faults.ledger import Ledger, Lines, Stored

HELLO: Lines = [{"text": "hello", "buttons": []}]
ANSWERS = {"main_source": "users", "funding_channels": ["dues", "fees"]}
RESULT: Lines = [{"text": "a result", "buttons": [], "custom": {"type": "assessment", "id": "r1", "answers": ANSWERS}}]
PLAN = [{"id": "own-1"}]
WELL = Stored(["m1", "m2"], [("m1", HELLO), ("m2", RESULT)], ["r1"], ANSWERS, {"r1": PLAN})


def ledger() -> Ledger:
    made = Ledger("somebody")
    for id, lines in (("m1", HELLO), ("m2", RESULT)):
        made.told(made.sends(id, "words", ()), lines)
    made.plans["r1"] = PLAN
    return made


def found(kept: Ledger, stored: Stored, pressed: dict[str, list[str]] | None = None) -> dict[str, int]:
    findings = kept.compare(stored, {"main_source": "users"}, pressed or {"funding_channels": ["fees", "dues"]})
    return {name: len(each) for name, each in vars(findings).items() if each}


def test_what_is_well_is_well() -> None:
    assert found(ledger(), WELL) == {}


BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"history": [("m2", RESULT)], "messages": ["m2"]}, "lost"),
    ({"history": [("m1", [{"text": "other words"}]), ("m2", RESULT)]}, "lost"),
    ({"messages": ["m1", "m2", "m2"]}, "twice"),
    ({"history": [("m2", RESULT), ("m1", HELLO)], "messages": ["m2", "m1"]}, "wrong"),
    ({"history": [("m1", HELLO), ("m2", RESULT), ("m3", HELLO)]}, "wrong"),
    ({"results": []}, "lost"),
    ({"results": ["r1", "r2"]}, "twice"),
    ({"answers": {"main_source": "government"}}, "wrong"),
    ({"plans": {}}, "lost"),
]


@pytest.mark.parametrize(("change", "kind"), BROKEN, ids=[f"{next(iter(c))} {k}" for c, k in BROKEN])
def test_what_is_broken_is_found(change: dict[str, Any], kind: str) -> None:
    assert kind in found(ledger(), replace(WELL, **change))


def test_a_button_that_did_not_count_is_found() -> None:
    assert found(ledger(), WELL, {"main_source": ["government"]}) == {"wrong": 1}
    assert found(ledger(), WELL, {"say_no": ["can"]}) == {"lost": 1}


@pytest.mark.parametrize("lines", [[], [{"text": "", "buttons": []}], [*HELLO, {"buttons": []}]])
def test_an_empty_answer_is_found(lines: list[dict[str, Any]]) -> None:
    kept = Ledger("somebody")
    kept.told(kept.sends("m1", "words", ()), lines)
    assert kept.found.empty


@pytest.mark.parametrize("broken_off_first", [True, False])
def test_another_answer_to_a_copy_is_found(broken_off_first: bool) -> None:
    kept = Ledger("somebody")
    entry = kept.sends("m1", "words", ())
    if broken_off_first:
        kept.broke_off(entry, RESULT)
    kept.told(entry, HELLO)
    if not broken_off_first:
        kept.broke_off(entry, RESULT)
    assert len(kept.found.wrong) == 1
    kept.told(entry, RESULT)
    assert len(kept.found.wrong) > 1


def test_what_nobody_waited_for_may_be_stored_or_not_and_at_most_once() -> None:
    for messages in (["m1", "m2"], ["m1", "m2", "m3"], ["m3", "m1", "m2"]):
        kept = ledger()
        kept.sends("m3", "words", ())
        history = [(id, RESULT if id == "m2" else HELLO) for id in messages]
        assert found(kept, replace(WELL, messages=messages, history=history)) == {}
    kept = ledger()
    kept.sends("m3", "words", ())
    history = [("m1", HELLO), ("m2", RESULT), ("m3", HELLO)]
    assert found(kept, replace(WELL, messages=["m1", "m2", "m3", "m3"], history=history)) == {"twice": 1}
