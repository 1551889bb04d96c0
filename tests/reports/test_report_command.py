"""`advisor report`: files out of assessments, mistakes named with line and field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from advisor.commands import report
from tests.reports.samples import TYPICAL, object_of

STARTS = {"pdf": b"%PDF-", "docx": b"PK", "png": b"\x89PNG", "html": b"<!doctype html>"}


def lines(folder: Path, *entries: object) -> str:
    file = folder / "assessed.jsonl"
    written = (entry if isinstance(entry, str) else json.dumps(entry, ensure_ascii=False) for entry in entries)
    file.write_text("\n".join(written) + "\n", encoding="utf-8")
    return str(file)


def named(name: str, **changes: Any) -> dict[str, Any]:
    return {**object_of(TYPICAL), "name": name, **changes}


@pytest.mark.parametrize("format_", STARTS)
def test_it_writes_a_file_for_each_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], format_: str) -> None:
    file = lines(tmp_path, named("Choir"), named("Choir"), object_of(TYPICAL, "zh"))
    assert report.run([file, "--format", format_, "--output", str(tmp_path / "out")]) == 0
    expected = {
        f"Cultivation advice Choir 2026-11-24.{format_}",
        f"Cultivation advice Choir 2026-11-24 (2).{format_}",
        f"培育建议 2026-11-24.{format_}",
    }
    made = list((tmp_path / "out").iterdir())
    assert {path.name for path in made} == expected
    assert all(path.read_bytes().startswith(STARTS[format_]) for path in made)
    assert {Path(line).name for line in capsys.readouterr().out.splitlines()} == expected


def test_another_language_can_be_asked_for(tmp_path: Path) -> None:
    assert report.run([lines(tmp_path, named("Choir")), "--format=html", "--language=zh", f"--output={tmp_path}"]) == 0
    assert '<html lang="zh-CN">' in (tmp_path / "Choir 培育建议 2026-11-24.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"orientation": "marked"}, 'field orientation: found "marked"; allowed: government, market'),
        ({"problems": [{"id": "P9"}]}, 'field problems[0].id: found "P9"; allowed: P4.1-1'),
        ({"problems": [{"id": "P4.1-1"}]}, "field problems[0].status: is missing"),
        ({"answers": {"venue": "tent"}}, 'field answers.venue: found "tent"; allowed: own'),
        ({"answers": []}, "field answers: found []; expected fields in { }"),
        ({"created": "yesterday"}, 'field created: found "yesterday"; expected a time like'),
        ({"name": 7}, "field name: found 7; expected text"),
        ({"gaps": ["P4.1-1"]}, 'field gaps[0]: found "P4.1-1"'),
    ],
)
def test_a_mistake_is_named_with_line_and_field_and_the_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, Any], told: str
) -> None:
    file = lines(tmp_path, "{broken", {**named("Bad"), **changes}, named("Good"))
    assert report.run([file, "--format=html", "--output", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("assessed.jsonl, line 1, character 2: is not JSON")
    assert any(line.startswith(f"assessed.jsonl, line 2, {told}") for line in said[1:]), said
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["Cultivation advice Good 2026-11-24.html"]


def test_a_file_that_is_not_there_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report.run([str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl" in capsys.readouterr().err
