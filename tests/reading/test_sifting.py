"""Looking for what an expression needs never hides a match."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor.reading import lexicon
from advisor.reading.features import even
from advisor.reading.sentences import load_remarks
from advisor.reading.sifting import Expression, may_match, needles
from advisor.settings import PROJECT


@pytest.mark.parametrize(
    ("expression", "text", "may"),
    [
        ("months?", "a month", True),
        ("months?", "a year", False),
        ("(?:week|year)s", "two years", True),
        ("(?:week|year)s", "two days", False),
        (r"\bno(?: money)?", "none", True),
        ("[日天]后", "三天后", True),
        ("[日天]后", "三月后", False),
        ("(?:a|b*)c", "c", True),
        ("a|b?", "x", True),
    ],
)
def test_a_text_without_what_is_needed_is_not_tried(expression: str, text: str, may: bool) -> None:
    assert may_match(needles(expression), text) is may


@pytest.mark.parametrize("language", lexicon.languages())
def test_the_project_s_expressions_find_what_they_find_without_it(language: str) -> None:
    words = lexicon.load(language, "remarks")
    groups = [*words["inside"].values(), *words["questions"].values(), words["asking"], words["taken_back"]]
    texts = [even(remark.says) for remark in [*load_remarks(Path(PROJECT / "data"), language)][::40]]
    for expression in {expression for group in groups for expression in group}:
        sifted, plain = Expression.of(expression), re.compile(expression)
        for text in texts:
            assert bool(sifted.search(text)) is bool(plain.search(text))
