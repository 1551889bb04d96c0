"""`advisor assess`: every format in and out, bad rows named, the others go on."""

import csv
import io
import json
import sys
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook

from advisor.assessment import assess, check_answers
from advisor.commands.assess import run
from advisor.knowledge import load_knowledge
from advisor.wording.assessment_object import assessment_object

KNOWLEDGE = load_knowledge()
STUDIO = {"name": "湖滨", "main_source": "government", "needs_first": "government", "funding_channels": ["project"]}
CHOIR = {"name": "Choir", "main_source": "users", "funding_channels": ["dues"], "paid_staff": "0", "needs_first": "own"}
GOOD = json.dumps(STUDIO, ensure_ascii=False)


@pytest.fixture
def on_stdin(monkeypatch):
    def put(data):
        raw = data if isinstance(data, bytes) else data.encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))

    return put


@pytest.fixture
def said(capsys):
    """Run the command; the objects it wrote, the lines of faults, the exit code."""

    def call(*argv):
        code = run([str(argument) for argument in argv])
        out, err = capsys.readouterr()
        return [json.loads(line) for line in out.splitlines()], err.splitlines(), code

    return call


def written(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def workbook(path, *rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def without_id_and_time(entry):
    return {field: value for field, value in entry.items() if field not in ("id", "created")}


def test_a_line_in_gives_the_assessment_object_out(on_stdin, said):
    on_stdin(GOOD)
    (entry,), faults, code = said("--language", "zh")
    answers, _ = check_answers({q: v for q, v in STUDIO.items() if q != "name"}, KNOWLEDGE)
    expected = assessment_object(assess(answers, KNOWLEDGE), "zh", KNOWLEDGE)
    assert without_id_and_time(entry) == {**without_id_and_time(expected), "name": "湖滨"}
    assert (faults, code) == ([], 0)


def test_json_lines_csv_and_xlsx_of_the_same_answers_give_the_same_objects(tmp_path, said):
    lines = written(tmp_path / "rows.jsonl", "\n".join(json.dumps(row) for row in (STUDIO, CHOIR)))
    table = [
        ["name", "main_source", "needs_first", "funding_channels", "paid_staff"],
        ["湖滨", "government", "government", "project", ""],
        ["Choir", "users", "own", "dues", "0"],
    ]
    text = "".join(",".join(row) + "\n" for row in table)
    comma = written(tmp_path / "rows.csv", text)
    table[2][4] = 0
    sheet = workbook(tmp_path / "rows.xlsx", *table)
    results = [said(path) for path in (lines, comma, sheet)]
    assert [code for _, _, code in results] == [0, 0, 0]
    one, two, three = [[without_id_and_time(entry) for entry in entries] for entries, _, _ in results]
    assert len(one) == 2
    assert one == two == three


def test_each_row_may_name_its_language(on_stdin, said):
    on_stdin('{"main_source": "users", "language": "zh"}\n{"main_source": "users"}')
    entries, faults, _ = said("--language", "en")
    assert [entry["language"] for entry in entries] == ["zh", "en"]
    assert faults == []


def test_a_bad_row_is_named_with_line_field_finding_and_allowed_values_and_the_others_go_on(on_stdin, said):
    on_stdin(f'{GOOD}\n{{"needs_first": "goverment", "say_no": "can"}}\n\n{GOOD}\n')
    entries, faults, code = said()
    assert len(entries) == 2
    assert faults == [
        'standard input, line 2, field needs_first: found "goverment"; '
        'allowed: government, users, both, own, skip; did you mean "government"?'
    ]
    assert code == 1


def test_every_fault_of_a_row_is_named(on_stdin, said):
    on_stdin('{"needs_first": 1, "say_no": ["can"], "funding_channels": "fees, lottery", "language": "fr", "name": []}')
    entries, faults, _ = said()
    assert entries == []
    fields = [fault.split("field ")[1].split(":")[0] for fault in faults]
    assert fields == ["name", "language", "funding_channels", "needs_first", "say_no"]
    assert "allowed: en, zh" in faults[1]
    assert "[] for none of them" in faults[2]
    assert faults[4].endswith("(one of them, no list)")


def test_an_unknown_field_is_a_fault_of_its_line(on_stdin, said):
    on_stdin(f'{{"main_sorce": "users"}}\n{GOOD}')
    entries, faults, code = said()
    assert (len(entries), len(faults), code) == (1, 1, 1)
    assert faults[0].startswith("standard input, line 1, field main_sorce: is no question id; allowed: name, language,")
    assert faults[0].endswith('did you mean "main_source"?')


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"{main_source: users}", "is not JSON"),
        (b'{"main_source": "users"', "is not JSON"),
        (b'["users"]', "found a list"),
        (b'"users"', 'found "users"'),
        (b"null", "found null"),
        (b"[" * 100_000, "is not JSON that can be read"),
        (b'{"say_no": "can", "say_no": "cannot"}', "'say_no' is given twice"),
        ('{"name": "湖滨"}'.encode("gbk"), "is not UTF-8"),
        (b'{"name": "\\ud800"}', "allowed: text that can be written as UTF-8"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_others_go_on(on_stdin, said, line, says):
    on_stdin(GOOD.encode() + b"\n" + line + b"\n" + GOOD.encode())
    entries, faults, code = said()
    assert (len(entries), len(faults), code) == (2, 1, 1)
    assert faults[0].startswith("standard input, line 2")
    assert says in faults[0]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_byte_order_marks_and_line_endings_do_not_matter(tmp_path, said, ending, encoding):
    lines = written(tmp_path / "a.jsonl", ending.join([GOOD, GOOD, ""]), encoding)
    table = written(tmp_path / "a.csv", ending.join(["main_source,name", "users,合唱团", ""]), encoding)
    assert [len(said(lines)[0]), said(lines)[2]] == [2, 0]
    (entry,), faults, code = said(table)
    assert (entry["name"], entry["answers"], faults, code) == ("合唱团", {"main_source": "users"}, [], 0)


def test_an_unknown_column_is_named_once_and_left_out(tmp_path, said):
    table = written(tmp_path / "a.csv", "name,main_sorce,say_no\nA,users,can\nB,users,cannot\n")
    entries, faults, code = said(table)
    assert [entry["answers"] for entry in entries] == [{"say_no": "can"}, {"say_no": "cannot"}]
    assert len(faults) == 1
    assert faults[0].startswith("a.csv, line 1: the column main_sorce is no question id; allowed: name,")
    assert code == 1


def test_a_column_headed_by_the_name_or_code_of_a_question_is_told_its_id(tmp_path, said):
    title = KNOWLEDGE.wording["zh"]["questions"]["main_source"]["name"]
    table = written(tmp_path / "a.csv", f"say_no,{title},G1\ncan,,\n")
    _, faults, _ = said(table)
    assert [fault.rsplit("did you mean ", 1)[1] for fault in faults] == ['"main_source"?', '"needs_first"?']


def test_a_table_without_any_question_is_refused(tmp_path, said):
    entries, faults, code = said(written(tmp_path / "a.csv", "main_source;say_no\nusers;can\n"))
    assert (entries, code) == ([], 2)
    assert faults[0].startswith("a.csv: the heading names no question")


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ('users,"a\nb"\nbroken,x', "line 4, field main_source"),
        ("users,a,b", "line 2, cell 3: its column has no heading"),
        ('users,"a"b', "line 2: is not CSV"),
        ('users,"never closed', "line 2: is not CSV"),
    ],
)
def test_a_bad_csv_row_is_named_by_the_line_it_begins_in(tmp_path, said, row, place):
    _, faults, code = said(written(tmp_path / "a.csv", f"main_source,name\n{row}\n"))
    assert (len(faults), code) == (1, 1)
    assert faults[0].startswith(f"a.csv, {place}")


