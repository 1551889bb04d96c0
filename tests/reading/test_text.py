"""Text is made even before it is read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.reading.text import language_of, normalize

EVEN = [
    ("70%", "70%"),
    ("70％", "70%"),
    ("7０%", "70%"),
    ("Ａｂｃ", "Abc"),
    ("政府，家长", "政府,家长"),
    ("（一半）", "(一半)"),
    ("七成！", "七成!"),
    ("七成；其余是会费", "七成;其余是会费"),
    ("六成。", "六成。"),
    ("錢", "钱"),
    ("會費", "会费"),
    ("街道補貼", "街道补贴"),
    ("學費佔六成", "学费占六成"),
    ("購買服務", "购买服务"),
    ("贊助商", "赞助商"),
    ("兩個專職", "两个专职"),
    ("基金會資助", "基金会资助"),
    ("頂多撐三個月", "顶多撑三个月"),
    ("  a   b  ", "a b"),
    ("a\tb\nc", "a b c"),
    ("全角　空格", "全角 空格"),
    ("zero\u200bwidth", "zerowidth"),
    ("soft\u00adhyphen", "softhyphen"),
    ("\ufeff70", "70"),
    ("70\u0000%", "70 %"),
    ("bell\u0007", "bell"),
    ("\u202e70%", "70%"),
    ("👍 70%", "70%"),
    ("七成😂", "七成"),
    ("a👨\u200d👩\u200d👧b", "a b"),
    ("❤️ fees", "fees"),
    ("✔ yes", "yes"),
    ("**seventy** percent", "seventy percent"),
    ("__fees__ only", "fees only"),
    ("<b>70%</b>", "70%"),
    ("`half`", "half"),
    ("# 70%", "70%"),
    ("a <br/> b", "a b"),
    ("it’s half", "it's half"),
    ("‘none’", "'none'"),
    ("“street”", '"street"'),
    ("60–40", "60-40"),
    ("60—40", "60-40"),
    ("60−40", "60-40"),
    ("½", "1/2"),
    ("3½", "3 1/2"),
    ("¾ of it", "3/4 of it"),
    ("⅓", "1/3"),
    ("①项目②会费", "1项目2会费"),
    ("㈠", "(一)"),
    ("Ⅱ", "II"),
    ("5㎡", "5m2"),
    ("ﬁne", "fine"),
    ("二〇", "二零"),
    ("六～七成", "六~七成"),
    ("well…", "well..."),
    ("£500", "£500"),
    ("¥500", "¥500"),
    ("café", "café"),
    ("5 > 3", "5 > 3"),
    ("a_b", "a_b"),
    ("no change at all", "no change at all"),
]


@pytest.mark.parametrize(("typed", "even"), EVEN)
def test_typed_text_is_made_even(typed: str, even: str) -> None:
    assert normalize(typed) == even


LANGUAGES = [
    ("about half comes from the street", "en"),
    ("大概一半是街道的", "zh"),
    ("七成", "zh"),
    ("no", "en"),
    ("70%", None),
    ("", None),
    ("👍", None),
    ("80% government", "en"),
    ("80% 政府", "zh"),
    ("4成左右, all of it comes from contracts", "en"),
    ("我们的 KPI 是明年过半", "zh"),
    ("we say 以奖代补 for that kind of subsidy", "en"),
    ("CSR 那一块大约三成", "zh"),
    ("ok", "en"),
    ("嗯", "zh"),
]


@pytest.mark.parametrize(("text", "language"), LANGUAGES)
def test_the_language_goes_by_the_script_that_carries_the_text(text: str, language: str | None) -> None:
    assert language_of(text) == language


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_the_reader_and_made_even_twice_is_made_even_once(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once or "<" in once or "`" in once or "*" in once or "_" in once or "#" in once
    assert "  " not in once
    assert not any(ord(character) < 32 for character in once)
