"""A workshop: twelve organizations at once, by the window and by WeChat, a trainer's board, answers out and in."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from operator import methodcaller
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fake_conversation import words
from playwright.sync_api import BrowserContext, expect
from window import PHONE

from advisor.commands.account import run as account_command
from advisor.storage.personal_data import PersonalData
from advisor.training.records import Seat

from .running import Running
from .trainer import NAME, PASSWORD, Board, Trainer, label_of
from .workshop import PATIENCE_SECONDS, Attendee, AtTheProtocol, AtTheWindow, InWeChat, OfficialAccount, organizations

OUTCOME = ("orientation", "confidence", "leans", "knowledge_version")


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    """Twelve turns at once take their time on a busy machine; nothing here is about how long."""
    expect.set_options(timeout=PATIENCE_SECONDS * 1000)
    yield
    expect.set_options(timeout=None)


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> Iterator[OfficialAccount]:
    with OfficialAccount().opened(monkeypatch) as opened:
        yield opened


@pytest.fixture
def server(platform: OfficialAccount, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """An assistant of its own, with the Official Account, and one trainer."""
    monkeypatch.setenv("ADVISOR_DATA", str(tmp_path / "data"))
    password = tmp_path / "password.txt"
    password.write_text(PASSWORD, encoding="utf-8")
    assert account_command(["add", NAME, "--role", "trainer", "--password-file", str(password)]) == 0
    assistant = Running(tmp_path)
    assistant.start()
    yield assistant
    assistant.stop()


def test_twelve_organizations_at_once(
    server: Running, platform: OfficialAccount, context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    room, phone = context("en"), context("zh", PHONE)
    for browser in (room, phone):
        browser.set_default_timeout(PATIENCE_SECONDS * 1000)
    trainer = Trainer(room.new_page(), server.address)
    trainer.sign_in()
    session = trainer.create("North of the district 北片区")
    address, code, link, scene = server.address, session.code, session.link, session.scene

    attending: list[Attendee] = []
    for place, organization in enumerate(organizations()):
        if place % 2:
            attending.append(InWeChat(organization, platform, address, scene))
        elif place == 0:
            attending.append(AtTheWindow(organization, phone.new_page(), server, link))
        else:
            attending.append(AtTheProtocol(organization, address, code, place))

    data = PersonalData.in_the_data_folder()
    board = Board(trainer.board_of(session))
    board.expect_counts(joined=0, answering=0, finished=0)
    questions = list(attending[0].organization.answers)
    at_once(attending, methodcaller("join"))
    board.shows_after_one_look(data.sessions.seats(session.id), 0, questions)
    for step, question in enumerate(questions, 1):
        at_once(attending, methodcaller("answer", question))
        board.shows_after_one_look(data.sessions.seats(session.id), step, questions)
    at_once(attending, methodcaller("agree"))
    seats = data.sessions.seats(session.id)
    board.shows_after_one_look(seats, len(questions) + 1, questions)
    assert board.looks == len(questions) + 2

    results = results_of(data, seats)
    answered = {each.organization.name: each.organization.answers for each in attending}
    assert {seat.participant.organization: result["answers"] for seat, result in results} == answered
    files = trainer.exports(session, tmp_path)
    assert sheet(files["xlsx"], "answers") == table(files["csv"])
    agree_to_the_cell(sheet(files["xlsx"], "answers"), results)
    for language in ("en", "zh"):
        agree_in_words(sheet(files["xlsx"], f"answers_{language}"), results, language)

    again = trainer.create("The same once more")
    trainer.send(again, files["xlsx"])
    imported = results_of(data, data.sessions.seats(again.id))
    assert [without_words(result) for _, result in imported] == [without_words(result) for _, result in results]
    copied = sheet(trainer.exports(again, tmp_path)["xlsx"], "answers")
    assert [outcome(row) for row in copied] == [outcome(row) for row in sheet(files["xlsx"], "answers")]
    assert Board(trainer.board_of(again)).figures() == board.figures()

    assert [each.mishaps() for each in attending] == [[]] * len(attending)
    assert trainer.mishaps == []


def at_once(attending: Sequence[Attendee], step: Callable[[Attendee], Any]) -> None:
    """Everybody does this at the same time; the one in the browser in this thread, which the browser belongs to."""
    here = [each for each in attending if isinstance(each, AtTheWindow)]
    elsewhere = [each for each in attending if each not in here]
    with ThreadPoolExecutor(len(elsewhere)) as threads:
        under_way = [threads.submit(step, each) for each in elsewhere]
        for each in here:
            step(each)
        for work in under_way:
            work.result()


def results_of(data: PersonalData, seats: Sequence[Seat]) -> list[tuple[Seat, dict[str, Any]]]:
    """Everybody with the assessment that was stored for them."""
    found = []
    for seat in seats:
        (result,) = data.results.all_of(seat.participant.conversation)
        assert result["id"] == seat.progress.result
        found.append((seat, dict(result)))
    return found


def sheet(content: bytes, name: str) -> list[dict[str, str]]:
    """The rows of a sheet by the heading; empty cells are empty texts."""
    rows = openpyxl.load_workbook(io.BytesIO(content))[name].iter_rows(values_only=True)
    heading = next(rows)
    return [dict(zip(heading, ("" if cell is None else cell for cell in row), strict=True)) for row in rows]  # type: ignore[arg-type]


def table(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file, without the apostrophe before what a spreadsheet program would run."""
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    return [{name: cell.removeprefix("'") for name, cell in row.items()} for row in rows]


