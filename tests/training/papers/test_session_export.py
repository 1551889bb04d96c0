"""The export: what stands in which cell, who is named, nothing that runs, and the way back."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings

from advisor.assessment import assess, check_answers
from advisor.commands import assess as assess_command
from advisor.commands.assessment_files import plain_cell
from advisor.training.papers.export import session_archive, session_csv, session_tables, session_workbook
from advisor.training.papers.importing import import_answers
from advisor.training.papers.rows import BEHIND, IN_FRONT
from advisor.training.papers.tables import csv_file
from advisor.training.records import Seat
from advisor.wording.assessment_object import assessment_object
from tests.training.papers.group_samples import ATTACKS, KNOWLEDGE, NOW, any_seats, seat, session, typical_seats

OPEN = {"anonymous": False, "minimum": 1}


def sheets(content: bytes) -> dict[str, list[list[str]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        sheet.title: [["" if cell.value is None else cell.value for cell in row] for row in sheet.iter_rows()]
        for sheet in book
    }


def answers_sheet(seats: list[Seat], **more: Any) -> list[dict[str, str]]:
    heading, *rows = sheets(session_workbook(session(**more), seats, KNOWLEDGE, NOW))["answers"]
    return [dict(zip(heading, row, strict=True)) for row in rows]


def assessed(answers: Any) -> dict[str, Any]:
    return assessment_object(assess(answers, KNOWLEDGE), "en", KNOWLEDGE, id="0", created="0")


def given_answers(seats: list[Seat]) -> dict[int, Any]:
    return {s.participant.number: dict(s.progress.answers) for s in seats if s.progress.answers}


def test_columns_are_the_questions_in_their_order_with_the_rest_around_them() -> None:
    heading = sheets(session_workbook(session(), typical_seats(), KNOWLEDGE, NOW))["answers"][0]
    assert heading == [*IN_FRONT, *KNOWLEDGE.questions, *BEHIND]


def test_each_cell_is_what_was_answered() -> None:
    answers = {"main_source": "users", "funding_channels": ("fees", "dues"), "say_no": "skip", "paid_staff": "0"}
    row, empty, none = answers_sheet(
        [seat(1, answers, "合唱团", "团长", True), seat(2, {}), seat(3, {"funding_channels": ()})], **OPEN
    )
    expected = {
        "number": "1",
        "name": "合唱团（团长）",
        "organization": "合唱团",
        "voice": "团长",
        "main_source": "users",
        "funding_channels": "fees,dues",
        "say_no": "skip",
        "paid_staff": "0",
        "orientation": "market",
        "knowledge_version": KNOWLEDGE.version,
        "joined": "2026-11-24T09:00:00Z",
        "finished": "2026-11-24T10:00:00Z",
    }
    assert {column: row[column] for column in expected} == expected
    assert {column: cell for column, cell in empty.items() if cell} == {
        "number": "2",
        "name": "2",
        "joined": "2026-11-24",
    }
    assert none["funding_channels"] == "[]"


@settings(max_examples=25, deadline=None)
@given(seats=any_seats())
def test_what_is_imported_again_gives_the_same_answers_and_assessments(seats: list[Seat]) -> None:
    held = session(**OPEN)
    for content, ending in (
        (session_workbook(held, seats, KNOWLEDGE, NOW), ".xlsx"),
        (session_csv(held, seats, KNOWLEDGE), ".csv"),
    ):
        back = import_answers(content, ending, KNOWLEDGE, "en")
        assert [fault for fault in back.faults if fault.place] == []
        assert {row.number: dict(row.answers) for row in back.rows} == given_answers(seats)
        for row in back.rows:
            before = next(s for s in seats if s.participant.number == row.number)
            assert assessed(row.answers) == assessed(before.progress.answers)


@pytest.mark.parametrize("language", KNOWLEDGE.languages)
@settings(max_examples=15, deadline=None)
@given(seats=any_seats(1))
def test_the_sheets_in_words_can_be_imported_as_well(language: str, seats: list[Seat]) -> None:
    tables = {table.name: table for table in session_tables(session(**OPEN), seats, KNOWLEDGE, NOW)}
    table = tables[f"answers_{language}"]
    back = import_answers(csv_file(table), ".csv", KNOWLEDGE, "en")
    assert [fault for fault in back.faults if fault.place] == []
    assert {row.number: dict(row.answers) for row in back.rows} == given_answers(seats)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_answers_go_through_advisor_assess_with_the_same_results(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    seats, held = typical_seats(), session(**OPEN)
    file = tmp_path / f"answers.{ending}"
    make = {
        "xlsx": lambda: session_workbook(held, seats, KNOWLEDGE, NOW),
        "csv": lambda: session_csv(held, seats, KNOWLEDGE),
    }
    file.write_bytes(make[ending]())
    assess_command.run([str(file), "--language", "en"])
    out, err = capsys.readouterr()
    results = [json.loads(line) for line in out.splitlines()]
    # Columns that are no answers are named and left out; nothing else is found fault with.
    assert [line for line in err.splitlines() if "is no question id" not in line] == []
    assert [{**entry, "id": "0", "created": "0", "name": None} for entry in results] == [
        {**assessed(s.progress.answers), "name": None} for s in seats
    ]
    exported = answers_sheet(seats, **OPEN)
    for entry, row in zip(results, exported, strict=True):
        assert entry["name"] == row["name"]
        for column in ("orientation", "confidence", "leans", "knowledge_version"):
            assert (entry[column] or "") == row[column]


def test_anonymous_sessions_name_nobody_and_give_days_only() -> None:
    secret = [seat(n, {"main_source": "users"}, f"Secret{n}", "treasurer", True) for n in range(1, 6)]
    for content in (
        session_workbook(session(), secret, KNOWLEDGE, NOW),
        session_archive(session(), secret, KNOWLEDGE, NOW),
    ):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            everything = b"".join(archive.read(name) for name in archive.namelist())
        assert b"Secret" not in everything
        assert b"treasurer" not in everything
        assert b"2026-11-24T09" not in everything.replace(b"2026-11-24T09:00:00Z", b"", 1)
    assert {row["joined"] for row in answers_sheet(secret)} == {"2026-11-24"}


def test_only_those_who_agreed_are_named() -> None:
    group = [seat(n, {"main_source": "users"}, f"Org{n}", "", n == 1) for n in range(1, 6)]
    rows = answers_sheet(group, anonymous=False)
    assert [row["organization"] for row in rows] == ["Org1", "", "", "", ""]
    assert [row["name"] for row in rows] == ["Org1", "2", "3", "4", "5"]


@pytest.mark.parametrize("anonymous", [True, False])
def test_fewer_rows_without_a_name_than_the_minimum_are_not_given(anonymous: bool) -> None:
    group = [seat(n, {"main_source": "users"}, f"Org{n}", "", n <= 2) for n in range(1, 6)]
    rows = answers_sheet(group, anonymous=anonymous, minimum=4)
    assert len(rows) == (5 if anonymous else 2)
    few = sheets(session_workbook(session(minimum=6), group, KNOWLEDGE, NOW))
    assert len(few["answers"]) == 1
    assert any("6" in str(cell) and "没有导出" in str(cell) for row in few["about"] for cell in row)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_people_typed_is_run(attack: str) -> None:
    group, held = [seat(1, {"main_source": "users"}, attack, attack, True)], session(name=attack, **OPEN)
    book = openpyxl.load_workbook(io.BytesIO(session_workbook(held, group, KNOWLEDGE, NOW)))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in ("s", "n")
                assert cell.data_type == "s" or cell.value is None
                assert cell.value is None or cell.number_format == "@"
    with zipfile.ZipFile(io.BytesIO(session_archive(held, group, KNOWLEDGE, NOW))) as archive:
        for name in archive.namelist():
            text = archive.read(name).decode("utf-8-sig")
            for row in csv.reader(io.StringIO(text, newline="")):
                assert [cell for cell in row if plain_cell(cell) != cell] == []


def test_the_codebook_names_every_question_and_value_in_every_language() -> None:
    heading, *rows = sheets(session_workbook(session(), typical_seats(), KNOWLEDGE, NOW))["codebook"]
    told = [dict(zip(heading, row, strict=True)) for row in rows]
    for question in KNOWLEDGE.questions.values():
        head, *values = (row for row in told if row["column"] == question.id)
        assert head["section"] == question.source.section
        expected = [*question.values, *(["[]"] if question.several else []), "skip"]
        assert [row["value"] for row in values] == expected
        for language in KNOWLEDGE.languages:
            texts = KNOWLEDGE.wording[language]["questions"][question.id]
            assert (head[f"name_{language}"], head[f"question_{language}"]) == (texts["name"], texts["ask"])
            for row in values[: len(question.values)]:
                assert row[f"label_{language}"] == texts["options"][row["value"]]["label"]
            assert all(row[f"label_{language}"] for row in values)
    columns = {row["column"] for row in told}
    assert columns == {*IN_FRONT, *KNOWLEDGE.questions, *BEHIND}


def test_csv_files_carry_the_signature_and_are_those_of_the_workbook() -> None:
    seats, held = typical_seats(), session()
    content = session_csv(held, seats, KNOWLEDGE)
    assert content.startswith(b"\xef\xbb\xbf")
    from_csv = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert from_csv == sheets(session_workbook(held, seats, KNOWLEDGE, NOW))["answers"]
    with zipfile.ZipFile(io.BytesIO(session_archive(held, seats, KNOWLEDGE, NOW))) as archive:
        assert archive.read("answers.csv") == content
        assert set(archive.namelist()) == {
            "answers.csv",
            "answers_en.csv",
            "answers_zh.csv",
            "codebook.csv",
            "about.csv",
        }


def test_answers_of_an_older_version_are_kept_as_they_were_given() -> None:
    (row,) = answers_sheet([seat(1, {"main_source": "lottery", "gone": "x", "needs_first": "users"})], minimum=1)
    assert row["main_source"] == "lottery"
    assert row["needs_first"] == "users"
    answers, _ = check_answers({"needs_first": "users"}, KNOWLEDGE)
    assert row["orientation"] == assess(answers, KNOWLEDGE).orientation
