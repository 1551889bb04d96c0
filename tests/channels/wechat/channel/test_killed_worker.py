"""A worker that dies between receipt and answer: the next one on its data folder goes on, and nothing counts twice."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
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
    """A server in a process of its own."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen([sys.executable, str(HERE / "stand_in.py"), str(self.port)], env=os.environ)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    async def ready(self, address: str) -> None:
        for _ in range(300):
            try:
                async with aiohttp.ClientSession() as session, session.get(address):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)
        raise AssertionError("the worker did not start")


@pytest.mark.parametrize("mode", ["active", "passive"])
def test_killed_between_receipt_and_answer(data: Path, monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    async def talk() -> None:
        async with FakeApi() as api:
            trust = set_account(monkeypatch, "official_account", api.base, ADVISOR_WECHAT_MODE=mode)
            worker = Worker(free_port())
            address = f"http://127.0.0.1:{worker.port}/webhooks/wechat/"
            wechat = SimulatedWeChat(address, trust)
            try:
                await worker.ready(address)
                people = [f"o{number}" for number in range(8)]
                talks = [asyncio.ensure_future(wechat.say(person, f"2s I am {person}")) for person in people]
                await asyncio.sleep(1.2)
                worker.kill()
                await asyncio.sleep(0.5)
                worker.start()
                await worker.ready(address)
                await asyncio.gather(*talks)
                if mode == "active":
                    await until(lambda: len(api.deliveries) >= 8, 40)
                    await asyncio.sleep(3)
                    texts = api.texts
                else:
                    await asyncio.sleep(10)  # The dead worker's lease ends.
                    for person in people:
                        if not any(text.startswith("heard") for text in wechat.received[person]):
                            await wechat.say(person, "hello?")
                    texts = [text for person in people for text in wechat.received[person] if IN_A_MOMENT not in text]
                assert sorted(texts) == sorted(f"heard: 2s I am {person}" for person in people)
            finally:
                worker.kill()

    asyncio.run(talk())


def test_killed_while_sending(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody knows whether it arrived: it is not sent again by itself, but said when the person writes."""

    async def talk() -> None:
        async with FakeApi() as api:
            trust = set_account(monkeypatch, "official_account", api.base)
            worker = Worker(free_port())
            address = f"http://127.0.0.1:{worker.port}/webhooks/wechat/"
            wechat = SimulatedWeChat(address, trust)
            try:
                await worker.ready(address)
                api.script(CUSTOM_SEND, Hang(seconds=30, done=True))
                await wechat.say("o1", "my words")
                await until(lambda: api.deliveries)
                worker.kill()
                worker.start()
                await worker.ready(address)
                await asyncio.sleep(20)
                assert api.texts == ["heard: my words"]
                await wechat.say("o1", "did you hear me?")
                await until(lambda: len(api.deliveries) == 3)
                assert api.texts[1].endswith("heard: my words")
                assert api.texts[2] == "heard: did you hear me?"
            finally:
                worker.kill()

    asyncio.run(talk())
