"""`check`: what is missing or malformed, whether a token is given, whether the account may send. In words."""

from __future__ import annotations

from typing import Any

import pytest
from clients import IMPATIENT, in_a_loop
from fake_api import AGENT, CUSTOM_SEND, DESK_SEND, DESKS, STABLE_TOKEN, STAFF, WECOM_SEND, FakeApi, Hang, Refuse

from advisor.channels.wechat.client_account import SETTINGS, Account, SettingsError
from advisor.channels.wechat.client_check import Finding, check, words_of
from advisor.channels.wechat.errors import LAYERS, ApiFault, explain, kind_of, known_codes
from advisor.knowledge.records import Knowledge
from advisor.wording.texts import Texts

CALLBACK = {"token": "AAAAA", "aes_key": "A" * 43}
DESK = "wkAJ2GCAAASSm4_FhToWMFea0xAFfd3Q"
WELL: dict[Any, dict[str, object]] = {
    "official_account": {"app_id": "wxba5fad812f8e6fb9", "secret": "0" * 32, **CALLBACK},
    "wecom": {"corp_id": "wx5823bf96d3bd56c7", "secret": "s" * 43, "agent_id": 1000002, **CALLBACK},
    "customer_service": {"corp_id": "ww5823bf96d3bd56c7", "secret": "s" * 43, "open_kfid": DESK, **CALLBACK},
}
PROBED = {"official_account": STAFF, "wecom": AGENT, "customer_service": DESKS}


async def codes(platform: Any, api: FakeApi, **changed: object) -> list[str]:
    api.secret = str(WELL[platform]["secret"])
    api.desks = api.desks or [{"open_kfid": DESK, "manage_privilege": True}]
    found = await check(platform, {**WELL[platform], "base": api.base, **changed}, patience=IMPATIENT)
    assert all(finding.well is finding.code.endswith(("_well", "passive")) for finding in found)
    return [f"{finding.code} {finding.setting}".strip() for finding in found]


@pytest.mark.parametrize("platform", WELL)
@in_a_loop
async def test_an_account_that_is_ready(platform: str) -> None:
    async with FakeApi() as api:
        assert await codes(platform, api) == ["settings_well", "token_well", "permission_well"]
        assert api.deliveries == []
        assert not {CUSTOM_SEND, WECOM_SEND, DESK_SEND} & {path for path, _ in api.requests}


@pytest.mark.parametrize("platform", WELL)
@in_a_loop
async def test_every_setting_that_is_missing_or_malformed_is_named(platform: Any) -> None:
    async with FakeApi() as api:
        for name, setting in SETTINGS[platform].items():
            missing = await codes(platform, api, **{name: None})
            assert (f"setting_missing {name}" in missing) == setting.needed
            assert await codes(platform, api, **{name: "a b"}) == [f"setting_malformed {name}"]
        assert await codes(platform, api, tokn="x") == ["setting_unknown tokn"]
        assert await codes(platform, api, base="http://api.example") == ["setting_insecure base"]


@in_a_loop
async def test_a_passive_account_needs_no_secret_and_asks_nothing() -> None:
    async with FakeApi() as api:
        assert await codes("official_account", api, mode="passive", secret="") == ["settings_well", "passive"]
        assert api.requests == []


@pytest.mark.parametrize("platform", WELL)
@in_a_loop
async def test_what_the_platform_refuses_is_found(platform: str) -> None:
    async with FakeApi() as api:
        api.script(PROBED[platform], Refuse(48002))
        assert (await codes(platform, api))[-1] == "permission_refused"
        api.script(PROBED[platform], Hang())
        api.always(PROBED[platform], Refuse(60020))
        assert (await codes(platform, api))[-1] == "permission_refused"
    async with FakeApi() as api:
        assert (await codes(platform, api, secret=str(WELL[platform]["secret"])[:-1] + "1"))[-1] == "token_refused"


@in_a_loop
async def test_what_is_particular_to_a_platform_is_found() -> None:
    async with FakeApi(app_closed=True, desks=[{"open_kfid": DESK, "manage_privilege": False}]) as api:
        assert (await codes("wecom", api))[-1] == "app_closed agent_id"
        assert (await codes("customer_service", api))[-1] == "desk_not_managed open_kfid"
        assert (await codes("customer_service", api, open_kfid=DESK[:-1]))[-1] == "desk_unknown open_kfid"
        assert (await codes("customer_service", api, open_kfid=""))[-1] == "permission_well"
        api.script(STAFF, Refuse(65400))
        assert (await codes("official_account", api))[-1] == "permission_well"
        api.script(STABLE_TOKEN, Refuse(40164, "invalid ip 36.5.1.9, not in whitelist"))
        assert (await codes("official_account", api))[-1] == "token_refused"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_finding_has_words_with_nothing_left_to_fill_in(knowledge: Knowledge, language: str) -> None:
    texts = Texts(knowledge, language)
    fault = ApiFault("40164", "address_not_listed", "official_account", "/p", address="36.5.1.9")
    for code in texts.find("channels", "findings"):
        finding = Finding(code, False, "official_account", "secret", fault if code.endswith("refused") else None)
        said = words_of(finding, texts)
        assert "{" not in said
        assert ("36.5.1.9" in said) == code.endswith("refused")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_code_that_has_a_kind_has_words_and_the_reverse(knowledge: Knowledge, language: str) -> None:
    texts = Texts(knowledge, language)
    worded = {place: frozenset(codes) for place, codes in texts.find("channels", "errors").items()}
    assert worded == known_codes()
    for platform, layers in LAYERS.items():
        for place, _ in layers:
            for code in worded[place]:
                fault = ApiFault(code, kind_of(platform, code), platform, "/p")
                assert fault.kind != "unknown"
                assert "{" not in "".join(explain(fault, texts))


def test_codes_mean_what_their_platform_means_by_them(knowledge: Knowledge) -> None:
    texts = Texts(knowledge, "en")
    official = explain(ApiFault("48002", "window_closed", "official_account", "/p"), texts)
    member = explain(ApiFault("48002", "permission", "wecom", "/p"), texts)
    desk = explain(ApiFault("48002", "permission", "customer_service", "/p"), texts)
    assert official != member == desk
    assert "503" in explain(ApiFault("http_503", "temporary", "wecom", "/p"), texts).means
    assert "99999" in explain(ApiFault("99999", "unknown", "wecom", "/p"), texts).means


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_setting_is_told_where_to_find(knowledge: Knowledge, language: str) -> None:
    told = Texts(knowledge, language).find("channels", "settings")
    assert {platform: set(settings) for platform, settings in told.items()} == {
        platform: set(settings) for platform, settings in SETTINGS.items()
    }


def test_settings_become_an_account() -> None:
    account = Account.of("wecom", WELL["wecom"])
    assert (account.id, account.agent, account.base) == ("wx5823bf96d3bd56c7", 1000002, "https://qyapi.weixin.qq.com")
    assert account.key != Account.of("wecom", {**WELL["wecom"], "secret": "t" * 43}).key


def test_an_account_can_be_opened_with_ids_of_a_form_of_their_own() -> None:
    account = Account.of("official_account", {"app_id": "wx_trial", "secret": "trial", "base": "http://127.0.0.1:9/"})
    assert (account.id, account.base) == ("wx_trial", "http://127.0.0.1:9")


@pytest.mark.parametrize("wrong", [{"secret": ""}, {"agent_id": "seven"}, {"base": "http://api.example"}])
def test_an_account_nothing_could_be_asked_with_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError):
        Account.of("wecom", {**WELL["wecom"], **wrong})
