"""The pages of settings: every setting the program reads, and no other, in both languages."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.deploy.known_settings import NAME, PROJECT, known_settings


def in_tables(language: str) -> list[str]:
    """The settings in the first columns, in order."""
    lines = (PROJECT / "docs" / language / "settings.md").read_text(encoding="utf-8").splitlines()
    return [name for line in lines if line.startswith("| `") for name in NAME.findall(line.split("|")[1])]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_setting_stands_in_the_page_once_and_no_other(language: str) -> None:
    counted = Counter(in_tables(language))
    assert set(counted) == known_settings()
    assert max(counted.values()) == 1


def test_both_languages_name_them_in_the_same_order() -> None:
    assert in_tables("en") == in_tables("zh")


def test_the_source_names_no_setting_that_is_never_read() -> None:
    """A variable that only a sentence names would be a promise nobody keeps."""
    knows = known_settings()
    for folder in ("advisor", "actions"):
        for file in (PROJECT / folder).rglob("*.py"):
            said = set(re.findall(r"\bADVISOR_[A-Z][A-Z0-9_]*[A-Z0-9]\b", file.read_text(encoding="utf-8")))
            assert said <= knows, (file, said - knows)
