"""Whether targets are judged from the figures, the pages hold what the figures say, and sizes follow from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sizes import Assumed, Measured, city, one_server
from turns_pages import put_between_marks, read_words, speed_tables
from turns_table import TARGETS, Target, as_text

KEYS = {target.key for target in TARGETS} | {target.other for target in TARGETS if target.other}


def report(ours: float, **more: Any) -> dict[str, Any]:
    """Every figure of the peers is 100, every one of ours is the same number."""
    figures = {
        "floor": dict.fromkeys(KEYS, 100.0),
        "init": dict.fromkeys(KEYS, 100.0),
        "ours": dict.fromkeys(KEYS, ours),
    }
    figures["ours"].update(more)
    return {"rounds": 3, "cores": 2, "load_before": 0.1, "minutes": 1.0, "environment_mib": 1.0, "figures": figures}


def verdicts(measured: dict[str, Any]) -> list[bool]:
    return [target.met(target.ratio(measured["figures"]) or 0) for target in TARGETS]


def test_a_target_is_met_up_to_its_limit_and_not_beyond() -> None:
    most, least = Target("a", "init", 0.5), Target("a", "init", 3, at_least=True)
    assert (most.met(0.5), most.met(0.51)) == (True, False)
    assert (least.met(3), least.met(2.99)) == (True, False)


def test_the_slow_miss_what_the_fast_meet() -> None:
    assert verdicts(report(30, at8_per_second=300.0)) == [True] * len(TARGETS)
    assert verdicts(report(500, late_ms=1000.0)) == [False, False, True, False, False, False, False]


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    missing = report(30)
    del missing["figures"]["ours"]["training_cpu"]
    assert TARGETS[-1].ratio(missing["figures"]) is None
    assert "training_cpu / init" not in as_text(missing)
    assert speed_tables(missing, read_words()["en"]).count("| – | – |") == 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_target_stands_in_the_page_with_its_verdict(language: str) -> None:
    said = read_words()[language]
    text = speed_tables(report(30, at8_per_second=299.0), said)
    rows = {row.split(" | ")[0].lstrip("| "): row for row in text.splitlines() if row.startswith("| ")}
    found = [rows[name].endswith(f"| {said['met'][True]} |") for name in said["targets"]]
    assert found == [True, True, False, True, True, True, True]


def test_both_languages_have_words_for_the_same_things() -> None:
    def shape(said: Any) -> Any:
        return {key: shape(value) for key, value in said.items()} if isinstance(said, dict) else isinstance(said, list)

    words = read_words()
    assert shape(words["en"]) == shape(words["zh"])
    assert len(words["en"]["targets"]) == len(words["zh"]["targets"]) == len(TARGETS)
    measured = Measured(10, 20, 500, 40_000)
    assert list(words["en"]["sizes"]["machine"]) == list(one_server(measured, Assumed()))
    assert list(words["en"]["sizes"]["city"]) == list(city(measured, Assumed()))


def test_sizes_follow_from_figures() -> None:
    measured = Measured(per_second=10, turns=21, memory=500, bytes=40_000)
    server = one_server(measured, Assumed(minutes=7, load=0.5))
    assert server["at_once"] == 100
    assert server["an_hour"] == 857
    needed = city(measured, Assumed(people=6_000_000))
    assert needed["organizations"] == 10_000
    assert needed["interviews"] == 20_000
    assert needed["stored"] == 800
    assert needed["morning_at_once"] == 389
    assert needed["morning_servers"] == 4


def test_figures_go_between_the_marks_and_nowhere_else(tmp_path: Path) -> None:
    page = tmp_path / "speed.md"
    page.write_text("before\n<!-- figures: x -->\nold\n<!-- end of figures -->\nafter\n", encoding="utf-8")
    put_between_marks(page, "x", "new")
    put_between_marks(page, "x", "newer")
    assert page.read_text() == "before\n<!-- figures: x -->\nnewer\n<!-- end of figures -->\nafter\n"
    with pytest.raises(ValueError, match="figures: y"):
        put_between_marks(page, "y", "new")


def test_a_server_is_sized_for_the_dearer_channel() -> None:
    ours = {"at8_per_second": 100, "turn_cpu_ms": 6, "web_turn_cpu_ms": 8}
    ours |= {"conversation_turns": 20, "peak_mib": 500, "web_interview_bytes": 1}
    assert Measured.of({"figures": {"ours": ours}}).per_second == 75
