"""Interviews through nginx over the web channel, as the chat window holds them, and what of them is kept."""

from __future__ import annotations

import asyncio
import json
import ssl
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import aiohttp
from load import Said
from people import Leader

LANGUAGES = ("en", "zh")
PAUSES = (0.5, 1.0, 2.0, 4.0)
"""Seconds before a message is sent again, as the window does."""
AGAIN = (429, 502, 503, 504)
_addresses = count(2)

Replies = list[dict[str, Any]]


@dataclass(frozen=True)
class Exchange:
    """A message as it was sent, what was answered, and the id of the request that brought the answer."""

    id: str
    said: Said
    replies: Replies
    request: str


@dataclass
class Interview:
    """Everything one person was told. again: how often something had to be sent again, and why."""

    leader: Leader
    token: str = ""
    exchanges: list[Exchange] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    history: Replies = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def assessments(self) -> Replies:
        """The results that were shown, in order."""
        shown = [reply.get("custom") or {} for each in self.exchanges for reply in each.replies]
        return [custom for custom in shown if custom.get("type") == "assessment"]


class Somebody:
    """A client with a loopback address of its own: limits count by address."""

    def __init__(self, address: str, trust: ssl.SSLContext, after: Callable[[], Awaitable[None]]) -> None:
        """after: awaited after each turn."""
        self._address, self._trust, self._after = address, trust, after

    async def interview(self, number: int) -> Interview:
        """One whole interview, then what is kept of it."""
        language = LANGUAGES[number % len(LANGUAGES)]
        held = Interview(Leader(number, language=language))
        from_here = aiohttp.TCPConnector(ssl=self._trust, local_addr=(f"127.0.0.{next(_addresses) % 250 + 2}", 0))
        limit = aiohttp.ClientTimeout(total=60)
        async with aiohttp.ClientSession(self._address, connector=from_here, timeout=limit) as session:
            _, made = await self._ask(session, held, "POST", "visitor", {"language": language, "consent": True})
            held.token = json.loads(made)["token"]
            replies: Replies = []
            while (said := held.leader.next(replies)) is not None:
                replies = await self._say(session, held, said)
                held.leader.check(replies)
                await self._after()
            _, history = await self._ask(session, held, "GET", "history")
            _, data = await self._ask(session, held, "GET", "data")
        held.history, held.data = json.loads(history)["messages"], json.loads(data)
        return held

    async def _say(self, session: aiohttp.ClientSession, held: Interview, said: Said) -> Replies:
        id = uuid.uuid4().hex
        body = {"id": id, **({"choices": list(said.choices)} if said.choices else {"text": said.text})}
        request, answer = await self._ask(session, held, "POST", "message", body)
        *replies, end = [json.loads(line) for line in answer.splitlines()]
        assert end.get("done") is True, f"a turn failed: {end}"
        held.exchanges.append(Exchange(id, said, replies, request))
        return replies

    async def _ask(
        self, session: aiohttp.ClientSession, held: Interview, method: str, route: str, body: Any = None
    ) -> tuple[str, str]:
        """The request's id and its whole answer; sent again where there is none."""
        headers = {"Authorization": f"Bearer {held.token}"} if held.token else {}
        for pause in (*PAUSES, None):
            try:
                path = f"/webhooks/web/{route}"
                async with session.request(method, path, json=body, headers=headers) as answer:
                    text = await answer.text()
                    whole = route != "message" or '"done"' in text or '"failed"' in text
                    if answer.status in (200, 201) and whole:
                        return answer.headers["X-Request-ID"], text
                    why = f"{route}: {answer.status}{'' if whole else ', cut off'}"
                    assert answer.status in (200, *AGAIN), f"{why}: {text[:300]}"
            except aiohttp.ClientError as fault:
                why = f"{route}: {type(fault).__name__}"
            held.again.append(why)
            assert pause is not None, f"no answer after all tries: {held.again}"
            await asyncio.sleep(pause)
        raise AssertionError("not reached")


def differences(held: Interview) -> list[str]:
    """What this person was told and what is kept of it, where they differ."""
    found: list[str] = []
    told: Replies = []
    for each in held.exchanges:
        if not any(reply["text"] for reply in each.replies):
            found.append(f"an empty reply to {each.said}")
        told += [{"from": "advisor", **reply} for reply in each.replies]
    kept = [message for message in held.history if message["from"] == "advisor"]
    if kept != told:
        found.append(f"told {len(told)} messages, kept {len(kept)}, and not the same")
    sent = [each.id for each in held.exchanges]
    taken = [message["id"] for message in held.history if message["from"] == "leader"]
    if taken != sent:
        found.append(f"sent {len(sent)} messages, kept {len(taken)}, and not the same")
    if held.data["results"] != held.assessments:
        found.append("the results kept are not the results shown")
    answers = held.assessments[-1]["answers"] if held.assessments else {}
    if held.data["answers"] != answers:
        found.append("the answers kept are not those of the last result")
    # What was said in words is the reader's affair; what was tapped must be there as it was tapped.
    for question, value in tapped(held).items():
        if answers.get(question) != value:
            found.append(f"{question}: {answers.get(question)!r}, not {value!r}")
    return found


def tapped(held: Interview) -> dict[str, Any]:
    """Question → the answer tapped last, where it was not answered in words afterwards."""
    found: dict[str, Any] = {}
    asked, several = "", False
    for each in held.exchanges:
        if asked and each.said.text:
            found.pop(asked, None)
        values = [choice.partition("=")[2] for choice in each.said.choices if choice.startswith(f"{asked}=")]
        if values:
            found[asked] = values if several else values[0]
        questions = [
            custom for reply in each.replies if (custom := reply.get("custom") or {}).get("type") == "question"
        ]
        asked, several = (questions[-1]["id"], questions[-1]["multiple"]) if questions else ("", False)
    return found
