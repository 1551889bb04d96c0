"""`advisor channels`: what it finds, in words, and the tables of the documents."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from accounts import ACCOUNTS, set_account
from fake_api import SCENE, STABLE_TOKEN, FakeApi, Refuse

from advisor.channels.wechat.scenes import scene_address
from advisor.channels.wechat.settings import given
from advisor.channels.wechat.tokens import MemoryTokens
from advisor.commands.channels import error_tables, run
from advisor.knowledge import load_knowledge
from advisor.pages.training.codes import WechatCodes
from advisor.settings import PROJECT
from advisor.training.records import Session
from advisor.wording.texts import Texts


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_documents_hold_every_code_as_the_knowledge_has_it(language: str) -> None:
    document = (PROJECT / "docs" / language / "wechat.md").read_text(encoding="utf-8")
    assert error_tables(Texts(load_knowledge(), language)) in document


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_set_up_is_no_mistake(data: Path, capsys: pytest.CaptureFixture[str], language: str) -> None:
    assert run(["check", "--language", language]) == 0
    said = capsys.readouterr().out
    assert f"docs/{language}/wechat.md" in said
    assert "ADVISOR_WECOM_CORPID" in said


def test_what_is_missing_is_named_by_its_variable(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ADVISOR_WECHAT_APPID", "not-an-appid-but-secret")
    assert run(["check", "--language", "en"]) == 1
    said = capsys.readouterr().out
    for name in ("ADVISOR_WECHAT_APPID: ", "ADVISOR_WECHAT_TOKEN: ", "ADVISOR_WECHAT_SECRET: "):
        assert name in said
    assert "not-an-appid" not in said


def test_an_account_is_asked_about_and_nothing_is_sent(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ADVISOR_PUBLIC_URL", "https://advisor.example.org")

    async def check() -> None:
        async with FakeApi() as api:
            set_account(monkeypatch, "official_account", api.base)
            assert await asyncio.to_thread(run, ["check", "--language", "en"]) == 0
            (data / "assessments.db").unlink()
            api.always(STABLE_TOKEN, Refuse(40164, "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist"))
            assert await asyncio.to_thread(run, ["check", "--language", "zh"]) == 1
            assert not api.deliveries

    asyncio.run(check())
    said = capsys.readouterr().out
    assert "https://advisor.example.org/webhooks/wechat/" in said
    assert "203.0.113.7" in said
    assert ACCOUNTS["official_account"]["ADVISOR_WECHAT_SECRET"] not in said


def test_a_code_to_scan(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["code", "ABC234", "--language", "en"]) == 1
    assert run(["code", "no code!", "--language", "en"]) == 1

    async def make() -> None:
        async with FakeApi() as api:
            set_account(monkeypatch, "official_account", api.base)
            assert await asyncio.to_thread(run, ["code", "ABC234", "--language", "en"]) == 0
            api.always(SCENE, Refuse(48001))
            assert await asyncio.to_thread(run, ["code", "ABC234", "--language", "zh"]) == 1

    asyncio.run(make())
    said = capsys.readouterr().out
    assert "https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=ticket-ABC234" in said
    assert "48001" in said


def test_a_link_of_customer_service_brings_the_code_along(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def make() -> str:
        async with FakeApi(secret="s" * 43) as api:
            desk = {"ADVISOR_WECHAT_SERVICE_OPEN_KFID": "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q"}
            set_account(monkeypatch, "customer_service", api.base, **desk)
            answer, served = {"errcode": 0, "url": "https://work.weixin.qq.com/kf/kfc1?enc_scene=e"}, api._answer
            way = "/cgi-bin/kf/add_contact_way"
            monkeypatch.setattr(api, "_answer", lambda r, path, body: answer if path == way else served(r, path, body))
            return await scene_address("customer_service", given("customer_service"), "ABC234", MemoryTokens())

    assert asyncio.run(make()) == "https://work.weixin.qq.com/kf/kfc1?enc_scene=e&scene_param=ABC234"


def test_a_session_shows_the_code_of_a_channel_that_is_set_up_and_asks_for_it_once(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(id="s1", trainer="t", name="Workshop", language="en", code="ABC234")

    async def shown() -> None:
        codes = WechatCodes(MemoryTokens())
        assert await codes.of(session) == []
        async with FakeApi() as api:
            set_account(monkeypatch, "official_account", api.base)
            (code,) = await codes.of(session)
            assert (code.kind, code.link) == ("official_account", "http://weixin.example/ABC234")
            assert "<svg" in code.picture
            assert await codes.of(session) == [code]
            assert api.count(SCENE) == 1
            api.always(SCENE, Refuse(48001))
            assert await codes.of(replace(session, code="XYZ567")) == []

    asyncio.run(shown())
