"""Rows filled in from paper: faults by cell, good rows counted once, names with consent only, exports read back."""

from __future__ import annotations

import csv
import html
import io
import threading
import time
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from served import Person, Served, signed_in
from workshops import BOTH, CORE, GOVERNMENT, USERS, finish, join, texts, workshop

from advisor.storage.paper_rows import PAPER
from advisor.storage.tables import VISITORS
from advisor.training.records import Seat

IN_FRONT = ("number", "organization", "voice")
SAID = texts("en")["import"]


@pytest.fixture
def trainer(served: Served, request: pytest.FixtureRequest) -> Person:
    return signed_in(served, request.node.name[-60:])[0]


def row(answers: Any, *names: str) -> list[str]:
    cells = [answers.get(question, "") for question in CORE]
    front = [*names, "", "", ""][: len(IN_FRONT)]
    return front + [cell if isinstance(cell, str) else ",".join(cell) for cell in cells]


def table(*rows: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([[*IN_FRONT, *CORE], *rows])
    return text.getvalue().encode("utf-8-sig")


def workbook(*rows: list[str]) -> bytes:
    book = openpyxl.Workbook()
    for cells in ([*IN_FRONT, *CORE], *rows):
        book.active.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def send(trainer: Person, session: str, content: bytes, name: str = "rows.csv", **fields: str) -> tuple[int, str]:
    """The status, and what the page says became of the table."""
    given = {"csrf": trainer.form("/training/account"), **fields}
    address = f"{trainer.served.address}/training/{session}/import"
    answer = trainer.browser.post(address, data=given, files={"file": (name, content)}, timeout=30)
    return answer.status_code, html.unescape(answer.text)


def seats(served: Served, session: str) -> list[Seat]:
    return served.data.sessions.seats(session)


@pytest.mark.parametrize(("name", "make", "cell"), [("rows.XLSX", workbook, "D3"), ("rows.csv", table, "line 3")])
def test_faults_are_named_by_cell_and_the_good_rows_count(
    served: Served, trainer: Person, name: str, make: Any, cell: str
) -> None:
    session = trainer.new_session()
    rows = [row(GOVERNMENT), row({**USERS, "main_source": "<b>most</b>"}), row(USERS), row({}), row(BOTH)]
    content = make(*rows)
    status, told = send(trainer, session, content, name)
    assert status == 200
    assert "Added: 3. Rows of the table: 2, 4, 6. Numbers on the board: 1–3." in told
    fault = told.partition('<ul class="faults">')[2].partition("</ul>")[0]
    assert cell in fault
    assert "“<b>most" in fault
    assert "allowed" in fault
    found = seats(served, session)
    assert [seat.progress.answers for seat in found] == [GOVERNMENT, USERS, BOTH]
    assert all(seat.participant.conversation.startswith(PAPER) and seat.progress.result for seat in found)
    news = trainer.get(f"/training/{session}/board.json").json()
    assert (news["joined"], news["finished"]) == (3, 3)
    assert served.data.results.result(found[0].progress.result or "").assessment["orientation"] == "government"  # type: ignore[union-attr]
    assert ("change_answers", session, True) in [entry[1:] for entry in served.audit()]


def test_markup_in_cells_is_inert(served: Served, trainer: Person) -> None:
    session = trainer.new_session(anonymous="no")
    given = {"csrf": trainer.form("/training/account"), "named": "yes"}
    content = table(row(USERS, "", "<script>alert(1)</script>"), row({"main_source": "<script>alert(2)</script>"}))
    address = f"{served.address}/training/{session}/import"
    answer = trainer.browser.post(address, data=given, files={"file": ("<script>alert(3)</script>.csv", content)})
    board = trainer.get(f"/training/{session}/board").text
    assert "<script>alert" not in answer.text + board
    assert "&lt;script&gt;alert(1)" in board


def test_a_corrected_table_counts_nobody_twice(served: Served, trainer: Person) -> None:
    session = trainer.new_session()
    send(trainer, session, table(row(USERS), row({**USERS, "say_no": "?"}), row(USERS)))
    status, told = send(trainer, session, table(row(USERS), row({**USERS, "say_no": "cannot"}), row(USERS)))
    assert status == 200
    assert "Added: 1. Rows of the table: 3. Numbers on the board: 3." in told
    assert "Already here and not added again: 2. Rows of the table: 2, 4." in told
    send(trainer, session, table(row(USERS)), also_known="yes")
    assert len(seats(served, session)) == 4


def test_an_export_sent_back_counts_nobody_twice_whatever_was_ticked(served: Served, trainer: Person) -> None:
    session = trainer.new_session(anonymous="no")
    for organization, named in (("Choir", True), ("Club", True), *((f"Quiet {n}", False) for n in range(4))):
        finish(served, join(served, session, organization, named=named), USERS)
    export = trainer.get(f"/training/{session}/export/xlsx").content
    for ticked in ("yes", ""):
        _, told = send(trainer, session, export, "export.xlsx", named=ticked)
        assert "Already here and not added again: 6." in told
    assert len(seats(served, session)) == 6


def test_the_same_table_sent_twice_at_once_counts_once(served: Served, trainer: Person) -> None:
    session = trainer.new_session()
    content = table(*(row({**USERS, "say_no": value}) for value in ("can", "cannot", "sometimes")))
    csrf, cookies = trainer.form("/training/account"), dict(trainer.browser.cookies)

    def once() -> None:
        import requests

        requests.post(
            f"{served.address}/training/{session}/import",
            data={"csrf": csrf},
            files={"file": ("rows.csv", content)},
            cookies=cookies,
            timeout=30,
        )

    threads = [threading.Thread(target=once) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [seat.participant.number for seat in seats(served, session)] == [1, 2, 3]


def test_names_are_taken_with_consent_and_never_in_an_anonymous_session(served: Served, trainer: Person) -> None:
    content = table(row(USERS, "7", " Choir ", "chair"), row(GOVERNMENT, "8", "", "nobody's voice"))
    kept = {}
    for anonymous, named in (("no", "yes"), ("no", ""), ("yes", "yes")):
        session = trainer.new_session(anonymous=anonymous)
        send(trainer, session, content, named=named)
        people = [seat.participant for seat in seats(served, session)]
        kept[anonymous, named] = [(each.organization, each.voice, each.named) for each in people]
        page = trainer.get(f"/training/{session}/board").text
        assert ("Choir" in page) == (anonymous == "no" and named == "yes")
    nobody = ("", "", False)
    assert kept["no", "yes"] == [("Choir", "chair", True), nobody]
    assert kept["no", ""] == [("Choir", "chair", False), nobody]
    assert kept["yes", "yes"] == [nobody, nobody]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "rows.csv", SAID["no_file"]),
        (b"x" * (1024 * 1024 + 1), "rows.csv", SAID["large"]),
        (b"main_source\nusers\n", "rows.txt", ".xlsx, .csv"),
        (b"PK\x03\x04 not a workbook", "rows.xlsx", "XLSX"),
        (b"colour,size\nred,9\n", "rows.csv", "colour"),
        (b"main_source\n", "rows.csv", ""),
    ],
)
def test_files_that_cannot_be_taken(served: Served, trainer: Person, content: bytes, name: str, said: str) -> None:
    session = trainer.new_session()
    status, told = send(trainer, session, content, name)
    assert status == 422
    assert said in told
    assert SAID["nothing"] in told
    assert seats(served, session) == []


