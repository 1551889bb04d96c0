"""Nobody reads or goes on with what is another's: tokens, tickets, keys, links."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from itsdangerous import URLSafeSerializer

from .plain_http import Answer, Client, interview, new_id
from .running import Running

KEY = "X-Page-Key"
PLAN = b'{"rows": []}'


@dataclass(frozen=True)
class Owned:
    """A visitor with a result, and the key of its page."""

    client: Client
    assessment: dict[str, Any]
    key: str

    @property
    def path(self) -> str:
        return f"/result/{self.assessment['id']}"


def ticket(client: Client, result: str) -> str:
    """The address that opens a result once."""
    return str(client.post(f"results/{result}/page").json["url"])


def key_of(page: Answer) -> str:
    """The key in a result's page."""
    return page.text.partition('data-key="')[2].partition('"')[0]


def own(running: Running) -> Owned:
    client = Client.visitor(running.address)
    assessment = interview(client)
    page = Client(running.address).send("GET", ticket(client, assessment["id"]))
    assert page.status == 200
    return Owned(client, assessment, key_of(page))


@pytest.fixture(scope="module")
def mine(running: Running) -> Owned:
    return own(running)


@pytest.fixture(scope="module")
def theirs(running: Running) -> Owned:
    return own(running)


def test_another_visitor_sees_only_what_is_theirs(mine: Owned, theirs: Owned) -> None:
    here, there = mine.client.get("data").json, theirs.client.get("data").json
    assert [result["id"] for result in here["results"]] == [mine.assessment["id"]]
    assert mine.assessment["id"] not in str(there)
    # The same id of a message is another message in another conversation.
    id = new_id()
    mine.client.say("thank you", id=id)
    theirs.client.choose("do=why", id=id)
    assert [message["text"] for message in theirs.client.messages() if message.get("id") == id] != ["thank you"]
    assert {message.get("id") for message in theirs.client.messages()} & {
        message.get("id") for message in mine.client.messages()
    } == {None, id}
    assert theirs.client.post(f"results/{mine.assessment['id']}/page").status == 404


@pytest.mark.parametrize(
    "with_key", ["none", "of another result", "made up", "a visitor's token", "a guest's, elsewhere"]
)
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("GET", "/report.pdf", None),
        ("GET", "/report.docx", None),
        ("GET", "/report.png", None),
        ("GET", "/report.html", None),
        ("GET", "/shares/all", None),
        ("POST", "/shares", b""),
        ("PUT", "/plan", PLAN),
        ("DELETE", "/shares/any", None),
    ],
)
def test_a_result_is_closed_to_others(
    mine: Owned, theirs: Owned, guest_elsewhere: str, method: str, path: str, body: bytes | None, with_key: str
) -> None:
    keys = {
        "none": "",
        "of another result": theirs.key,
        "made up": "eyJrZXkiOiJtYWRlIHVwIn0.aaaa.bbbb",
        "a visitor's token": str(theirs.client.token),
        "a guest's, elsewhere": guest_elsewhere,
    }
    stranger, key = Client(mine.client.address), keys[with_key]
    given: dict[str, str] = {KEY: key, "Content-Type": "application/json", "Cookie": f"advisor_result={key}"}
    assert stranger.send(method, mine.path + path, body, given).status == 403
    if method == "GET":
        assert stranger.send(method, f"{mine.path}{path}?key={key}&ticket={key}").status == 403
        assert stranger.send(method, f"{mine.path}{path}?share={key}").status == 403


@pytest.fixture(scope="module")
def guest_elsewhere(theirs: Owned) -> str:
    """The key of somebody who was shown another result."""
    link = theirs.client.send("POST", f"{theirs.path}/shares", b"", {KEY: theirs.key}).json["url"]
    return key_of(Client(theirs.client.address).send("GET", link))


