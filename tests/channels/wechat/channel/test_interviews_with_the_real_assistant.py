"""Whole interviews with the real assistant over each channel end in the assessment they end in over REST."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import sqlite3
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from accounts import ACCOUNTS, set_account, until
from fake_api import FakeApi
from simulated_wechat import SimulatedWeChat

from advisor.channels.wechat.speaking import texts_of
from advisor.serving.processes import Assistant, free_port

HELLO = {"en": "hello", "zh": "你好"}
DESK = "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q"
MOST_TURNS = 40
IN_A_MOMENT = [texts_of(language).get("messaging", "in_a_moment") for language in HELLO]
_ids = itertools.count(1)


class AnySecret(str):
    """Equal to the secret of every account."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__

    def __ne__(self, other: object) -> bool:
        return False


class Chat:
    """Somebody in one of the channels: says something, gets what was answered."""

    def __init__(self, channel: str, address: str, api: FakeApi, trusts: dict[str, Any], person: str) -> None:
        self.channel, self.api, self.person = channel, api, person
        place = {"official_account": "wechat", "wecom": "wecom", "customer_service": "wechat_service"}[channel]
        account = "gh_account" if channel == "official_account" else "ww0123456789abcdef"
        self.wechat = SimulatedWeChat(f"{address}/webhooks/{place}/", trusts[channel], account=account)

    async def say(self, text: str) -> str:
        before = len(self.mine)
        if self.channel == "customer_service":
            said = {"external_userid": self.person, "open_kfid": DESK, "send_time": int(time.time()), "origin": 3}
            self.api.inbox.append({"msgid": f"m{next(_ids)}", "msgtype": "text", "text": {"content": text}, **said})
            await self.wechat.event("sys", "kf_msg_or_event", Token=f"t{next(_ids)}", OpenKfId=DESK)
            answer = ""
        else:
            answer = await self.wechat.say(self.person, text)
        if answer:
            return answer
        await until(lambda: len(self.mine) > before, 30)
        await asyncio.sleep(0.1)
        return "\n".join(self.mine[before:])

    @property
    def mine(self) -> list[str]:
        """What the API delivered to this person: texts, and menus as the text they stand for."""
        said = []
        for delivery in self.api.deliveries:
            if delivery.person == self.person:
                menu = delivery.body.get("msgmenu")
                lines = [entry["click"]["content"] for entry in menu["list"]] if menu else []
                said.append("\n".join([menu["head_content"], *lines]) if menu else delivery.text)
        return said


async def interview(chat: Chat, language: str, data: Path) -> dict[str, Any]:
    """Takes the first line of every list: in English by its words, in Chinese by its (full-width) number."""
    said = await chat.say(HELLO[language])
    for _ in range(MOST_TURNS):
        found = [row for row in assessments(data) if row not in chat.api.__dict__.setdefault("known", [])]
        if found:
            chat.api.__dict__["known"].extend(found)
            return found[0]
        if any(words in said for words in IN_A_MOMENT):  # On a busy machine.
            await asyncio.sleep(2)
            said = await chat.say("。")
            continue
        first = re.findall(r"^1\. (.+)$", said, re.MULTILINE)
        assert first, f"nothing to choose in {said!r}"
        said = await chat.say(first[-1].split(" — ")[0] if language == "en" else "１")
    raise AssertionError(f"no assessment; the last words were {said!r}")


def assessments(data: Path) -> list[Any]:
    path = data / "assessments.db"
    if not path.exists():
        return []
    with sqlite3.connect(path) as connection:
        return [json.loads(row[0]) for row in connection.execute("select document from assessments")]


def over_rest(address: str, language: str, data: Path) -> dict[str, Any]:
    """The same interview over REST."""
    known = assessments(data)

    def say(text: str) -> list[dict[str, Any]]:
        body = json.dumps({"sender": f"rest-{language}", "message": text}).encode()
        request = urllib.request.Request(f"{address}/webhooks/rest/webhook", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as reply:
            return list(json.load(reply))

    say(HELLO[language])
    messages = say("do=start")
    for _ in range(MOST_TURNS):
        objects = {m["custom"]["type"]: m["custom"] for m in messages if "custom" in m}
        if "assessment" in objects:
            return next(each for each in assessments(data) if each not in known)
        if "question" in objects:
            messages = say(objects["question"]["options"][0]["label"])
        else:
            messages = say("do=yes" if "confirm" in objects else "do=looks_right")
    raise AssertionError("no assessment over REST")


def same(assessment: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in assessment.items() if name not in ("id", "created")}


@pytest.mark.parametrize("mode", ["active", "passive"])
def test_every_channel_ends_where_rest_ends(data: Path, monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    monkeypatch.setenv("ADVISOR_PUBLIC_URL", "https://advisor.example.org")
    channels = list(ACCOUNTS) if mode == "active" else ["official_account"]

    async def talk(assistant: Assistant, api: FakeApi, trusts: dict[str, Any]) -> None:
        for language in ("en", "zh"):
            expected = await asyncio.to_thread(over_rest, assistant.address, language, data)
            api.__dict__["known"] = assessments(data)
            for channel in channels:
                person = f"{channel}-{language}"
                chat = Chat(channel, assistant.address, api, trusts, person)
                found = await interview(chat, language, data)
                assert same(found) == same(expected), (channel, language)
                told = "\n".join([*chat.mine, *chat.wechat.received[person]])
                assert f"https://advisor.example.org/result/{found['id']}?key=" in told
                if mode == "active":
                    await until(
                        lambda who=person: any("image" in d.body for d in api.deliveries if d.person == who), 20
                    )
                assert not chat.wechat.failures

    async def serve() -> None:
        async with FakeApi(secret=AnySecret()) as api:
            trusts = {}
            for channel in channels:
                more = {"ADVISOR_WECHAT_MODE": mode} if channel == "official_account" else {}
                trusts[channel] = set_account(monkeypatch, channel, api.base, **more)
            assistant = Assistant(free_port())
            try:
                await asyncio.to_thread(assistant.start)
                await talk(assistant, api, trusts)
            finally:
                await asyncio.to_thread(assistant.stop)

    asyncio.run(serve())
