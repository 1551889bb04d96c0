"""Several servers, several threads in each, and one of something: who gets it is settled once, on both engines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from advisor.storage.assessments import AssessmentStore
from advisor.storage.inbox import Inbox
from advisor.storage.outgoing import Part
from advisor.storage.sessions import SessionStore
from advisor.storage.sign_ins import FREE_ATTEMPTS
from advisor.storage.tables import AGREED, CLAIMS, CONTACTS, INBOX, PARTICIPANTS, PLANS
from advisor.storage.visitors import ShareStore
from advisor.training.records import Agreed, Participant, Progress, Session
from tests.storage.conftest import Databases
from tests.storage.many import ROUNDS, waiting

PROCESSES = 3
THREADS = {"sqlite": 3, "postgresql": 8}
"""SQLite waits for its one writer, and in no order: it is for a server and its actions, not for crowds."""
SESSION = Session("", "t1", "Workshop", "en", ("value",), "2026-01-01T00:00:00Z")
ASSESSMENT = {"id": "r1", "created": "2026-01-01T00:00:00Z", "knowledge_version": "v", "answers": {}}


@dataclass(frozen=True)
class Many:
    """Does a task by every thread of every server; `number` of them in all."""

    servers: list[subprocess.Popen[str]]
    threads: int
    environment: dict[str, str]

    @property
    def number(self) -> int:
        return len(self.servers) * self.threads

    def __call__(self, task: str, **given: Any) -> list[Any]:
        """What each thread of each process got, when all began at the same moment."""
        asked = {"task": task, "threads": self.threads, "given": given, "environment": self.environment}
        for server in self.servers:
            _tell(server, json.dumps(asked))
        opened = [_said(server) for server in self.servers]
        assert opened == ["ready"] * len(self.servers), opened
        for server in self.servers:
            _tell(server, "go")
        ends = [json.loads(_said(server)) for server in self.servers]
        failed = [end["failed"] for end in ends if "failed" in end]
        assert not failed, failed[0]
        return [each for end in ends for each in end["got"]]


def _tell(server: subprocess.Popen[str], line: str) -> None:
    assert server.stdin is not None
    server.stdin.write(f"{line}\n")
    server.stdin.flush()


def _said(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    return server.stdout.readline().strip()


@pytest.fixture(scope="module")
def servers() -> Iterator[list[subprocess.Popen[str]]]:
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.storage.many"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(PROCESSES)
    ]
    yield started
    for one in started:
        one.kill()
        one.communicate()


@pytest.fixture
def everybody(databases: Databases, servers: list[subprocess.Popen[str]]) -> Many:
    names = ("ADVISOR_DATA", "ADVISOR_DATABASE_URL")
    environment = {name: os.environ.get(name, "") for name in names} | {"ADVISOR_SECRET": "x" * 32}
    return Many(servers, THREADS[databases.own.dialect.name], environment)


def count(databases: Databases, table: sa.Table) -> int:
    with databases.own.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar())


def test_everybody_who_joins_has_a_number_of_their_own(databases: Databases, everybody: Many) -> None:
    session = SessionStore(databases.own).create(SESSION)
    numbers = [number for one in everybody("join", session=session.id) for number in one]
    assert sorted(numbers) == list(range(1, everybody.number * ROUNDS + 1))


def test_one_person_joins_once(databases: Databases, everybody: Many) -> None:
    session = SessionStore(databases.own).create(SESSION)
    assert len(set(everybody("join_as_one", session=session.id))) == 1
    assert count(databases, PARTICIPANTS) == 1


def test_one_person_joins_one_session(databases: Databases, everybody: Many) -> None:
    sessions = [SessionStore(databases.own).create(SESSION).id for _ in range(3)]
    assert len(set(everybody("join_somewhere", sessions=sessions))) == 1
    assert count(databases, PARTICIPANTS) == 1


def test_rows_from_paper_have_numbers_of_their_own(databases: Databases, everybody: Many) -> None:
    session = SessionStore(databases.own).create(SESSION)
    numbers = [number for one in everybody("type_in_paper", session=session.id) for number in one]
    assert sorted(numbers) == list(range(1, everybody.number * ROUNDS + 1))


def test_guessing_at_once_gains_nothing(databases: Databases, everybody: Many) -> None:
    assert everybody("guess").count(0.0) == FREE_ATTEMPTS


def test_attempts_never_wait_for_each_other_in_a_circle(databases: Databases, everybody: Many) -> None:
    assert everybody("guess_the_other_way_round") == [0.0] * everybody.number


def test_a_ticket_opens_once(databases: Databases, everybody: Many) -> None:
    results, shares = AssessmentStore(databases.own), ShareStore(databases.own)
    results.keep("web-1", ASSESSMENT)
    result = results.result("r1")
    assert result is not None
    assert everybody("use_ticket", ticket=shares.ticket(result)).count(True) == 1


def test_a_name_is_taken_once(databases: Databases, everybody: Many) -> None:
    assert everybody("open_account").count(True) == 1


def test_what_replaces_what_was_before_stands_once(databases: Databases, everybody: Many) -> None:
    AssessmentStore(databases.own).keep("web-1", ASSESSMENT)
    everybody("put_in_place")
    assert [count(databases, table) for table in (PLANS, AGREED, CLAIMS)] == [1, 1, 1]


def test_a_token_is_renewed_by_one(databases: Databases, everybody: Many) -> None:
    assert everybody("lease").count(True) == 1


def test_a_push_is_taken_in_once(databases: Databases, everybody: Many) -> None:
    assert everybody("take_copy").count(True) == 1
    assert count(databases, INBOX) == count(databases, CONTACTS) == 1


def test_a_push_is_noted_once(databases: Databases, everybody: Many) -> None:
    assert everybody("note_copy").count(True) == 1


def test_pushes_of_somebody_new_are_all_taken_in(databases: Databases, everybody: Many) -> None:
    assert everybody("take_many") == [True] * everybody.number
    assert count(databases, INBOX) == everybody.number
    assert count(databases, CONTACTS) == 1


def test_a_conversation_is_worked_on_by_one(databases: Databases, everybody: Many) -> None:
    assert len([key for key in everybody("claim") if key]) == 1


def test_an_answer_is_handed_to_one_copy_of_a_push(databases: Databases, everybody: Many) -> None:
    inbox = Inbox(databases.own, "wechat", "w")
    inbox.take(waiting("k1"))
    inbox.answered(waiting("k1"), [Part({"kind": "text", "text": "the answer"})], "en", False)
    assert sorted(everybody("hand_over")) == [""] * (everybody.number - 1) + ["the answer"]


def test_people_leave_sessions_that_are_being_deleted(databases: Databases, everybody: Many) -> None:
    store, sessions = SessionStore(databases.own), []
    for number in range(8):
        session = store.create(SESSION).id
        sessions.append(session)
        for thread in range(0, everybody.threads, 2):
            store.join(Participant("", session, f"c{number}-{thread}", 0, organization="Choir"))
        store.agree(session, Agreed("Choir", {"venue": "own"}))
    everybody("leave_what_is_deleted", sessions=sessions)
    assert count(databases, PARTICIPANTS) == count(databases, AGREED) == 0


def test_nobody_waits_in_a_circle(databases: Databases, everybody: Many) -> None:
    assert sorted(everybody("everything_at_once")) == sorted(list(range(everybody.threads)) * PROCESSES)


def test_a_server_whose_clock_is_behind_changes_the_board_too(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = SessionStore(databases.own)
    session = store.create(SESSION)
    for who in ("c1", "c2"):
        store.join(Participant("", session.id, who, 0))
    store.note("c1", Progress(answers={"venue": "own"}))
    before = store.mark(session.id)
    behind = time.time() - 30
    monkeypatch.setattr(time, "time", lambda: behind)
    store.note("c2", Progress(answers={"venue": "own"}))
    assert store.mark(session.id) != before


@pytest.mark.parametrize("text", ["\0", "a\0b"])
def test_a_sign_no_database_keeps_finds_nothing(databases: Databases, text: str) -> None:
    store = SessionStore(databases.own)
    assert store.by_code(text) is None
    assert AssessmentStore(databases.own).result(text) is None
    session = store.create(SESSION)
    store.join(Participant("", session.id, f"c{text}", 0))
    assert store.participant_of(f"c{text}") is not None
