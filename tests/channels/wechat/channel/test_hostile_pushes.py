"""What strangers send: the protocol's answer, one counted line, nothing taken in, nothing raised."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from accounts import ACCOUNTS, set_account
from fake_api import FakeApi
from simulated_wechat import SimulatedWeChat, as_xml
from stand_in import CHANNELS, QUICK, StandIn, served

from advisor.channels.wechat.codec import encrypt, sign
from advisor.channels.wechat.settings import SettingsFault, public_url, settings_of

BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xml><a>&b;</a></xml>'
BODIES = [
    b"",
    b"{",
    b"null",
    b"[]",
    BOMB,
    b"<xml>" * 5000,
    b"<xml><a>1</a><a>2</a></xml>",
    b"\xff\xfe\x00",
    b"x" * 70_000,
]
BODIES += [b'{"a": ' * 5000, b"<xml><Encrypt>AAAA</Encrypt></xml>", b"<xml><MsgType>text</MsgType></xml>"]
QUERIES: list[Any] = [{}, {"signature": "0" * 40}, {"timestamp": "x", "nonce": "y"}, "signed"]


def query_of(trust: Any, which: Any, body: bytes) -> dict[str, str]:
    if which != "signed":
        return dict(which)
    at = str(int(time.time()))
    return {"timestamp": at, "nonce": "n1", "signature": sign(trust.token, at, "n1"), "msg_signature": "0" * 40}


@pytest.mark.parametrize("platform", list(CHANNELS))
def test_nothing_hostile_gets_in(
    data: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, platform: str
) -> None:
    async def talk() -> None:
        async with FakeApi() as api:
            trust = set_account(monkeypatch, platform, api.base)
            advisor, channel = StandIn(), CHANNELS[platform](patience=QUICK)
            async with served(channel, advisor) as address, aiohttp.ClientSession() as session:
                wechat = SimulatedWeChat(address, trust)
                good, encrypted = wechat.signed({"MsgType": "text", "Content": "hi there", "MsgId": 1})
                inner = as_xml({"MsgType": "text", "Content": "x"}).encode()
                other = as_xml({"Encrypt": encrypt(inner, trust)}).encode()
                cases = [(query_of(trust, which, body), body) for which in QUERIES for body in BODIES]
                cases += [(good, encrypted[:-40]), (good, encrypted.replace(b"A", b"B")), (good, other)]
                cases += [({**good, "timestamp": "1500000000"}, encrypted), ({**good, "nonce": "other"}, encrypted)]
                for query, body in cases:
                    async with session.post(address, params=query, data=body) as answer:
                        assert (answer.status, await answer.text()) in ((403, ""), (200, "success")), body[:40]
                for query in ({}, {"echostr": "x"}, {**good, "echostr": "<script>"}):
                    async with session.get(address, params=query) as answer:
                        assert answer.status in (200, 403)
                        assert "<script>" not in await answer.text()
                assert sum(channel._refused.values()) == len(cases) + 3
                await asyncio.sleep(0.2)
                assert not advisor.messages

    asyncio.run(talk())
    assert "refused signature (1 so far)" in caplog.text
    assert all(record.levelname == "WARNING" for record in caplog.records if record.name.startswith("advisor"))


def test_json_pushes_are_answered_in_json(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk() -> None:
        async with FakeApi() as api:
            more = {"ADVISOR_WECHAT_MODE": "passive"}
            for name in ("ADVISOR_WECHAT_AES_KEY",):
                monkeypatch.delenv(name, raising=False)
                monkeypatch.setitem(ACCOUNTS["official_account"], name, "")
            trust = set_account(monkeypatch, "official_account", api.base, **more)
            assert not trust.keys
            async with served(CHANNELS["official_account"](patience=QUICK), StandIn()) as address:
                wechat = SimulatedWeChat(address, trust, json=True)
                assert await wechat.say("o1", "hello ]]> there") == "heard: hello ]]> there"
                assert await SimulatedWeChat(address, trust).say("o1", "hello ]]> there") == "heard: hello ]]> there"

    asyncio.run(talk())


def test_half_of_the_settings_close_the_program_with_a_reason(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for platform, channel in CHANNELS.items():
        assert settings_of(platform) is None  # type: ignore[arg-type]
        first, *rest = ACCOUNTS[platform]
        monkeypatch.setenv(first, ACCOUNTS[platform][first])
        with pytest.raises(SystemExit) as ended:
            channel.from_credentials(None)
        for name in rest:
            assert name in str(ended.value) or name.endswith("AES_KEY")
        monkeypatch.setenv(first, "secret-value-of-the-wrong-form")
        with pytest.raises(SystemExit) as ended:
            channel.from_credentials(None)
        assert "secret-value" not in str(ended.value)
        monkeypatch.delenv(first)


@pytest.mark.parametrize("said", ["advisor.example.org", "ftp://x.org", "https://x.org/?a=1", "https://"])
def test_a_public_address_that_is_none_is_said(data: Path, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("ADVISOR_PUBLIC_URL", said)
    with pytest.raises(SettingsFault, match="https"):
        public_url()