def test_a_closed_session_and_one_whose_last_day_is_over_take_nothing(served: Served, trainer: Person) -> None:
    content, over, closed = table(row(USERS)), trainer.new_session(), trainer.new_session()
    made = served.data.sessions.find(over)
    assert made is not None
    served.data.sessions.change(replace(made, closes="2026-01-01"))
    status, told = send(trainer, over, content)
    assert (status, SAID["over"] in told) == (422, True)
    trainer.post(f"/training/{closed}/close", {}, trainer.form(f"/training/{closed}/close"))
    assert SAID["closed"] in trainer.get(f"/training/{closed}/export").text
    status, _ = send(trainer, closed, content)
    assert status == 409
    assert served.audit()[-1][1:] == ("change_answers", closed, False)
    assert seats(served, over) + seats(served, closed) == []
    assert trainer.get(f"/training/{closed}/export/csv").status_code == 200, "What is closed can still be exported."


def test_another_trainer_adds_and_takes_nothing(served: Served, trainer: Person) -> None:
    session = trainer.new_session("Private")
    workshop(served, session, 4, 4)
    stranger, account = signed_in(served, "Stranger with a table")
    assert send(stranger, session, table(row(USERS)))[0] == 404
    for path in ("export", "export/xlsx", "export/csv", "export/zip"):
        assert stranger.get(f"/training/{session}/{path}").status_code == 404
    tried = [entry[1:] for entry in served.audit() if entry[0] == account.id and entry[2] == session]
    assert tried == [("change_answers", session, False)] + [("export_answers", session, False)] * 4
    assert len(seats(served, session)) == 8


def test_an_export_read_into_another_session_gives_the_same_results(served: Served, trainer: Person) -> None:
    first, second = (trainer.new_session(name, anonymous="no") for name in ("First", "Second"))
    workshop(served, first, 4, 3, 3)
    finish(
        served,
        join(served, first, "=Choir & Co", "chair", named=True),
        {**BOTH, "say_no": "skip", "funding_channels": ()},
    )
    for format in ("xlsx", "csv"):
        copy = trainer.new_session(f"Copy by {format}", anonymous="no")
        exported = trainer.get(f"/training/{first}/export/{format}")
        assert "attachment" in exported.headers["Content-Disposition"]
        status, told = send(trainer, copy, exported.content, f"export.{format}", named="yes")
        assert (status, "Added: 11." in told) == (200, True)
        before, after = (trainer.get(f"/training/{session}/export/csv").content for session in (first, copy))
        assert _results(after) == _results(before)
        again, told = send(trainer, copy, exported.content, f"export.{format}", named="yes")
        assert (again, "Added" in told) == (200, False)
    assert len(seats(served, second)) == 0


def test_answers_from_paper_go_when_their_time_is_over(served: Served, trainer: Person) -> None:
    session = trainer.new_session()
    send(trainer, session, table(row(USERS), row(GOVERNMENT)))
    old = seats(served, session)[0].participant.conversation
    result = seats(served, session)[0].progress.result or ""
    with served.data._own.begin() as connection:
        aged = VISITORS.update().where(VISITORS.c.conversation == old).values(seen=time.time() - 91 * 86_400)
        connection.execute(aged)
    with served.data.log._engine.begin() as connection:
        # What Rasa's store makes at its start.
        connection.exec_driver_sql(
            "CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255), "
            "type_name VARCHAR(255), timestamp FLOAT, data TEXT)"
        )
    served.data.erase_unused(90)
    assert [seat.participant.number for seat in seats(served, session)] == [2]
    assert served.data.results.result(result) is None


def _results(exported: bytes) -> list[dict[str, str]]:
    rows = csv.DictReader(io.StringIO(exported.decode("utf-8-sig")))
    return [{column: cell for column, cell in row.items() if column not in ("joined", "finished")} for row in rows]