def test_a_csv_cell_that_is_not_utf_8_is_named_and_the_others_go_on(tmp_path, said):
    path = tmp_path / "a.csv"
    path.write_bytes(b"main_source,name\nusers," + "湖滨".encode("gbk") + b"\nusers,ok\n")
    entries, faults, code = said(path)
    assert [entry["name"] for entry in entries] == ["ok"]
    assert faults[0].startswith("a.csv, line 2, field name: is not UTF-8")
    assert code == 1


def test_a_bad_cell_of_a_workbook_is_named_by_its_address(tmp_path, said):
    path = workbook(
        tmp_path / "a.xlsx",
        ["name", "main_source", "paid_staff"],
        ["A", "nobody", 0],
        [None, None, None],
        ["B", "users", datetime(2026, 1, 2)],
        ["C", "users", "1-2", "astray"],
        ["D", "users", "1-2"],
    )
    entries, faults, code = said(path)
    assert [entry["name"] for entry in entries] == ["D"]
    assert [fault.split(", field")[0] for fault in faults[:2]] == ["a.xlsx, cell B2", "a.xlsx, cell C4"]
    assert "the date 2026-01-02" in faults[1]
    assert faults[2] == "a.xlsx, cell D5: its column has no heading"
    assert code == 1


def test_a_column_that_comes_twice_is_named_and_the_first_counts(tmp_path, said):
    path = workbook(tmp_path / "a.xlsx", ["say_no", "say_no"], ["can", "cannot"])
    entries, faults, code = said(path)
    assert entries[0]["answers"] == {"say_no": "can"}
    assert faults == ["a.xlsx, cell B1: the column 'say_no' is there twice; only the first counts"]
    assert code == 1


