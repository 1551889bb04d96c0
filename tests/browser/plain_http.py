"""Requests without a browser: whatever somebody may send, and what comes back."""

from __future__ import annotations

import http.client
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any
from urllib.parse import urlsplit

JSON = "application/json"
SECONDS = 30
_LAST_PART = cycle(range(1, 255))


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> str:
        """The code of a refusal, which always comes with a sentence for people."""
        assert self.json["text"].strip()
        return str(self.json["error"])

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The messages of an answered turn, without the closing line."""
        messages = [json.loads(line) for line in self.text.splitlines()]
        assert self.status == 200, self.text
        assert messages.pop().get("done") is True, self.text
        return messages


class Client:
    """Somebody with a token, or without one."""

    def __init__(self, address: str, token: str | None = None, interface: str = "127.0.0.1") -> None:
        self.address, self.token, self.interface = address, token, interface

    @classmethod
    def visitor(cls, address: str, language: str = "en") -> Client:
        """A new visitor who has agreed to the notice and stands before the first question.

        Each comes from an address of its own, as new visitors from one address are counted.
        """
        made = cls(address, interface=f"127.0.1.{next(_LAST_PART)}")
        made.token = made.post("visitor", {"language": language, "consent": True}).json["token"]
        made.choose("do=start")
        return made

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """A request as it is, to any path."""
        server = urlsplit(self.address)
        connection = http.client.HTTPConnection(
            str(server.hostname), server.port, timeout=SECONDS, source_address=(self.interface, 0)
        )
        given = {"Authorization": f"Bearer {self.token}"} if self.token is not None else {}
        try:
            connection.request(method, path, body, {**given, **(headers or {})})
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        """From the web channel."""
        return self.send("GET", f"/webhooks/web/{path}", None, headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Answer:
        """To the web channel; the body is sent as JSON unless it is bytes."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send("POST", f"/webhooks/web/{path}", content, {"Content-Type": JSON, **headers})

    def say(self, text: str, id: str | None = None) -> list[dict[str, Any]]:
        """The replies to typed words."""
        return self.post("message", {"id": id or new_id(), "text": text}).lines

    def choose(self, *choices: str, id: str | None = None) -> list[dict[str, Any]]:
        """The replies to chosen buttons."""
        return self.post("message", {"id": id or new_id(), "choices": choices}).lines

    def erase(self) -> Answer:
        return self.send("DELETE", "/webhooks/web/data")

    def messages(self) -> list[dict[str, Any]]:
        """The conversation as the server keeps it."""
        kept: list[dict[str, Any]] = self.get("history").json["messages"]
        return kept


def new_id() -> str:
    return str(uuid.uuid4())


def custom(messages: Sequence[Mapping[str, Any]], kind: str) -> dict[str, Any] | None:
    """The object of this type in the newest of the messages that has one."""
    found = [message["custom"] for message in messages if (message.get("custom") or {}).get("type") == kind]
    return found[-1] if found else None


def interview(client: Client) -> dict[str, Any]:
    """Answers every question by its first option; the assessment."""
    messages = client.choose("do=why")
    for _ in range(30):
        assessment = custom(messages, "assessment")
        if assessment is not None:
            return assessment
        messages = client.choose(messages[-1]["buttons"][0]["payload"])
    raise AssertionError(f"No assessment; the last words were {messages[-1]['text']!r}")
