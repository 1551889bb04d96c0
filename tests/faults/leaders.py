"""A simulated leader of the web channel: a client with a rule for retries, and a ledger of what it was told."""

from __future__ import annotations

import asyncio
import base64
import json
import random
import re
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.faults.interviews import Astray, Interview, Said
from tests.faults.ledger import Entry, Ledger, Lines

PATIENCE_SECONDS = 40.0
"""Until a client takes a silent server for gone."""
GIVES_UP_SECONDS = 600.0
"""A net under the suite: no fault lasts as long."""
GONE = (aiohttp.ClientError, asyncio.TimeoutError, ConnectionError, json.JSONDecodeError)


class GaveUp(AssertionError):
    """A message that never got an answer."""


class NotOffered(Astray):
    """A choice that the last answer did not offer."""


@dataclass
class Habits:
    """How likely a leader does what makes trouble, for each message.

    copies   sends it twice at the same moment, to two servers where there are two
    leaves   closes the connection while the turn is under way, then sends again
    forgets  the same, and loads the page anew and says something else instead
    """

    copies: float = 0.0
    leaves: float = 0.0
    forgets: float = 0.0


@dataclass
class Outcome:
    """What came of one attempt; `wait` seconds before the next one where the server asks for it."""

    lines: Lines = field(default_factory=list)
    done: bool = False
    failed: bool = False
    status: int = 0
    wait: float = 0.0


