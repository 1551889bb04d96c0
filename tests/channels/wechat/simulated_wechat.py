"""WeChat as an Official Account meets it: pushes, a real cut after five seconds, three tries, duplicates."""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

import aiohttp

from advisor.channels.wechat.codec import decrypt, encrypt, sign
from advisor.channels.wechat.replies import cdata
from advisor.channels.wechat.trust import Trust

CUT_SECONDS = 5.0
TRIES = 3
_numbers = itertools.count(int(time.time() * 1000))


@dataclass
class SimulatedWeChat:
    """received: person → what they read, in order; failures: messages people saw a fault for.

    slow_network: seconds before a try arrives, by its number; json: pushes are JSON.
    """

    address: str
    trust: Trust
    account: str = "gh_account"
    json: bool = False
    slow_network: Mapping[int, float] = field(default_factory=dict)
    received: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    async def say(self, person: str, text: str, copies: int = 1) -> str:
        """What somebody types; the answer to the push they read, empty for none."""
        return await self.push(person, {"MsgType": "text", "Content": text}, copies)

    async def event(self, person: str, event: str, **fields: str) -> str:
        """Something that happens: subscribe, CLICK, …"""
        return await self.push(person, {"MsgType": "event", "Event": event, **fields}, is_event=True)

    async def push(self, person: str, fields: Mapping[str, Any], copies: int = 1, is_event: bool = False) -> str:
        """One message in up to three tries, each `copies` times at once; people read one answer at most."""
        message = {"ToUserName": self.account, "FromUserName": person, "CreateTime": int(time.time()), **fields}
        if not is_event:
            message["MsgId"] = next(_numbers)
        for number in range(TRIES):
            tries = [self._try(message, number) for _ in range(copies)]
            answers = [answer for answer in await asyncio.gather(*tries) if answer is not None]
            if answers:
                said = [answer for answer in answers if answer]
                self.received[person] += said
                return said[0] if said else ""
        self.failures.append(f"{person}: {fields.get('Content', '')}")
        return ""

    async def _try(self, message: Mapping[str, Any], number: int) -> str | None:
        """The text of an answer, empty for none; None where the platform would try again."""
        await asyncio.sleep(self.slow_network.get(number, 0.0))
        query, body = self.signed(message)
        try:
            timeout = aiohttp.ClientTimeout(total=CUT_SECONDS)
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(self.address, params=query, data=body) as answer,
            ):
                self.statuses[answer.status] += 1
                content = await answer.text()
                return self.read(content) if answer.status == 200 else None
        except (asyncio.TimeoutError, aiohttp.ClientError):
            return None

    def signed(self, message: Mapping[str, Any]) -> tuple[dict[str, str], bytes]:
        """Address parameters and body of a push."""
        body = json.dumps(message) if self.json else as_xml(message)
        at, nonce = str(int(time.time())), secrets.token_hex(5)
        query = {"timestamp": at, "nonce": nonce, "signature": sign(self.trust.token, at, nonce)}
        if not self.trust.keys:
            return query, body.encode()
        ciphertext = encrypt(body.encode(), self.trust)
        query |= {"encrypt_type": "aes", "msg_signature": sign(self.trust.token, at, nonce, ciphertext)}
        return query, as_xml({"ToUserName": self.account, "Encrypt": ciphertext}).encode()

    def read(self, content: str) -> str:
        """The text of an answer to a push; fails for one the platform would not take."""
        if content in ("", "success"):
            return ""
        said = _fields(content)
        if self.trust.keys:
            parts = (str(said["TimeStamp"]), said["Nonce"], said["Encrypt"])
            assert said["MsgSignature"] == sign(self.trust.token, *parts)
            said = _fields(decrypt(said["Encrypt"], self.trust).decode())
        assert said["MsgType"] == "text"
        assert said["FromUserName"] == self.account
        assert len(said["Content"].encode()) <= 2048
        return said["Content"]


def as_xml(fields: Mapping[str, Any]) -> str:
    inner = "".join(f"<{name}>{cdata(str(value))}</{name}>" for name, value in fields.items())
    return f"<xml>{inner}</xml>"


def _fields(content: str) -> dict[str, str]:
    if content.startswith("{"):
        return dict(json.loads(content))
    return {element.tag: element.text or "" for element in ElementTree.fromstring(content)}
