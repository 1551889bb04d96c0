"""`advisor check`: one friendly line, or one line for each mistake."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from advisor.commands.check import run

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


def test_sound_knowledge_is_counted_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([str(KNOWLEDGE)]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    for count in ("34 questions", "30 problems", "26 suggestions", "2 languages"):
        assert count in line


def test_each_mistake_is_a_line_with_its_file_and_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))
    parts = folder / "rules" / "parts.yml"
    parts.write_text(parts.read_text(encoding="utf-8").replace("stage: core", "stage: cor", 1), encoding="utf-8")
    line = next(n for n, text in enumerate(parts.read_text(encoding="utf-8").splitlines(), 1) if "stage: cor}" in text)
    assert run([str(folder)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f'knowledge/rules/parts.yml:{line}: "cor" is not allowed here. Allowed: core, deeper. Did you mean "core"?'
    ]
