"""A real server and a real action server: whole interviews, restarts, deletion, bad input."""

from __future__ import annotations

import json
import sqlite3
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from advisor.knowledge.records import Knowledge
from advisor.serving.processes import Assistant, free_port

HELLO = {"en": "hello", "zh": "你好"}
FINE = {"en": "looks right, show me the result", "zh": "没问题，看结果"}
DELETE = {"en": "delete my data", "zh": "删除我的数据"}
YES = {"en": "yes", "zh": "对"}


class Person:
    """Somebody who talks to the server over the REST channel."""

    def __init__(self, address: str) -> None:
        self.address, self.name = address, f"test-{uuid.uuid4().hex[:12]}"

    def say(self, text: Any, **fields: Any) -> list[dict[str, Any]]:
        status, reply = self.post(json.dumps({"sender": self.name, "message": text, **fields}).encode())
        assert status == 200, reply
        return reply

    def post(self, body: bytes) -> tuple[int, Any]:
        request = urllib.request.Request(
            f"{self.address}/webhooks/rest/webhook", body, {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                return reply.status, json.load(reply)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)


def custom(messages: list[dict[str, Any]], kind: str) -> dict[str, Any] | None:
    found = [m["custom"] for m in messages if m.get("custom", {}).get("type") == kind]
    return found[-1] if found else None


def text_of(messages: list[dict[str, Any]]) -> str:
    return "\n".join(message.get("text", "") for message in messages)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def assistant(data: Path) -> Iterator[Assistant]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ADVISOR_DATA", str(data))
        running = Assistant(free_port())
        running.start()
        yield running
        running.stop()


def interview(person: Person, language: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Answers every question by its first option's label; the assessment and the last messages."""
    person.say(HELLO[language])
    messages = person.say("do=start")
    for _ in range(30):
        question = custom(messages, "question")
        if question is not None:
            messages = person.say(question["options"][0]["label"])
        elif custom(messages, "confirm") is not None:
            messages = person.say(YES[language])
        elif custom(messages, "review") is not None:
            messages = person.say(FINE[language])
        if custom(messages, "assessment") is not None:
            return custom(messages, "assessment") or {}, messages
    pytest.fail(f"no assessment; the last words were {text_of(messages)!r}")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_interview_ends_in_an_assessment_of_the_contract(
    assistant: Assistant, knowledge: Knowledge, language: str
) -> None:
    assessment, messages = interview(Person(assistant.address), language)
    assert assessment["orientation"] == "government"
    assert assessment["confidence"] == "firm"
    assert assessment["language"] == language
    assert len(assessment["problems"]) == len(knowledge.problems)
    assert all(message.get("text") or message.get("custom") for message in messages)


def test_every_question_offers_its_options_in_words(assistant: Assistant) -> None:
    person = Person(assistant.address)
    person.say("hello")
    messages = person.say("do=start")
    question = custom(messages, "question")
    assert question is not None
    assert (question["step"], question["of"], question["multiple"]) == (1, 12, False)
    for option in question["options"]:
        assert option["label"] in text_of(messages)


def test_a_restart_loses_nothing(assistant: Assistant) -> None:
    person = Person(assistant.address)
    person.say("hello")
    person.say("do=start")
    assert (custom(person.say("main_source=users"), "question") or {})["id"] == "government_share"
    assistant.stop()
    assistant.start()
    assert (custom(person.say("government_share=0"), "question") or {})["id"] == "funding_channels"
    review = custom(person.say("do=result_now"), "review")
    assert review is not None
    assert review["answers"] == {"main_source": "users", "government_share": "0"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_deleting_leaves_no_row_behind(assistant: Assistant, data: Path, language: str) -> None:
    person = Person(assistant.address)
    interview(person, language)
    assert rows_of(data, person.name) > 0
    assert custom(person.say(DELETE[language]), "confirm") == {"type": "confirm", "about": "delete"}
    assert "12" in text_of(person.say(YES[language]))
    assert rows_of(data, person.name) == 0
    assert "12" in text_of(person.say(HELLO[language])), "a new greeting names the twelve questions"


def rows_of(data: Path, name: str) -> int:
    found = 0
    for file, table, column in (
        ("conversations.db", "events", "sender_id"),
        ("assessments.db", "assessments", "conversation"),
    ):
        with sqlite3.connect(data / file) as connection:
            found += connection.execute(f"select count(*) from {table} where {column} = ?", (name,)).fetchone()[0]
    return found


BAD_MESSAGES = [
    "",
    "   ",
    "😀😀😀",
    "x" * 5000,
    '/main_source{"main_source": "users"}',
    "/restart",
    "/session_start",
    "main_source=gold",
    "SELECT * FROM events; --",
    "<script>alert(1)</script>",
    "\u0000\u0007",
]


@pytest.mark.parametrize("text", BAD_MESSAGES, ids=[repr(text[:20]) for text in BAD_MESSAGES])
def test_bad_input_is_answered_and_not_stored(assistant: Assistant, text: str) -> None:
    person = Person(assistant.address)
    person.say("hello")
    person.say("do=start")
    messages = person.say(text)
    question = custom(messages, "question")
    assert question is not None, text_of(messages)
    assert question["id"] == "main_source"
    review = custom(person.say("do=result_now"), "review")
    assert review is None or review["answers"] == {}


BAD_BODIES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"hello"',
    b'{"sender": 5, "message": "x"}',
    b'{"sender": "a"}',
    b'{"message": "x"}',
    b'{"sender": "a", "message": {"a": 1}}',
    b'{"sender": "a", "message": "' + b"x" * 30_000 + b'"}',
]


@pytest.mark.parametrize("body", BAD_BODIES, ids=[repr(body[:30]) for body in BAD_BODIES])
def test_a_malformed_body_is_refused_with_a_reason(assistant: Assistant, body: bytes) -> None:
    status, reply = Person(assistant.address).post(body)
    assert status == 400
    assert reply["error"]
