"""A worker that dies between receipt and answer: the next one on its data folder goes on, and nothing counts twice."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from accounts import set_account, until
from fake_api import CUSTOM_SEND, FakeApi, Hang
from simulated_wechat import SimulatedWeChat

from advisor.channels.wechat.speaking import texts_of
from advisor.serving.processes import free_port

HERE = Path(__file__).resolve().parent.parent
IN_A_MOMENT = texts_of("en").get("messaging", "in_a_moment")


class Worker:
    """A server in a process of its own, on a data folder of its own."""

    def __init__(self, patch: pytest.MonkeyPatch, data: Path, api: FakeApi, mode: str) -> None:
        data.mkdir()
        patch.setenv("ADVISOR_DATA", str(data))
        trust = set_account(patch, "official_account", api.base, ADVISOR_WECHAT_MODE=mode)
        self.data, self.port, self._environment = data, free_port(), dict(os.environ)
        self.address = f"http://127.0.0.1:{self.port}/webhooks/wechat/"
        self.wechat = SimulatedWeChat(self.address, trust)

    async def start(self) -> None:
        command = [sys.executable, str(HERE / "stand_in.py"), str(self.port)]
        self.process = subprocess.Popen(command, env=self._environment)
        for _ in range(600):
            try:
                async with aiohttp.ClientSession() as session, session.get(self.address):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)
        raise AssertionError("the worker did not start")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def taken_in(data: Path) -> int:
    with sqlite3.connect(data / "assessments.db") as connection:
        return int(connection.execute("select count(*) from inbox").fetchone()[0])


@asynccontextmanager
async def worker(patch: pytest.MonkeyPatch, data: Path, mode: str) -> AsyncIterator[tuple[Worker, FakeApi]]:
    async with FakeApi() as api:
        made = Worker(patch, data, api, mode)
        try:
            await made.start()
            yield made, api
        finally:
            made.kill()


async def between_receipt_and_answer(patch: pytest.MonkeyPatch, data: Path, mode: str) -> None:
    async with worker(patch, data, mode) as (server, api):
        wechat, people = server.wechat, [f"o{number}" for number in range(8)]
        talks = [asyncio.ensure_future(wechat.say(person, f"4s I am {person}")) for person in people]
        await until(lambda: taken_in(server.data) == len(people))
        server.kill()
        await asyncio.sleep(0.5)
        await server.start()
        await asyncio.gather(*talks)
        if mode == "active":
            await until(lambda: len(api.deliveries) >= 8, 40)
            await asyncio.sleep(3)
            texts = api.texts
        else:
            await asyncio.sleep(20)  # The dead worker's lease ends.
            for person in people:
                if not any(text.startswith("heard") for text in wechat.received[person]):
                    await wechat.say(person, "hello?")
            texts = [text for person in people for text in wechat.received[person] if IN_A_MOMENT not in text]
        assert sorted(texts) == sorted(f"heard: 4s I am {person}" for person in people)


async def while_sending(patch: pytest.MonkeyPatch, data: Path) -> None:
    """Nobody knows whether it arrived: it is not sent again by itself, but said when the person writes."""
    async with worker(patch, data, "active") as (server, api):
        api.script(CUSTOM_SEND, Hang(seconds=60, done=True))
        await server.wechat.say("o1", "my words")
        await until(lambda: api.deliveries)
        server.kill()
        await server.start()
        await asyncio.sleep(21)
        assert api.texts == ["heard: my words"]
        await server.wechat.say("o1", "did you hear me?")
        await until(lambda: len(api.deliveries) == 3)
        assert api.texts[1].endswith("heard: my words")
        assert api.texts[2] == "heard: did you hear me?"


def test_a_killed_worker_loses_nothing_and_repeats_nothing(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk() -> None:
        await asyncio.gather(
            between_receipt_and_answer(monkeypatch, data / "active", "active"),
            between_receipt_and_answer(monkeypatch, data / "passive", "passive"),
            while_sending(monkeypatch, data / "sending"),
        )

    asyncio.run(talk())