class Leader:
    """One person with one interview. `servers` gives the addresses that may be used now."""

    def __init__(
        self,
        seed: int,
        http: aiohttp.ClientSession,
        servers: Callable[[], Sequence[str]],
        habits: Habits | None = None,
    ) -> None:
        self.chance = random.Random(seed)
        self.interview = Interview(random.Random(seed))
        self.ledger = Ledger(f"leader {seed}")
        self.conversation = ""
        self._http, self._servers, self._habits = http, servers, habits or Habits()
        self._key: dict[str, str] = {}

    async def talk(self, heard: Callable[[], None] = lambda: None) -> None:
        """The whole interview; `heard` is called for every answer. Raises GaveUp and Astray."""
        await self._arrive()
        replies: Lines = []
        result = ""
        while (said := self.interview.next(replies)) is not None:
            answered = await self._say(said)
            heard()
            replies = answered if answered is not None else await self._come_back(said)
            result = next((r["custom"]["id"] for r in replies if _is_result(r)), result)
        if result:
            await self._plan(result)

    async def _come_back(self, said: Said) -> Lines:
        """Load the page anew; what was sent and does not stand there is said once more, as a new message."""
        forgotten = self.ledger.entries[-1].id
        told = await self.history()
        if told and told[-1][0] == forgotten:
            return told[-1][1]
        self.interview.repeated = True
        try:
            return await self._deliver(self._entry(said), said)
        except NotOffered:
            # It was taken in after all, while the page was loading.
            return (await self.history())[-1][1]

    async def _say(self, said: Said) -> Lines | None:
        """The answer; None where the leader did not wait for it."""
        entry, habit = self._entry(said), self.chance.random()
        body = _body(entry, said)
        habits = self._habits
        if habit < habits.copies:
            await self._send_copies(entry, body)
        elif habit < habits.copies + habits.leaves + habits.forgets:
            await self._leave(body)
            if habit >= habits.copies + habits.leaves:
                return None
        return await self._deliver(entry, said)

    def _entry(self, said: Said) -> Entry:
        return self.ledger.sends(f"{self.chance.getrandbits(128):032x}", said.text, said.choices)

    async def _deliver(self, entry: Entry, said: Said) -> Lines:
        """Send until there is an answer."""
        until = time.monotonic() + GIVES_UP_SECONDS
        body = _body(entry, said)
        while entry.told is None:
            outcome = await self._attempt(self.chance.choice(self._servers()), body)
            self._note(entry, outcome)
            if entry.told is None:
                entry.again += 1
                if time.monotonic() > until:
                    raise GaveUp(f"{self.ledger.name}: no answer to {entry.id} after {entry.again} attempts")
                await asyncio.sleep(outcome.wait or self.chance.uniform(0.1, 2.0))
        return entry.told

    def _note(self, entry: Entry, outcome: Outcome) -> None:
        if outcome.done:
            self.ledger.told(entry, outcome.lines)
        elif outcome.lines:
            self.ledger.broke_off(entry, outcome.lines)
        if outcome.failed:
            entry.failed += 1
        if outcome.status == 409:
            raise NotOffered(f"{self.ledger.name}: {entry.choices} was not offered")
        if 400 <= outcome.status < 500 and outcome.status != 429:
            raise Astray(f"{self.ledger.name}: {outcome.status} to {entry.choices or entry.text!r}")

    async def _send_copies(self, entry: Entry, body: Mapping[str, Any]) -> None:
        servers = self._servers()
        both = (servers[0], servers[-1])
        for outcome in await asyncio.gather(*(self._attempt(server, body) for server in both)):
            self._note(entry, outcome)

    async def _leave(self, body: Mapping[str, Any]) -> None:
        sending = asyncio.ensure_future(self._attempt(self.chance.choice(self._servers()), body))
        await asyncio.sleep(self.chance.expovariate(20))
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)

    async def _attempt(self, server: str, body: Mapping[str, Any]) -> Outcome:
        outcome = Outcome()
        try:
            async with self._http.post(f"{server}/webhooks/web/message", json=body, headers=self._key) as reply:
                outcome.status = reply.status
                if reply.status != 200:
                    outcome.wait = float(reply.headers.get("Retry-After", 0))
                    return outcome
                async for line in reply.content:
                    said = json.loads(line)
                    outcome.done, outcome.failed = bool(said.get("done")), bool(said.get("failed"))
                    if not outcome.done and not outcome.failed:
                        outcome.lines.append(said)
        except GONE:
            outcome.done = False
        return outcome

    async def _arrive(self) -> None:
        agreed = {"language": self.interview.language, "consent": True}
        made = await self._until_answered("POST", "/webhooks/web/visitor", json=agreed)
        token = str(made["token"])
        self.conversation = conversation_in(token)
        self._key = {"Authorization": f"Bearer {token}"}

    async def history(self) -> list[tuple[str, Lines]]:
        past = await self._until_answered("GET", "/webhooks/web/history", headers=self._key)
        return exchanges_of(past["messages"])

    async def data(self) -> dict[str, Any]:
        return dict(await self._until_answered("GET", "/webhooks/web/data", headers=self._key))

    async def _plan(self, result: str) -> None:
        """Open the page of the result and keep a plan for it, sent again until it is acknowledged."""
        opened = await self._until_answered("POST", f"/webhooks/web/results/{result}/page", headers=self._key)
        page = await self._until_answered("GET", opened["url"], again=lambda: self._new_ticket(result))
        found = re.search(r'data-key="([^"]+)"', page)
        if found is None:
            raise Astray(f"{self.ledger.name}: no key in the page of the result")
        row = {"id": "own-1", "step": self.ledger.name, "owner": "", "due": "", "note": "", "done": False}
        headers = {"X-Page-Key": found.group(1)}
        await self._until_answered("PUT", f"/result/{result}/plan", json={"rows": [row]}, headers=headers)
        self.ledger.plans[result] = [row]

    async def _new_ticket(self, result: str) -> str:
        opened = await self._until_answered("POST", f"/webhooks/web/results/{result}/page", headers=self._key)
        return str(opened["url"])

    async def _until_answered(self, method: str, path: str, again: Any = None, **how: Any) -> Any:
        """The body of a request other than a message, sent again until it is answered; raises GaveUp and Astray."""
        until = time.monotonic() + GIVES_UP_SECONDS
        while time.monotonic() < until:
            wait = self.chance.uniform(0.1, 2.0)
            try:
                server = self.chance.choice(self._servers())
                async with self._http.request(method, f"{server}{path}", **how) as reply:
                    said = await reply.text()
                    if reply.status < 300:
                        return json.loads(said) if "json" in reply.content_type else said
                    if reply.status < 500 and reply.status != 429 and not (again and reply.status == 403):
                        raise Astray(f"{self.ledger.name}: {reply.status} to {method} {urlsplit(path).path}: {said}")
                    wait = float(reply.headers.get("Retry-After", 0)) or wait
            except GONE:
                pass
            await asyncio.sleep(wait)
            # A ticket is good once, also where its answer was lost.
            path = await again() if again else path
        raise GaveUp(f"{self.ledger.name}: no answer to {method} {path}")


def exchanges_of(messages: Sequence[Mapping[str, Any]]) -> list[tuple[str, Lines]]:
    """(message id, replies) from what /history gives."""
    found: list[tuple[str, Lines]] = []
    for message in messages:
        if message["from"] == "leader":
            found.append((str(message["id"]), []))
        else:
            found[-1][1].append({name: value for name, value in message.items() if name != "from"})
    return found


def conversation_in(token: str) -> str:
    """The conversation a token names; readable by its bearer, only not to be forged."""
    payload = token.partition(".")[0] if not token.startswith(".") else token.split(".")[1]
    read = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    return str(json.loads(zlib.decompress(read) if token.startswith(".") else read))


def _body(entry: Entry, said: Said) -> dict[str, Any]:
    return {"id": entry.id, **({"choices": list(said.choices)} if said.choices else {"text": said.text})}


def _is_result(reply: Mapping[str, Any]) -> bool:
    return (reply.get("custom") or {}).get("type") == "assessment"
