"""The charts agree with the result, can be read without eyes, and obey a strict page."""

from __future__ import annotations

import gzip
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from advisor.reports.charts import position_chart, profile_chart
from advisor.reports.lettering import lines, width
from advisor.reports.page import Visit, html_report, page
from advisor.reports.records import ResultContent
from tests.assessment.answer_space import any_answers
from tests.reports.reading_files import squeezed, text_of_html
from tests.reports.samples import EDGES, LANGUAGES, TYPICAL, content_of, object_of

SVG = "{http://www.w3.org/2000/svg}"
MOST_BYTES = 3 * 1024


def charts(content: ResultContent) -> list[ElementTree.Element]:
    return [
        ElementTree.fromstring(profile_chart(content.profile, content.words["profile"])),
        ElementTree.fromstring(position_chart(content.position, content.words["position"])),
    ]


@settings(max_examples=60, deadline=None)
@given(answers=any_answers())
def test_the_marks_of_the_profile_are_those_of_table_1(answers: dict) -> None:
    content, entry = content_of(answers, heard={}), object_of(answers)
    profile, _ = charts(content)
    marked = {row.get("data-row"): row.get("data-column") for row in profile.iter(f"{SVG}g") if row.get("data-row")}
    expected = {pointer["row"]: pointer["points_to"] for pointer in entry["table1"]}
    assert {row: column for row, column in marked.items() if column} == expected
    assert len(marked) == 5
    columns = [column.id for column in content.profile.columns]
    for row in profile.iter(f"{SVG}g"):
        places = [frame for frame in row if frame.get("class") == "drawn-place"]
        marks = [mark for mark in row if mark.get("class") == "drawn-mark"]
        frames = [frame.get("x") for frame in row if frame.get("class") == "drawn-frame"]
        assert len(places) == len(marks) == (1 if row.get("data-column") else 0)
        assert len(frames) == (3 if row.get("data-column") else 1)
        if places:
            assert columns[frames.index(places[0].get("x"))] == row.get("data-column")


@settings(max_examples=60, deadline=None)
@given(answers=any_answers())
def test_the_map_marks_the_field_of_the_answers_and_names_all_nine(answers: dict) -> None:
    content = content_of(answers, heard={})
    _, position = charts(content)
    fields = [group for group in position.iter(f"{SVG}g") if group.get("data-funding")]
    assert len({(field.get("data-funding"), field.get("data-needs")) for field in fields}) == 9
    marks = [group for group in position.iter(f"{SVG}g") if group.get("data-mark") is not None]
    marked = content.position.marked
    assert len(marks) == (marked is not None)
    if marked is not None:
        place = next(
            field
            for field in fields
            if (field.get("data-funding"), field.get("data-needs")) == (marked.money, marked.needs)
        )
        assert marks[0].get("transform") == place.get("transform")
        assert place.get("data-type") == object_of(answers)["orientation"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", ["typical", *EDGES])
def test_each_chart_is_small_named_described_and_without_style_or_colour(language: str, sample: str) -> None:
    content = content_of({"typical": TYPICAL, **EDGES}[sample], language)
    for chart in charts(content):
        assert len(gzip.compress(ElementTree.tostring(chart, "utf-8"))) < MOST_BYTES
        assert chart.get("role") == "img"
        named = {child.get("id"): child.text for child in chart if child.tag in (f"{SVG}title", f"{SVG}desc")}
        assert named[chart.get("aria-labelledby")]
        assert named[chart.get("aria-describedby")]
        assert [part for part in chart.iter() if part.get("style") or part.tag == f"{SVG}style"] == []
        colours = {part.get(kind) for part in chart.iter() for kind in ("fill", "stroke")}
        assert colours <= {None, "none", "currentColor"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_a_chart_shows_stands_beside_it_in_words(language: str) -> None:
    content = content_of(language=language)
    for written in (page(content, Visit("key")), html_report(content)):
        without = re.sub(r"<svg.*?</svg>", "", written, flags=re.DOTALL)
        text = text_of_html(without)
        for row in content.profile.rows:
            marked = next(cell.text for cell in row.cells if cell.marked)
            mark = squeezed(f"{marked}◆{content.words['profile']['marked']}")
            assert squeezed(row.name + row.place) in text
            assert mark in text
        words = content.words["position"]
        for money, row in zip(content.position.money.values(), content.position.fields, strict=True):
            assert squeezed(words["money_axis"] + content.words["colon"] + money) in text
            for needs, field in zip(content.position.needs.values(), row, strict=True):
                assert squeezed(f"{words['needs_axis']}{content.words['colon']}{needs}→{field.text}") in text


def test_lines_are_broken_between_words_and_characters_and_stay_in_their_room() -> None:
    assert lines("government and market", 8) == ["government", "and market"]
    assert lines("政府—市场导向", 6.5) == ["政府—", "市场导向"]
    assert lines("政府—市场导向", 9) == ["政府—市场导向"]
    assert lines("在政府需要和市场需求之间，找平衡", 6) == ["在政府需要和", "市场需求之间，", "找平衡"] or all(
        width(line) <= 7 for line in lines("在政府需要和市场需求之间，找平衡", 6)
    )
    assert "".join(lines("一二三四五六七", 3)) == "一二三四五六七"