def agree_to_the_cell(rows: Sequence[dict[str, str]], results: Sequence[tuple[Seat, dict[str, Any]]]) -> None:
    """Every cell says what the assessment of its organization says."""
    assert len(rows) == len(results)
    for row, (seat, result) in zip(rows, results, strict=True):
        named, number = label_of(seat) == seat.participant.organization, str(seat.participant.number)
        finished = datetime.fromtimestamp(seat.progress.changed, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        until = len(finished) if named else len("2026-11-25")
        expected = {
            "number": number,
            "name": seat.participant.organization if named else number,
            "organization": seat.participant.organization if named else "",
            "voice": "",
            **{id: answer if isinstance(answer, str) else ",".join(answer) for id, answer in result["answers"].items()},
            **{column: result[column] or "" for column in OUTCOME},
            "joined": seat.participant.joined[:until],
            "finished": finished[:until],
        }
        assert {column: cell for column, cell in row.items() if cell or column in expected} == expected


def agree_in_words(
    rows: Sequence[dict[str, str]], results: Sequence[tuple[Seat, dict[str, Any]]], language: str
) -> None:
    """The same in the words of a language."""
    questions, papers = words(language, "questions"), words(language, "training_papers")
    types = words(language, "orientations")
    names = {**types["types"], **types["other_outcomes"]}
    columns = papers["columns"]
    for row, (_, result) in zip(rows, results, strict=True):
        for id, answer in result["answers"].items():
            values = [answer] if isinstance(answer, str) else answer
            labels = [questions[id]["options"][value]["label"] for value in values if value != "skip"]
            said = "; ".join(labels) or papers["options"]["skip"]
            assert row[questions[id]["name"]] == said
        assert row[columns["orientation"]["name"]] == names[result["orientation"]]["name"]
        assert row[columns["confidence"]["name"]] == papers["confidence"][result["confidence"]]


def without_words(result: dict[str, Any]) -> dict[str, Any]:
    """An assessment but for what is another's: id, moment, language, and reasons put in it."""
    reasons = [{name: value for name, value in reason.items() if name != "text"} for reason in result["reasons"]]
    own = ("id", "created", "language")
    return {**{name: value for name, value in result.items() if name not in own}, "reasons": reasons}


def outcome(row: dict[str, str]) -> dict[str, str]:
    """A row but for when it came."""
    return {column: cell for column, cell in row.items() if column not in ("joined", "finished")}
