"""The channels of WeCom: a self-built app, and customer service with its queue."""

from __future__ import annotations

import asyncio
import itertools
import time
from pathlib import Path
from typing import Any

import pytest
from accounts import set_account, until
from fake_api import DESK_SEND, SYNC, WECOM_SEND, WELCOME, Drop, FakeApi, Refuse
from simulated_wechat import SimulatedWeChat
from stand_in import QUICK, StandIn, served

from advisor.channels.wechat import customer_service, delivery, inbox
from advisor.channels.wechat.customer_service import CustomerServiceChannel
from advisor.channels.wechat.speaking import welcome
from advisor.channels.wechat.wecom import WecomChannel

DESK = "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q"
_ids = itertools.count(1)


@pytest.fixture
def patch(data: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(delivery, "FIRST_PAUSE", 0.5)
    monkeypatch.setattr(inbox, "SWEEP_SECONDS", 0.2)
    monkeypatch.setattr(customer_service, "FIRST_PAUSE", 0.2)
    return monkeypatch


def test_a_wecom_app_answers_each_member_once(patch: pytest.MonkeyPatch) -> None:
    async def talk() -> None:
        async with FakeApi(secret="s" * 43) as api:
            trust = set_account(patch, "wecom", api.base)
            advisor = StandIn()
            async with served(WecomChannel(patience=QUICK), advisor) as address:
                wechat = SimulatedWeChat(address, trust, account="ww0123456789abcdef")
                await wechat.event("zhangsan", "enter_agent", EventKey="", AgentID="1000002")
                await until(lambda: len(api.texts) == 1)
                assert api.texts == [welcome()]
                await wechat.event("zhangsan", "enter_agent", EventKey="", AgentID="1000002")
                for nothing_said in ("VIEW", "LOCATION", "kf_msg_or_event"):
                    await wechat.event("zhangsan", nothing_said, EventKey="https://example.org/", AgentID="1000002")
                api.script(WECOM_SEND, Drop(done=True))
                await wechat.say("zhangsan", "my words", copies=2)
                await until(lambda: len(api.texts) == 2)
                api.script(WECOM_SEND, Refuse(60020), Refuse(45033))
                await wechat.say("zhangsan", "more of my words")
                await until(lambda: len(api.texts) == 3)
                await asyncio.sleep(1.0)
                assert api.texts[1:] == ["heard: my words", "heard: more of my words"]
                assert set(advisor.taken.values()) == {1}

    asyncio.run(talk())


class CustomerService:
    """The platform's queue: puts messages in and calls."""

    def __init__(self, api: FakeApi, wechat: SimulatedWeChat) -> None:
        self.api, self.wechat = api, wechat

    async def say(self, person: str, text: str, **fields: Any) -> None:
        self.put(person, {"msgtype": "text", "text": {"content": text, **fields}})
        await self.call()

    def put(self, person: str, fields: dict[str, Any], origin: int = 3) -> None:
        said = {"external_userid": person, "open_kfid": DESK, "send_time": int(time.time()), "origin": origin}
        self.api.inbox.append({"msgid": f"msg{next(_ids)}", **said, **fields})

    async def call(self) -> None:
        fields = {"Token": f"call{next(_ids)}", "OpenKfId": DESK}
        await self.wechat.event("sys", "kf_msg_or_event", **fields)


def test_customer_service_reads_its_queue_once(patch: pytest.MonkeyPatch) -> None:
    async def talk() -> None:
        async with FakeApi(secret="s" * 43) as api:
            trust = set_account(patch, "customer_service", api.base)
            advisor = StandIn()
            async with served(CustomerServiceChannel(patience=QUICK), advisor) as address:
                service = CustomerService(api, SimulatedWeChat(address, trust, account="ww0123456789abcdef"))
                event = {
                    "event_type": "enter_session",
                    "welcome_code": "code1",
                    "external_userid": "wm1",
                    "open_kfid": DESK,
                }
                service.put("", {"msgtype": "event", "event": event}, origin=4)
                await service.call()
                await until(lambda: api.deliveries)
                assert (api.deliveries[0].path, api.texts[0]) == (WELCOME, welcome())
                people = [f"wm{number}" for number in range(12)]
                for person in people:
                    service.put(person, {"msgtype": "text", "text": {"content": f"I am {person}"}})
                service.put("wm1", {"msgtype": "text", "text": {"content": "from staff"}}, origin=5)
                await asyncio.gather(*(service.call() for _ in range(4)))
                await until(lambda: len(api.texts) >= 13)
                await asyncio.sleep(0.5)
                assert sorted(api.texts[1:]) == sorted(f"heard: I am {person}" for person in people)
                assert set(advisor.taken.values()) == {1}
                api.script(DESK_SEND, Drop(done=True))
                await service.say("wm1", "again")
                await until(lambda: "heard: again" in api.texts)
                api.script(SYNC, Refuse(-1), Refuse(-1), Refuse(-1))
                await service.say("wm1", "through trouble")
                await until(lambda: "heard: through trouble" in api.texts)
                await asyncio.sleep(0.5)
                assert len(api.texts) == len(set(api.texts))
            # Written while nobody was here, without a call that got through.
            service.put("wm1", {"msgtype": "text", "text": {"content": "anybody there?"}})
            async with served(CustomerServiceChannel(patience=QUICK), advisor):
                await until(lambda: "heard: anybody there?" in api.texts)
                await asyncio.sleep(0.5)
                assert len(api.texts) == len(set(api.texts))
                assert set(advisor.taken.values()) == {1}

    asyncio.run(talk())


def test_customer_service_offers_options_to_tap(patch: pytest.MonkeyPatch) -> None:
    buttons = [{"title": "Yes, show me", "payload": "do=yes"}, {"title": "No", "payload": "do=no"}]

    def replies(text: str) -> list[dict[str, Any]]:
        return [{"text": f"after {text}: shall I?", "buttons": buttons}]

    async def talk() -> None:
        async with FakeApi(secret="s" * 43) as api:
            trust = set_account(patch, "customer_service", api.base)
            advisor = StandIn(replies)
            async with served(CustomerServiceChannel(patience=QUICK), advisor) as address:
                service = CustomerService(api, SimulatedWeChat(address, trust, account="ww0123456789abcdef"))
                await service.say("wm1", "hello")
                await until(lambda: len(api.deliveries) == 1)
                menu = api.deliveries[0].body["msgmenu"]
                assert menu["head_content"] == "after hello: shall I?"
                clicks = [entry["click"] for entry in menu["list"]]
                assert clicks == [{"id": "do=yes", "content": "1. Yes, show me"}, {"id": "do=no", "content": "2. No"}]
                await service.say("wm1", "1. Yes, show me", menu_id="do=yes")
                await until(lambda: len(api.deliveries) == 2)
                assert (advisor.messages[-1].text, advisor.messages[-1].metadata["label"]) == ("do=yes", "Yes, show me")
                await service.say("wm1", "２")
                await until(lambda: len(api.deliveries) == 3)
                assert advisor.messages[-1].text == "do=no"
                api.script(DESK_SEND, Refuse(95017))
                await service.say("wm1", "no more menus")
                await until(lambda: len(api.deliveries) == 4)
                assert api.texts[-1] == "after no more menus: shall I?\n1. Yes, show me\n2. No"

    asyncio.run(talk())
