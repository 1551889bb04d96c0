"""What is not accepted: not offered, too long, malformed, from elsewhere, too often. And what the log says of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import ALLOWED_SITE
from .plain_http import Client, custom, new_id
from .running import Running

MARK = "quokkaword"
"""Stands in whatever is refused here, and must not stand in the log."""
FOREIGN = [
    "https://elsewhere.example",
    "null",
    "http://127.0.0.1",
    ALLOWED_SITE + ".evil.example",
    "http://street.example",
]


@pytest.fixture
def client(running: Running) -> Client:
    return Client.visitor(running.address)


@pytest.mark.parametrize(
    "typed",
    [
        "/restart",
        '/core_form{"main_source":"users"}',
        "main_source=users",
        "do=delete",
        "/session_start",
        "do=looks_right",
    ],
)
def test_typed_commands_are_words(client: Client, typed: str) -> None:
    before = client.messages()
    replies = client.say(typed)
    assert (custom(replies, "question") or {"id": "main_source"})["id"] == "main_source", "no answer is stored unasked"
    assert custom(replies, "question") or custom(replies, "confirm")
    kept = client.messages()
    assert kept[: len(before)] == before
    assert kept[len(before)]["text"] == typed
    client.choose("do=change:main_source")
    assert "government_share" not in str(client.get("data").json["answers"])


@pytest.mark.parametrize(
    "choices",
    [
        ["do=delete"],
        ["do=yes"],
        ["do=looks_right"],
        ["do=result_now"],
        ["do=language:xx"],
        ["do=change:gold"],
        ["main_source=gold"],
        ["main_source=users", "main_source=mixed"],
        ["government_share=0"],
        ["/restart"],
        [f"main_source={MARK}"],
        [""],
    ],
    ids=lambda choices: "+".join(choices),
)
def test_what_was_not_offered_is_not_taken(client: Client, choices: list[str]) -> None:
    before = client.messages()
    answer = client.post("message", {"id": new_id(), "choices": choices})
    assert (answer.status, answer.error) == (409, "not_offered")
    assert client.messages() == before


def test_a_button_of_an_earlier_turn_is_gone(client: Client) -> None:
    client.choose("main_source=users")
    assert client.post("message", {"id": new_id(), "choices": ["main_source=mixed"]}).status == 409


def test_a_message_sent_again_counts_once(client: Client) -> None:
    id = new_id()
    first = client.choose("main_source=users", id=id)
    assert client.choose("main_source=users", id=id) == first
    assert client.say("something else under the same id", id=id) == first
    assert len([message for message in client.messages() if message["from"] == "leader"]) == 2


GOOD_ID = "0f0f0f0f-0f0f"
BODIES: list[tuple[Any, int]] = [
    (b"", 400),
    (b"{" + MARK.encode(), 400),
    (b"\xff\xfe", 400),
    (b"[" * 10_000, 400),
    (b"null", 400),
    ([MARK], 400),
    ({}, 400),
    ({"id": GOOD_ID}, 400),
    ({"text": MARK}, 400),
    ({"id": 5, "text": MARK}, 400),
    ({"id": "short", "text": MARK}, 400),
    ({"id": "../../../etc/passwd", "text": MARK}, 400),
    ({"id": GOOD_ID, "text": ""}, 400),
    ({"id": GOOD_ID, "text": "\u0000\u0007 \n"}, 400),
    ({"id": GOOD_ID, "text": "\ud800"}, 400),
    ({"id": GOOD_ID, "text": {"a": MARK}}, 400),
    ({"id": GOOD_ID, "text": MARK, "choices": ["do=why"]}, 400),
    ({"id": GOOD_ID, "choices": "do=why"}, 400),
    ({"id": GOOD_ID, "choices": []}, 400),
    ({"id": GOOD_ID, "choices": [None]}, 400),
    ({"id": GOOD_ID, "choices": ["do=why"] * 13}, 400),
    ({"id": GOOD_ID, "choices": [MARK * 30]}, 400),
    ({"id": GOOD_ID, "text": MARK * 101}, 413),
    ({"id": GOOD_ID, "text": MARK * 5_000}, 413),
]


@pytest.mark.parametrize(("body", "status"), BODIES, ids=[str(body)[:40] for body, _ in BODIES])
def test_a_body_that_makes_no_sense_is_refused(shared: Client, body: Any, status: int) -> None:
    before = shared.messages()
    answer = shared.post("message", body)
    assert answer.status == status
    assert answer.error
    assert MARK not in answer.text
    assert shared.messages() == before


def test_a_body_too_large_to_be_read_at_all(shared: Client) -> None:
    answer = shared.post("message", {"id": GOOD_ID, "text": MARK * 50_000})
    assert answer.status == 413
    assert MARK not in answer.text


@pytest.fixture(scope="module")
def shared(running: Running) -> Client:
    return Client.visitor(running.address)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_is_no_json_is_refused(client: Client, kind: str) -> None:
    body = json.dumps({"id": GOOD_ID, "text": MARK}).encode()
    answer = client.send("POST", "/webhooks/web/message", body, {"Content-Type": kind})
    assert (answer.status, answer.error) == (415, "not_json")


@pytest.mark.parametrize(
    "body", [{}, {"language": "en"}, {"language": "xx", "consent": True}, {"language": "en", "consent": "true"},
             {"language": ["en"], "consent": True}, {"language": {"en": 1}, "consent": True}],
    ids=str,
)  # fmt: skip
def test_nobody_begins_without_consent(running: Running, body: dict[str, Any]) -> None:
    answer = Client(running.address).post("visitor", body)
    assert (answer.status, answer.error) == (400, "consent")


@pytest.mark.parametrize("origin", FOREIGN)
def test_other_sites_are_refused(client: Client, origin: str) -> None:
    tried = [
        client.post("visitor", {"language": "en", "consent": True}, Origin=origin),
        client.post("message", {"id": new_id(), "text": MARK}, Origin=origin),
        client.get("history", Origin=origin),
        client.get("data", Origin=origin),
        client.send("DELETE", "/webhooks/web/data", None, {"Origin": origin}),
        client.send("OPTIONS", "/webhooks/web/message", None, {"Origin": origin}),
    ]
    assert [(answer.status, answer.error) for answer in tried] == [(403, "origin")] * 6
    assert not [answer for answer in tried if "access-control-allow-origin" in answer.headers]
    assert len(client.messages()) == 3


def test_a_listed_site_may_use_it(running: Running) -> None:
    client = Client(running.address)
    asked = client.send("OPTIONS", "/webhooks/web/message", None, {"Origin": ALLOWED_SITE})
    assert asked.status == 204
    assert {"POST", "GET", "DELETE"} <= set(asked.headers["access-control-allow-methods"].split(", "))
    assert "Authorization" in asked.headers["access-control-allow-headers"]
    made = client.post("visitor", {"language": "en", "consent": True}, Origin=ALLOWED_SITE)
    client.token = made.json["token"]
    turn = client.post("message", {"id": new_id(), "choices": ["do=start"]}, Origin=ALLOWED_SITE)
    assert turn.lines
    refused = client.post("message", {}, Origin=ALLOWED_SITE)
    for answer in (made, turn, refused, client.get("history", Origin=ALLOWED_SITE)):
        assert answer.headers["access-control-allow-origin"] == ALLOWED_SITE
        assert answer.headers["vary"] == "Origin"
        assert "access-control-allow-credentials" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"


def test_too_many_messages_wait(client: Client) -> None:
    answers = [client.post("message", {}) for _ in range(45)]
    codes = [answer.status for answer in answers]
    assert 400 in codes
    assert codes[-1] == 429
    assert answers[-1].error == "too_many"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 61
    assert client.get("history").status == 200, "reading goes on"


def test_too_many_visitors_from_one_address_wait(running: Running) -> None:
    one, other = (Client(running.address, interface=f"127.0.0.{last}") for last in (77, 78))
    codes = [one.post("visitor", {"consent": False}).status for _ in range(65)]
    assert codes[0] == 400
    assert codes[-1] == 429
    pretended = one.post("visitor", {"consent": False}, **{"X-Forwarded-For": "203.0.113.9"})
    assert pretended.status == 429, "an address somebody only claims"
    assert other.post("visitor", {"consent": False}).status == 400


def test_the_log_names_refusals_and_nothing_of_theirs(running: Running, client: Client) -> None:
    client.post("message", {"id": new_id(), "choices": [f"do={MARK}"]})
    client.post("message", b"{" + MARK.encode())
    client.get("history", Origin=f"https://{MARK}.example")
    client.say(f"{MARK} is what I typed")
    Client(running.address, f"{MARK}.{MARK}").get("history")
    Client(running.address).send("GET", f"/result/{MARK}?ticket={MARK}")
    for code in ("not_offered", "malformed", "origin", "unknown_visitor", "not_found"):
        assert f": {code}" in running.log, code
    assert MARK not in running.log
    assert str(client.token) not in running.log
    assert "Traceback" not in running.log
