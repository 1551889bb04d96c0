"""The languages are learned side by side."""

from __future__ import annotations

from functools import partial
from operator import getitem
from types import MappingProxyType

import pytest

from advisor.reading.cues import Cues
from advisor.reading.parallel import for_each


def test_results_come_back_in_the_order_of_the_languages() -> None:
    assert for_each(len, ["zh-Hant", "en"]) == (7, 2)


def test_read_only_mappings_reach_the_other_processes() -> None:
    words = MappingProxyType({"en": "yes", "zh": "是"})
    assert for_each(partial(getitem, words), ["zh", "en"]) == ("是", "yes")


def test_what_goes_wrong_for_a_language_is_raised() -> None:
    with pytest.raises(KeyError):
        for_each(partial(getitem, MappingProxyType({"en": "yes"})), ["en", "fr"])


@pytest.mark.parametrize(
    ("text", "found"), [("the council pays", True), ("councilwoman", False), ("municipality", True)]
)
def test_a_cue_is_found_at_word_borders_and_with_any_ending_after_a_star(text: str, found: bool) -> None:
    cues = Cues.of("en")
    assert (cues.names.index("money/government") in cues.found(text)) is found
