"""The lines a message leaves in the log are under the request that brought it, whoever answers it and when."""

from __future__ import annotations

import asyncio
import logging
import uuid
from pathlib import Path
from typing import Any

import pytest
from accounts import set_account, until
from fake_api import FakeApi
from stand_in import QUICK, StandIn, served

from advisor import request_ids
from advisor.channels.wechat.incoming import Incoming
from advisor.channels.wechat.official_account import OfficialAccountChannel
from advisor.storage.database import own_database
from advisor.storage.inbox import Inbox, Waiting

BROUGHT = [str(uuid.UUID(int=number)) for number in range(1, 4)]


class Lines(logging.Handler):
    """Requests of the lines that say that a turn failed, by the words it failed at."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if "a turn failed" in record.getMessage():
            self.requests.append(request_ids.current())


@pytest.fixture
def patch(data: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    return monkeypatch


def said(text: str, number: int) -> Incoming:
    return Incoming("text", person="o1", account="gh_1", key=f"push-{number}", at=number, text=text)


def test_each_message_of_one_person_is_under_its_own_request(patch: pytest.MonkeyPatch) -> None:
    heard: dict[str, str] = {}

    def replies(text: str) -> list[dict[str, Any]]:
        heard[text] = request_ids.current()
        return [{"text": "heard"}]

    async def talk() -> None:
        async with FakeApi() as api:
            set_account(patch, "official_account", api.base)
            channel = OfficialAccountChannel(patience=QUICK)
            async with served(channel, StandIn(replies)):
                for number, request in enumerate(BROUGHT):
                    request_ids.begin(request)
                    await channel.take(said(f"0.3s message {number}", number + 1), 1.0)
                await until(lambda: len(heard) == len(BROUGHT))

    asyncio.run(talk())
    assert heard == {f"0.3s message {number}": request for number, request in enumerate(BROUGHT)}


def test_what_a_server_left_is_taken_up_under_the_request_that_brought_it(patch: pytest.MonkeyPatch) -> None:
    """With one that an older version left, which did not keep the request."""
    lines = Lines()

    async def talk() -> None:
        async with FakeApi() as api:
            set_account(patch, "official_account", api.base)
            channel, advisor = OfficialAccountChannel(patience=QUICK), StandIn()
            inbox = Inbox(own_database(), "wechat", "a server that died")
            for person, brought in (("o1", {"request": BROUGHT[0]}), ("o2", {})):
                document = {"kind": "text", "text": "hello there", **brought}
                inbox.take(Waiting(f"key-{person}", f"wechat-{person}", "gh_1", person, document, 1))
            advisor.failing = 2
            async with served(channel, advisor):
                await until(lambda: len(api.deliveries) == 2)

    logging.getLogger("advisor").addHandler(lines)
    try:
        asyncio.run(talk())
    finally:
        logging.getLogger("advisor").removeHandler(lines)
    known, fresh = sorted(lines.requests, key=lambda request: request not in BROUGHT)
    assert known == BROUGHT[0]
    assert uuid.UUID(fresh).version == 4
