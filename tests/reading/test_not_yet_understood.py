"""Sentences known to be not yet understood for certain, or misread. The lists are to shrink."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor.reading.reader import Reader

FOLDER = Path(__file__).parent / "not_yet_understood"


def sentences() -> list[Any]:
    return [
        pytest.param(path.stem, entry, id=f"{path.stem}: {entry['says']}")
        for path in sorted(FOLDER.glob("*.yml"))
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def value_of(answer: Any) -> Any:
    return list(answer) if isinstance(answer, tuple) else answer


@pytest.mark.parametrize(("language", "entry"), sentences())
def test_it_is_not_yet_understood(language: str, entry: dict[str, Any], reader: Reader) -> None:
    reading = reader.read(entry["says"], entry["q"], language=language)
    right = value_of(reading.answers.get(entry["q"])) == entry["means"]
    assert not (right and reading.certain), "understood now: take it off the list"


def test_both_languages_keep_a_list() -> None:
    assert {path.stem for path in FOLDER.glob("*.yml")} == {"en", "zh"}
