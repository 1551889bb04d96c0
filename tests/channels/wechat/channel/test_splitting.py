"""Texts into parts: within the bytes, at the end of a sentence, nothing lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.channels.wechat.splitting import size, split

PIECES = st.sampled_from(
    [
        "经费主要来自街道项目。",
        "我们有三个人，",
        "“没问题，看结果”",
        "About 75.5% came in. ",
        "1. 没有\n",
        "\n\n",
        "👩‍👩‍👧",
        "1234567890",
        "é",
        "e\u0301",
        " ",
        "word ",
    ]
)


@given(st.lists(PIECES, max_size=60).map("".join), st.integers(min_value=64, max_value=300))
@settings(max_examples=300, deadline=None)
def test_every_part_fits_and_nothing_is_lost(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(0 < size(part) <= limit for part in parts)
    assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", text)


def test_cut_at_the_end_of_sentences() -> None:
    parts = split("第一句话说完了。" * 30, 100)
    assert all(part.endswith("。") for part in parts)
    parts = split("One sentence is said. " * 30, 100)
    assert all(part.endswith(".") for part in parts)


def test_a_question_stays_with_its_options() -> None:
    question = "其中政府的钱大约占多少？\n1. 没有\n2. 不到四分之一\n3. 一半以上"
    assert split(f"{'先说一句。' * 10}\n\n{question}", 220)[-1] == question


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("啊" * 18 + "12,345.67元", "12,345.67"),
        ("字" * 19 + "👩‍👩‍👧‍👦好", "👩‍👩‍👧‍👦"),
        ("x" * 40 + "“甲，乙。丙”" + "y" * 30, "“甲，乙。丙”"),
    ],
)
def test_not_inside_a_number_a_character_or_a_quotation(text: str, whole: str) -> None:
    assert any(whole in part for part in split(text, 64))


def test_too_little_room_is_said() -> None:
    with pytest.raises(ValueError, match="64"):
        split("x", 10)
