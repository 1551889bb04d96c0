"""Filled-in rows: every way to write an answer, and every fault by its cell."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.training.papers import importing
from advisor.training.papers.fill_in import blank_table
from advisor.training.papers.importing import Imported, import_answers
from advisor.training.papers.reading_cells import plain, vocabulary
from advisor.training.papers.texts import said
from advisor.wording.texts import Texts
from tests.training.papers.group_samples import DEEPER, KNOWLEDGE, LANGUAGES, session

SINGLE = [question for question in KNOWLEDGE.questions.values() if not question.several]
SEVERAL = [question for question in KNOWLEDGE.questions.values() if question.several]


def workbook(*rows: list[Any]) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def imported(*rows: list[Any], language: str = "en") -> Imported:
    return import_answers(workbook(*rows), ".xlsx", KNOWLEDGE, language)


def answers(*rows: list[Any]) -> list[dict[str, Any]]:
    read = imported(*rows)
    assert read.faults == ()
    return [dict(row.answers) for row in read.rows]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_can_be_written_as_id_label_or_short_form(language: str) -> None:
    questions, wording = list(KNOWLEDGE.questions.values()), KNOWLEDGE.wording[language]["questions"]
    written: list[list[tuple[str, str]]] = []
    for question in questions:
        options = wording[question.id]["options"].items()
        ways = [(value, way) for value, o in options for way in (value, o["label"], o["short"], o["label"].upper())]
        written.append(ways)
    longest = max(len(ways) for ways in written)
    rows = [[ways[min(n, len(ways) - 1)] for ways in written] for n in range(longest)]
    expected = [
        {q.id: (value,) if q.several else value for q, (value, _) in zip(questions, row, strict=True)} for row in rows
    ]
    for heading in (
        [q.id for q in questions],
        [q.code for q in questions],
        [f" {wording[q.id]['name'].upper()} " for q in questions],
        [wording[q.id]["ask"] for q in questions],
    ):
        assert answers(heading, *[[way for _, way in row] for row in rows]) == expected


def test_names_mean_one_thing_only() -> None:
    for question in KNOWLEDGE.questions.values():
        seen: dict[str, str] = {}
        for language in LANGUAGES:
            for value, option in KNOWLEDGE.wording[language]["questions"][question.id]["options"].items():
                for name in (option["label"], option["short"]):
                    assert seen.setdefault(plain(name), value) == value
                    assert ";" not in plain(name)
        assert len(question.values) < 9, "9 is the number of no answer"
    asked = [
        plain(KNOWLEDGE.wording[language]["questions"][question][field])
        for language in LANGUAGES
        for question in KNOWLEDGE.questions
        for field in ("name", "ask")
    ]
    words = vocabulary(KNOWLEDGE)
    assert all(words.question(name) for name in asked)
    assert len(set(asked)) == len(asked)


def test_numbers_are_those_of_the_paper_in_rows_typed_in_by_number() -> None:
    for question in SINGLE:
        for number, value in enumerate(question.values, 1):
            assert answers(["funding_channels", question.id], [1, number])[0][question.id] == value
    assert answers(["say_no", "paid_staff", "government_share"], [9, 2, 9])[0] == {
        "government_share": "skip",
        "say_no": "skip",
        "paid_staff": "1-2",
    }


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1,3", ("project", "fees")),
        ("3；1", ("project", "fees")),
        ("1 3 3", ("project", "fees")),
        (3, ("fees",)),
        (0, ()),
        (9, "skip"),
        ("[]", ()),
        ("都没有", ()),
        ("None of these", ()),
        ("fees, project", ("project", "fees")),
        ("政府项目、政府购买服务、会费", ("project", "dues")),
        ("政府项目、政府购买服务\n会费", ("project", "dues")),
        ("Service fees; Membership dues", ("fees", "dues")),
        ("Service fees, 会费", ("fees", "dues")),
        ("skip", "skip"),
    ],
)
def test_lists_take_commas_semicolons_blanks_and_lines(cell: Any, expected: Any) -> None:
    assert answers(["funding_channels"], [cell]) == [{"funding_channels": expected}]


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_any_selection_by_labels_of_either_language_is_read(data: st.DataObject) -> None:
    question = data.draw(st.sampled_from(SEVERAL))
    chosen = data.draw(st.lists(st.sampled_from(question.values), min_size=1, unique=True))
    between = data.draw(st.sampled_from([", ", "; ", "、", "，", "；", "\n", " / "]))
    labels = [
        KNOWLEDGE.wording[data.draw(st.sampled_from(LANGUAGES))]["questions"][question.id]["options"][value]["label"]
        for value in chosen
    ]
    expected = tuple(value for value in question.values if value in chosen)
    assert answers([question.id], [between.join(labels)]) == [{question.id: expected}]


def test_a_fault_is_named_by_its_cell_with_what_is_allowed_and_the_others_go_on() -> None:
    read = imported(
        ["number", "staff_workload", "staff_qualified"], [1, "clear", "most"], [2, "most", "few"], [3, "several", None]
    )
    assert [row.number for row in read.rows] == [1, 3]
    (fault,) = read.faults
    assert (fault.place, fault.kind, fault.question, fault.found) == ("B3", "not_allowed", "staff_workload", "most")
    assert fault.allowed == ("clear", "several", "overloaded", "skip")
    assert fault.text.startswith("B3: found “most”, allowed: 1 Each person has a defined post; 2 ")
    chinese = imported(["分工情况"], ["most"], language="zh").faults[0].text
    assert chinese.startswith("A2：填的是“most”，可以填：1 各有专岗；2 ")


def test_a_near_miss_is_pointed_out_and_not_taken() -> None:
    read = imported(["main_source"], ["goverment"])
    assert read.rows == ()
    assert read.faults[0].meant == ("government",)
    assert "Did you mean “Government projects" in read.faults[0].text
    assert imported(["funding_channels"], ["fees, lottery"]).faults[0].found == "lottery"


def test_several_answers_where_one_is_asked_are_a_fault() -> None:
    for cell in ("government, users", "1,2"):
        assert imported(["main_source"], [cell]).faults[0].kind == "one_only"
    assert imported(["funding_channels"], ["fees, skip"]).faults[0].kind == "not_allowed"


def test_a_number_that_may_be_a_figure_is_not_guessed() -> None:
    read = imported(["paid_staff", "main_source"], [1, "users"])
    assert (read.faults[0].kind, read.faults[0].meant, read.rows) == ("two_ways", ("0", "1-2"), ())
    assert answers(["paid_staff", "main_source"], [2, "users"])[0]["paid_staff"] == "1-2"  # both ways the same
    assert imported(["government_share"], [70]).faults[0].meant == ("50-74",)


def test_a_date_made_of_an_answer_is_told_of() -> None:
    for day in (datetime(2026, 1, 2), datetime(2026, 2, 1)):
        (fault,) = imported(["paid_staff"], [day]).faults
        assert (fault.kind, fault.meant) == ("a_date", ("1-2",))
    assert imported(["government_share"], [datetime(2024, 1, 1)]).faults[0].meant == ("1-24",)


@settings(max_examples=120, deadline=None)
@given(
    cell=st.one_of(st.text(max_size=30), st.integers(-5, 200), st.floats(allow_nan=False), st.booleans(), st.dates()),
    question=st.sampled_from(list(KNOWLEDGE.questions.values())),
)
def test_whatever_stands_in_a_cell_it_is_an_allowed_answer_or_a_fault(cell: Any, question: Any) -> None:
    words = vocabulary(KNOWLEDGE)
    for by_number in (True, False):
        read = importing.read_cell(cell, question, words, by_number)
        if isinstance(read, str):
            assert read in (*question.values, "skip")
            assert read == "skip" or not question.several
        elif isinstance(read, tuple):
            assert question.several
            assert list(read) == [value for value in question.values if value in read]


def test_columns_that_are_none_or_come_twice_are_told_of() -> None:
    read = imported(["main_source", "Main source of money", "mood"], ["users", "mixed", "good"])
    assert [(fault.place, fault.kind) for fault in read.faults] == [("B1", "column"), ("C1", "column")]
    assert [dict(row.answers) for row in read.rows] == [{"main_source": "users"}]


def test_number_organization_and_voice_come_along() -> None:
    (row,) = imported(["编号", "组织", "Voice", "main_source"], ["3", "合唱团", "团长", "users"]).rows
    assert (row.number, row.organization, row.voice, row.row) == (3, "合唱团", "团长", 2)
    assert imported(["number", "main_source"], ["three", "users"]).faults[0].text.startswith("A2: found “three”")


def test_rows_without_answers_are_counted_and_left_out() -> None:
    read = imported(["number", "main_source"], [1, None], [2, "users"])
    assert ([row.number for row in read.rows], read.empty) == ([2], 1)


def test_csv_in_utf_8_and_as_spreadsheets_in_china_write_it() -> None:
    text = "编号,主要经费来源,资金渠道\n1,来源比较多，没有哪一项超过一半,会费\n2,没有,会费\n"
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        read = import_answers(text.encode(encoding), ".csv", KNOWLEDGE, "zh")
        assert [row.number for row in read.rows] == [1]
        assert [fault.text[:12] for fault in read.faults] == ["第3行“主要经费来源”："]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (b"", ".csv"),
        (b"", ".xlsx"),
        (b"not a workbook", ".xlsx"),
        (workbook(["mood"], ["good"]), ".xlsx"),
        (workbook(["main_source"]), ".xlsx"),
        (b"main_source\n\xff\xfe\xff\n", ".csv"),
        (b'main_source\n"users\n', ".csv"),
        (b"main_source\nusers,x\n", ".csv"),
        (b"main_source", ".pdf"),
        (b"x" * (importing.MOST_BYTES + 1), ".csv"),
    ],
)
def test_files_that_cannot_be_read_are_told_of_in_words(language: str, content: bytes, ending: str) -> None:
    read = import_answers(content, ending, KNOWLEDGE, language)
    assert read.rows == ()
    assert len(read.faults) >= 1
    assert all(fault.text and "{" not in fault.text for fault in read.faults)


def test_a_file_that_unpacks_to_too_much_or_has_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook(["main_source"], *[["users"]] * 20)
    monkeypatch.setattr(importing, "MOST_ROWS", 10)
    read = import_answers(content, ".xlsx", KNOWLEDGE, "en")
    assert (len(read.rows), read.faults[0].kind) == (10, "file")
    monkeypatch.setattr(importing, "MOST_UNPACKED", 100)
    assert import_answers(content, ".xlsx", KNOWLEDGE, "en").rows == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_empty_table_is_read_back_as_it_was_filled_in(language: str) -> None:
    content = blank_table(KNOWLEDGE, language, session(language, anonymous=False, parts=DEEPER))
    empty = import_answers(content, ".xlsx", KNOWLEDGE, language)
    assert (empty.rows, [fault.kind for fault in empty.faults]) == ((), ["file"])
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet, columns = book.worksheets[0], [cell.value for cell in book.worksheets[0][1]]
    assert len(columns) == 3 + len(KNOWLEDGE.questions)
    assert {cell.number_format for row in sheet.iter_rows(min_row=2) for cell in row} == {"@"}
    assert len(sheet.data_validations.dataValidation) == len(SINGLE)
    # By the labels that the lists offer.
    options = book.worksheets[2]
    for column in range(4, len(columns) + 1):
        sheet.cell(2, column).value = options.cell(1, column).value or "1; 2"
    filled = io.BytesIO()
    book.save(filled)
    (row,) = import_answers(filled.getvalue(), ".xlsx", KNOWLEDGE, language).rows
    assert row.answers == {q.id: q.values[:2] if q.several else q.values[0] for q in KNOWLEDGE.questions.values()}
    assert said(Texts(KNOWLEDGE, language), "fill_in.rules")[0] == book.worksheets[1]["A1"].value