def test_a_guest_reads_and_changes_nothing(mine: Owned) -> None:
    made = mine.client.send("POST", f"{mine.path}/shares", b"", {KEY: mine.key})
    assert made.status == 201
    guest = Client(mine.client.address)
    page = guest.send("GET", made.json["url"])
    assert page.status == 200
    assert mine.key not in page.text
    key = {KEY: key_of(page), "Content-Type": "application/json"}
    assert guest.send("GET", f"{mine.path}/report.html", None, key).status == 200
    id = made.json["id"]
    tried = [
        guest.send("PUT", f"{mine.path}/plan", PLAN, key),
        guest.send("POST", f"{mine.path}/shares", b"", key),
        guest.send("GET", f"{mine.path}/shares/all", None, key),
        guest.send("DELETE", f"{mine.path}/shares/{id}", None, key),
    ]
    assert [answer.status for answer in tried] == [403] * 4
    assert mine.client.send("DELETE", f"{mine.path}/shares/{id}", None, {KEY: mine.key}).status == 204
    assert guest.send("GET", made.json["url"]).status == 403
    assert guest.send("GET", f"{mine.path}/report.html", None, key).status == 403, "the key of a withdrawn link"


def test_a_cookie_alone_changes_nothing(mine: Owned) -> None:
    """What a page of another site could make a browser send."""
    browser = Client(mine.client.address)
    cookie = {"Cookie": f"advisor_result={mine.key}", "Content-Type": "application/json"}
    assert browser.send("GET", mine.path, None, cookie).status == 200
    assert browser.send("PUT", f"{mine.path}/plan", PLAN, cookie).status == 403
    assert browser.send("POST", f"{mine.path}/shares", b"", cookie).status == 403
    elsewhere = {**cookie, KEY: mine.key, "Origin": "https://elsewhere.example"}
    assert browser.send("PUT", f"{mine.path}/plan", PLAN, elsewhere).status == 403


def test_a_cookie_is_for_one_result_and_not_for_scripts(mine: Owned) -> None:
    cookie = mine.client.send("GET", ticket(mine.client, mine.assessment["id"])).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert f"Path={mine.path}" in cookie


def test_a_ticket_opens_once(mine: Owned, theirs: Owned) -> None:
    address = ticket(mine.client, mine.assessment["id"])
    anybody = Client(mine.client.address)
    assert [anybody.send("GET", address).status for _ in range(3)] == [200, 403, 403]
    other = parse_qs(urlsplit(ticket(mine.client, mine.assessment["id"])).query)["ticket"][0]
    assert anybody.send("GET", f"{theirs.path}?ticket={other}").status == 403


def _cut(token: str) -> str:
    return token[:-1]


def _changed(token: str) -> str:
    return token[:-1] + ("A" if token[-1] != "A" else "B")


def _unsigned(token: str) -> str:
    return token.partition(".")[0]


def _signed_by_another(token: str) -> str:
    conversation = base64.urlsafe_b64decode(token.partition(".")[0] + "==").decode().strip('"')
    return str(URLSafeSerializer("another secret of the same length..", salt="visitor").dumps(conversation))


def _signed_for_another(token: str) -> str:
    """A signature of one's own under another's conversation."""
    return (
        base64.urlsafe_b64encode(b'"web-00000000000000000000000000000000"').decode().rstrip("=")
        + "."
        + (token.rpartition(".")[2])
    )


@pytest.mark.parametrize(
    "forge",
    [_cut, _changed, _unsigned, _signed_by_another, _signed_for_another, lambda _: "", lambda _: "x" * 5000],
    ids=["cut", "changed", "unsigned", "signed by another", "signed for another", "empty", "long"],
)
def test_a_token_that_is_none_opens_nothing(mine: Owned, forge: Callable[[str], str]) -> None:
    forged = Client(mine.client.address, forge(str(mine.client.token)))
    tried = [
        forged.get("history"),
        forged.get("data"),
        forged.erase(),
        forged.post("message", {"id": new_id(), "text": "hello"}),
        forged.post(f"results/{mine.assessment['id']}/page"),
    ]
    assert [(answer.status, answer.error) for answer in tried] == [(401, "unknown_visitor")] * 5
    assert mine.client.get("history").status == 200


def test_a_page_key_is_no_token_and_another_scheme_is_none(mine: Owned) -> None:
    anybody = Client(mine.client.address)
    assert Client(mine.client.address, mine.key).get("history").status == 401
    for header in (f"Basic {mine.client.token}", f"{mine.client.token}", f"bearer{mine.client.token}", "Bearer"):
        assert anybody.get("history", Authorization=header).status == 401
    assert anybody.get(f"history?token={mine.client.token}").status == 401
