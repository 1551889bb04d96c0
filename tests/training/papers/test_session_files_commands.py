"""`advisor questionnaire` and `advisor import-answers`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.commands.session_files import run_import_answers, run_questionnaire
from advisor.training.papers.export import session_workbook
from tests.training.papers.group_samples import KNOWLEDGE, NOW, seat, session

STARTS = {"pdf": b"%PDF-", "docx": b"PK", "html": b"<!doctype html>", "xlsx": b"PK"}


@pytest.mark.parametrize("format_", STARTS)
def test_the_questionnaire_is_written_and_its_name_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], format_: str
) -> None:
    told = ["--language=zh", f"--format={format_}", "--parts", "services", "--output", str(tmp_path / "out")]
    assert run_questionnaire(told) == 0
    path = Path(capsys.readouterr().out.strip())
    assert path.read_bytes().startswith(STARTS[format_])
    assert path.name.startswith({"xlsx": "录入表 "}.get(format_, "社区社会组织自评问卷 "))


def test_good_rows_come_out_as_answers_and_bad_ones_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("number,main_source,funding_channels\n1,users,会费\n2,most,\n", encoding="utf-8")
    assert run_import_answers([str(file)]) == 1
    out, err = capsys.readouterr()
    assert [json.loads(line) for line in out.splitlines()] == [
        {"name": "1", "main_source": "users", "funding_channels": ["dues"]}
    ]
    assert err.startswith("rows.csv: line 3, “main_source”: found “most”, allowed: 1 Government")


def test_an_export_comes_in_without_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "export.xlsx"
    group = [seat(1, {"main_source": "users"}, "Choir", "", True)]
    file.write_bytes(session_workbook(session(anonymous=False), group, KNOWLEDGE, NOW))
    assert run_import_answers([str(file)]) == 0
    assert json.loads(capsys.readouterr().out) == {"name": "Choir", "main_source": "users"}


def test_a_file_that_is_not_there_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_import_answers([str(tmp_path / "none.csv")]) == 2
    assert "none.csv" in capsys.readouterr().err
