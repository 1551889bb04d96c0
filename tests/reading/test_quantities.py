"""Quantities, however they are spelt: kind, least and most, in both languages."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.reading.pipelines import pipeline
from advisor.reading.quantities import Quantity, read_quantities
from advisor.reading.text import language_of, normalize


def quantities(text: str) -> list[Quantity]:
    text = normalize(text)
    return read_quantities(pipeline(language_of(text) or "en")(text))


# text, kind, least, most (percent, months, people or money), within 0.6
ENGLISH = [
    ("70%", "percent", 70, 70),
    ("72.5 per cent", "percent", 72.5, 72.5),
    ("57,5 %", "percent", 57.5, 57.5),
    ("seventy-five percent", "percent", 75, 75),
    ("sixty two pct", "percent", 62, 62),
    ("about 30 percent", "percent", 30, 30),
    ("60-70%", "percent", 60, 70),
    ("60% or so", "percent", 60, 60),
    ("over 80%", "percent", 80, 90),
    ("up to 20%", "percent", 10, 20),
    ("less than 10 percent", "percent", 0, 10),
    ("nearly 50%", "percent", 45, 50),
    ("more than 90 percent", "percent", 90, 100),
    ("half", "percent", 50, 50),
    ("a bit over half", "percent", 50, 60),
    ("just under half", "percent", 40, 50),
    ("the lion's share", "percent", 51, 74),
    ("the high eighties", "percent", 80, 89),
    ("low thirties", "percent", 30, 34),
    ("all of it", "percent", 100, 100),
    ("nearly everything", "percent", 90, 100),
    ("a third", "fraction", 33.3, 33.3),
    ("two thirds", "fraction", 66.7, 66.7),
    ("three quarters", "fraction", 75, 75),
    ("four fifths", "fraction", 80, 80),
    ("a tenth", "fraction", 10, 10),
    ("seven tenths", "percent", 70, 70),
    ("less than a quarter", "fraction", 15, 25),
    ("3/8", "fraction", 37.5, 37.5),
    ("two out of every three", "fraction", 66.7, 66.7),
    ("two of our nine", "fraction", 22.2, 22.2),
    ("9 of 20", "fraction", 45, 45),
    ("four in ten", "fraction", 40, 40),
    ("3 or 4 out of 10", "fraction", 30, 40),
    ("12,000 of 48,000", "fraction", 25, 25),
    ("£1,200 out of £4,800", "fraction", 25, 25),
    ("6.2 of 12.4 lakh", "fraction", 50, 50),
    ("fifteen cents in the dollar", "fraction", 15, 15),
    ("40 cents of every euro", "fraction", 40, 40),
    ("60-40", "ratio", 60, 60),
    ("70/30", "ratio", 70, 70),
    ("fifty-fifty", "ratio", 50, 50),
    ("half and half", "ratio", 50, 50),
    ("£500", "money", 500, 500),
    ("12k yuan", "money", 12000, 12000),
    ("3 lakh rupees", "money", 300000, 300000),
    ("two thousand euros", "money", 2000, 2000),
    ("20 yuan per month", "price", 0, 20),
    ("two months", "duration", 2, 2),
    ("half a year", "duration", 6, 6),
    ("six weeks", "duration", 1.4, 1.4),
    ("ninety days", "duration", 3, 3),
    ("nine ten months", "duration", 9, 10),
    ("a year", "duration", 12, 12),
    ("a couple of months", "duration", 2, 2),
    ("four paid staff", "people", 4, 4),
    ("a dozen people", "people", 12, 12),
    ("23 carers", "people", 23, 23),
    ("a couple", "number", 2, 2),
    ("forty-two", "number", 42, 42),
    ("one hundred and twenty", "number", 120, 120),
    ("between 27 and 33", "number", 27, 33),
    ("45k", "number", 45000, 45000),
]
CHINESE = [
    ("七成", "percent", 70, 70),
    ("三成五", "percent", 35, 35),
    ("六成半", "percent", 65, 65),
    ("七八成", "percent", 70, 80),
    ("六到七成", "percent", 60, 70),
    ("九成以上", "percent", 90, 100),
    ("不到两成", "percent", 10, 20),
    ("一成出头", "percent", 10, 15),
    ("四成多", "percent", 40, 50),
    ("将近五成", "percent", 45, 50),
    ("顶多三成", "percent", 20, 30),
    ("三成左右", "percent", 30, 30),
    ("七成上下", "percent", 70, 70),
    ("百分之三十", "fraction", 30, 30),
    ("百分之六十二点五", "fraction", 62.5, 62.5),
    ("百分之四十几", "fraction", 41, 49),
    ("18个点", "percent", 18, 18),
    ("百分百", "percent", 100, 100),
    ("一半", "percent", 50, 50),
    ("一大半", "percent", 51, 90),
    ("小半", "percent", 40, 50),
    ("刚过半", "percent", 50, 60),
    ("不到一半", "percent", 40, 50),
    ("比一半多一点", "percent", 50, 60),
    ("几乎全部", "percent", 90, 100),
    ("十有八九", "percent", 90, 100),
    ("三分之一", "fraction", 33.3, 33.3),
    ("五分之四", "fraction", 80, 80),
    ("六四开", "ratio", 60, 60),
    ("二八开", "ratio", 20, 20),
    ("五五开", "ratio", 50, 50),
    ("对半开", "ratio", 50, 50),
    ("4:3:3", "ratio", 40, 40),
    ("十块里面有三块", "fraction", 30, 30),
    ("一百块钱里头七十块", "fraction", 70, 70),
    ("20万里头5万", "fraction", 25, 25),
    ("九个人里三个有证", "fraction", 33.3, 33.3),
    ("2/16", "fraction", 12.5, 12.5),
    ("三千块", "money", 3000, 3000),
    ("两万三块钱", "money", 23000, 23000),
    ("1万5元", "money", 15000, 15000),
    ("3.6万元", "money", 36000, 36000),
    ("一百二十元", "money", 120, 120),
    ("每人五十块", "price", 50, 50),
    ("两个月", "duration", 2, 2),
    ("俩月", "duration", 2, 2),
    ("半年", "duration", 6, 6),
    ("大半年", "duration", 7, 9),
    ("小半年", "duration", 3.5, 5.5),
    ("一年", "duration", 12, 12),
    ("一年半", "duration", 18, 18),
    ("三个半月", "duration", 3.5, 3.5),
    ("八九个月", "duration", 8, 9),
    ("六个礼拜", "duration", 1.4, 1.4),
    ("六十天", "duration", 2, 2),
    ("四个人", "people", 4, 4),
    ("十几个人", "people", 11, 19),
    ("二十来号人", "people", 20, 25),
    ("两三个", "people", 2, 3),
    ("廿八人", "people", 28, 28),
    ("三十来万", "number", 300000, 350000),
    ("十八九万", "number", 180000, 190000),
    ("四十六万", "number", 460000, 460000),
    ("三十多万", "number", 300000, 350000),
]


@pytest.mark.parametrize(("text", "kind", "low", "high"), ENGLISH + CHINESE)
def test_a_quantity_is_read_with_its_kind_and_its_ends(text: str, kind: str, low: float, high: float) -> None:
    found = quantities(text)
    assert [quantity.kind for quantity in found] == [kind]
    if kind != "price":
        assert (found[0].low, found[0].high) == (pytest.approx(low, abs=0.6), pytest.approx(high, abs=0.6))


NONE = [
    "八九不离十吧",
    "一直都是这样",
    "我们一起做",
    "第一次申请",
    "no one knows",
    "one day we will see",
    "三心二意",
    "乱七八糟的账",
    "千方百计",
    "at half-time",
    "一年到头",
    "the second-hand shop",
]


@pytest.mark.parametrize("text", NONE)
def test_words_that_only_look_like_numbers_are_none(text: str) -> None:
    assert quantities(text) == []


@pytest.mark.parametrize("text", ["about 70%", "大概七成", "七成左右", "60 percent or so", "some 40 percent", "约三成"])
def test_about_makes_a_figure_approximate_and_keeps_it(text: str) -> None:
    (found,) = quantities(text)
    assert found.approximate
    assert found.low == found.high


def test_several_quantities_come_in_the_order_of_the_text() -> None:
    found = quantities("contracts 45%, fees a third, and £300 in gifts")
    assert [(q.kind, q.text) for q in found] == [("percent", "45%"), ("fraction", "a third"), ("money", "£300")]


def test_a_count_keeps_its_part_and_its_whole() -> None:
    (found,) = quantities("five of our twelve")
    assert (found.part, found.whole) == (5, 12)


def test_the_sides_of_a_ratio_add_up_to_a_hundred() -> None:
    (found,) = quantities("三七开")
    assert found.parts == (30, 70)


PIECES = st.sampled_from(
    [
        "七",
        "成",
        "半",
        "两",
        "万",
        "百分之",
        "十几",
        "里头",
        "块",
        "分之",
        "开",
        "个月",
        "不到",
        "多",
        "70",
        "%",
        "1.5",
        "/",
        "-",
        ":",
        ",",
        " half",
        " a third",
        " of ",
        " every ",
        " out of",
        " two",
        " hundred",
        " dozen",
        "k",
        " yuan",
        " or so",
        " over ",
        " and a half",
        "#",
        "\n",
    ]
)


@given(st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=120).map("".join)))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_the_reading_of_quantities(text: str) -> None:
    text = normalize(text)
    ends = 0
    for quantity in read_quantities(pipeline("zh")(text)):
        assert ends <= quantity.start < quantity.end <= len(text)
        assert quantity.low <= quantity.high
        assert quantity.kind not in ("percent", "fraction") or -0.01 <= quantity.low <= quantity.high <= 100.01
        ends = quantity.end


@pytest.mark.parametrize(
    "piece", ["七成", "70% ", "two of every three ", "一", "a third and ", "十块里面", "1,", "half ", "- ", "fifty "]
)
def test_ten_times_the_text_takes_little_more_than_ten_times_as_long(piece: str) -> None:
    def seconds(length: int) -> float:
        text = normalize((piece * length)[:length])
        nlp = pipeline("en")
        best = float("inf")
        for _ in range(3):
            began = time.thread_time()
            nlp(text)
            best = min(best, time.thread_time() - began)
        return best

    seconds(100)
    assert seconds(5000) < 40 * seconds(500) + 0.02
