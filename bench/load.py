"""The client: conversations over HTTP, one at a time or several at once, each turn timed."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import aiohttp

Replies = Sequence[dict[str, Any]]
TIMEOUT_SECONDS = 120


@dataclass(frozen=True)
class Said:
    """What a person sends: typed words, or the payloads of buttons."""

    text: str = ""
    choices: tuple[str, ...] = ()


class Person(Protocol):
    """Somebody who talks with a bot."""

    def next(self, replies: Replies) -> Said | None:
        """What is said to these replies (none yet at the beginning); None: the conversation is over."""

    def check(self, replies: Replies) -> None:
        """Raises BadReply where a bot's reply is not what this person may expect."""


class BadReply(RuntimeError):
    """A bot answered nothing or something wrong: its figures would mean nothing."""


class Channel(Protocol):
    """How a conversation's messages reach a bot."""

    async def open(self, client: aiohttp.ClientSession) -> Any:
        """A new conversation: what `send` needs of it."""

    async def send(self, client: aiohttp.ClientSession, whose: Any, said: Said) -> list[dict[str, Any]]:
        """One message; the replies. Raises BadReply for any status but 200."""


@dataclass(frozen=True)
class Rest:
    """Rasa's own REST channel."""

    address: str

    async def open(self, client: aiohttp.ClientSession) -> str:
        return uuid.uuid4().hex

    async def send(self, client: aiohttp.ClientSession, whose: str, said: Said) -> list[dict[str, Any]]:
        body = {"sender": whose, "message": said.text or rest_message(said.choices)}
        async with client.post(f"{self.address}/webhooks/rest/webhook", json=body) as reply:
            return list(json.loads(await _read(reply)))


def rest_message(choices: tuple[str, ...]) -> str:
    """Several options of one question as one message: `q=a`, `q=b` → `q=a,b`."""
    question = choices[0].partition("=")[0]
    return f"{question}=" + ",".join(choice.partition("=")[2] for choice in choices)


@dataclass(frozen=True)
class Web:
    """The assistant's own channel for web pages (docs/en/web-channel.md)."""

    address: str
    language: str

    async def open(self, client: aiohttp.ClientSession) -> dict[str, str]:
        body = {"language": self.language, "consent": True}
        async with client.post(f"{self.address}/webhooks/web/visitor", json=body) as reply:
            return {"Authorization": f"Bearer {json.loads(await _read(reply))['token']}"}

    async def send(self, client: aiohttp.ClientSession, whose: dict[str, str], said: Said) -> list[dict[str, Any]]:
        what = {"choices": list(said.choices)} if said.choices else {"text": said.text}
        body = {"id": uuid.uuid4().hex, **what}
        async with client.post(f"{self.address}/webhooks/web/message", json=body, headers=whose) as reply:
            return [json.loads(line) for line in (await _read(reply)).splitlines()]


async def _read(reply: aiohttp.ClientResponse) -> str:
    text = await reply.text()
    if reply.status not in (200, 201):
        raise BadReply(f"{reply.url} answered {reply.status}: {text[:300]}")
    return text


@dataclass
class Taken:
    """times: seconds of each turn in order, by conversation. wall: seconds of everything. own: our processor time."""

    times: list[list[float]] = field(default_factory=list)
    wall: float = 0.0
    own: float = 0.0

    @property
    def turns(self) -> list[float]:
        return [seconds for conversation in self.times for seconds in conversation]


@asynccontextmanager
async def client(connections: int = 1) -> AsyncIterator[aiohttp.ClientSession]:
    """A client that keeps its connections open."""
    connector = aiohttp.TCPConnector(limit=connections, keepalive_timeout=600)
    async with aiohttp.ClientSession(
        connector=connector, timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS), trust_env=False
    ) as session:
        yield session


async def talk(session: aiohttp.ClientSession, channel: Channel, person: Person, times: list[float]) -> None:
    """One whole conversation; the seconds of each turn go to `times`."""
    whose = await channel.open(session)
    replies: list[dict[str, Any]] = []
    while (said := person.next(replies)) is not None:
        began = time.perf_counter()
        replies = await channel.send(session, whose, said)
        times.append(time.perf_counter() - began)
        person.check(replies)


async def one_at_a_time(channel: Channel, people: Sequence[Person]) -> Taken:
    """Conversations one after another over one connection."""
    taken = Taken()
    began, own = time.perf_counter(), time.process_time()
    async with client() as session:
        for person in people:
            taken.times.append([])
            await talk(session, channel, person, taken.times[-1])
    taken.wall, taken.own = time.perf_counter() - began, time.process_time() - own
    return taken


async def at_once(channel: Channel, people: Callable[[int], Person], count: int, seconds: float) -> Taken:
    """`count` conversations at once, each followed by a new one; people: number → a new person.

    Ends when `seconds` have gone by and everybody has finished one whole conversation, so that no kind of
    turn is missing; conversations under way are broken off and their finished turns count.
    """
    taken = Taken()
    finished: set[int] = set()
    everybody = asyncio.Event()

    async def chair(number: int, session: aiohttp.ClientSession) -> None:
        visit = 0
        while True:
            taken.times.append([])
            await talk(session, channel, people(number + visit * count), taken.times[-1])
            visit += 1
            finished.add(number)
            if len(finished) == count:
                everybody.set()

    began, own = time.perf_counter(), time.process_time()
    async with client(count) as session:
        chairs = [asyncio.create_task(chair(number, session)) for number in range(count)]
        end = asyncio.create_task(asyncio.wait_for(everybody.wait(), None))
        try:
            await asyncio.wait([end, *chairs], return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait(chairs, timeout=max(0.0, began + seconds - time.perf_counter()))
            taken.wall, taken.own = time.perf_counter() - began, time.process_time() - own
        finally:
            for task in (end, *chairs):
                task.cancel()
            ended = await asyncio.gather(end, *chairs, return_exceptions=True)
    for outcome in ended:
        if isinstance(outcome, Exception):
            raise outcome
    return taken