def test_an_empty_list_of_channels_survives_a_table(tmp_path, said):
    out = tmp_path / "out.csv"
    table = written(tmp_path / "a.csv", "funding_channels\n[]\n")
    assert said(table, "--output", out) == ([], [], 0)
    with out.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["funding_channels"] == "[]"


def rows_of(path):
    if path.suffix == ".xlsx":
        heading, *rows = load_workbook(path).active.iter_rows(values_only=True)
        return [{name: cell or "" for name, cell in zip(heading, row, strict=True)} for row in rows]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_table_out_holds_name_answers_outcome_and_ids(tmp_path, said, on_stdin, ending):
    out = tmp_path / f"out{ending}"
    on_stdin(GOOD)
    assert said("--output", out) == ([], [], 0)
    (row,) = rows_of(out)
    columns = ("name", *KNOWLEDGE.questions, "orientation", "confidence", "leans", "nearest", "found", "suggestions")
    assert tuple(row) == columns
    assert (row["name"], row["main_source"], row["funding_channels"]) == ("湖滨", "government", "project")
    assert (row["orientation"], row["confidence"], row["leans"]) == ("government", "firm", "")
    assert row["found"] == "P4.2-5,P4.2-6,P4.3-2"
    assert row["suggestions"].startswith("S5.2-4,")


def test_json_lines_out_are_the_same_as_on_standard_output(tmp_path, said, on_stdin):
    out = tmp_path / "out.jsonl"
    on_stdin(GOOD)
    assert said("--output", out) == ([], [], 0)
    on_stdin(GOOD)
    (printed,), _, _ = said()
    (line,) = out.read_text(encoding="utf-8").splitlines()
    assert "湖滨" in line
    assert without_id_and_time(json.loads(line)) == without_id_and_time(printed)


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "＝1", "a\tb", "\r=1"])
def test_a_name_is_never_run_as_a_formula(tmp_path, said, on_stdin, name):
    for ending in (".csv", ".xlsx"):
        out = tmp_path / f"out{ending}"
        on_stdin(json.dumps({"name": f"{name}"}))
        assert said("--output", out)[2] == 0
    (row,) = rows_of(tmp_path / "out.csv")
    assert row["name"].strip()[0] not in "=+-@＝"
    cell = load_workbook(tmp_path / "out.xlsx").active["A2"]
    assert cell.data_type == "s"


def test_a_name_with_control_characters_can_still_be_written_to_a_workbook(tmp_path, said, on_stdin):
    on_stdin(json.dumps({"name": "a\u0000b\u001b"}))
    assert said("--output", tmp_path / "out.xlsx")[2] == 0
    assert load_workbook(tmp_path / "out.xlsx").active["A2"].value == "a\ufffdb\ufffd"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no workbook", b"name,main_source\n"])
def test_a_workbook_that_is_none_is_refused(tmp_path, said, content):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    entries, faults, code = said(path)
    assert (entries, code) == ([], 2)
    assert faults[0].startswith("a.xlsx: this is no XLSX workbook")


def test_a_file_that_is_not_there_is_named(tmp_path, said):
    _, faults, code = said(tmp_path / "gone.jsonl")
    assert code == 2
    assert "gone.jsonl" in faults[0]


def test_an_unknown_ending_is_refused_with_the_allowed_ones(tmp_path, said):
    _, faults, code = said(written(tmp_path / "a.txt", GOOD))
    assert code == 2
    assert ".jsonl" in faults[0]


def test_the_answers_are_never_overwritten(tmp_path, capsys):
    path = written(tmp_path / "a.jsonl", GOOD)
    with pytest.raises(SystemExit):
        run([str(path), "--output", str(path)])
    assert path.read_text(encoding="utf-8") == GOOD


def test_nothing_in_gives_nothing_out(on_stdin, said):
    on_stdin("\n\n")
    assert said() == ([], [], 0)
