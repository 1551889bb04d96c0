"""The settings of the three channels, from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from advisor.channels.wechat.client_account import ACTIVE, BASES, Account, SettingFault, setting_faults
from advisor.channels.wechat.errors import Platform
from advisor.channels.wechat.trust import Trust
from advisor.settings import public_address

VARIABLES: Mapping[Platform, Mapping[str, str]] = {
    "official_account": {
        "app_id": "ADVISOR_WECHAT_APPID",
        "secret": "ADVISOR_WECHAT_SECRET",
        "token": "ADVISOR_WECHAT_TOKEN",
        "aes_key": "ADVISOR_WECHAT_AES_KEY",
        "previous_aes_key": "ADVISOR_WECHAT_AES_KEY_PREVIOUS",
        "mode": "ADVISOR_WECHAT_MODE",
    },
    "wecom": {
        "corp_id": "ADVISOR_WECOM_CORPID",
        "secret": "ADVISOR_WECOM_SECRET",
        "agent_id": "ADVISOR_WECOM_AGENTID",
        "token": "ADVISOR_WECOM_TOKEN",
        "aes_key": "ADVISOR_WECOM_AES_KEY",
        "previous_aes_key": "ADVISOR_WECOM_AES_KEY_PREVIOUS",
    },
    "customer_service": {
        "corp_id": "ADVISOR_WECHAT_SERVICE_CORPID",
        "secret": "ADVISOR_WECHAT_SERVICE_SECRET",
        "open_kfid": "ADVISOR_WECHAT_SERVICE_OPEN_KFID",
        "token": "ADVISOR_WECHAT_SERVICE_TOKEN",
        "aes_key": "ADVISOR_WECHAT_SERVICE_AES_KEY",
        "previous_aes_key": "ADVISOR_WECHAT_SERVICE_AES_KEY_PREVIOUS",
    },
}
"""Platform → setting → environment variable; the names of settings are those in `channels.yml`."""
BASE = "ADVISOR_API_BASE"
MENU = "ADVISOR_WECHAT_MENU"
_YES_NO = {"": False, "no": False, "yes": True}


class SettingsFault(ValueError):
    """Settings with which a channel cannot be opened; says which variables and why, never a value."""


@dataclass(frozen=True)
class ChannelSettings:
    """What one channel is opened with. menu: whether options to tap may be sent."""

    trust: Trust = field(repr=False)
    account: Account = field(repr=False)
    active: bool
    menu: bool


def given(platform: Platform, environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """The settings of a platform that are set, by their names in `channels.yml`; empty: the channel is not used."""
    said = os.environ if environment is None else environment
    found = {name: said.get(variable, "").strip() for name, variable in VARIABLES[platform].items()}
    found = {name: value for name, value in found.items() if value}
    if found and said.get(BASE, "").strip():
        found["base"] = said[BASE].strip()
    return found


def faults_of(platform: Platform, found: Mapping[str, str]) -> list[SettingFault]:
    """What is wrong with the settings of a platform."""
    faults = list(setting_faults(platform, found))
    if "previous_aes_key" in found and "aes_key" not in found:
        faults.append(SettingFault("aes_key", "missing"))
    return list(dict.fromkeys(faults))


def settings_of(platform: Platform, environment: Mapping[str, str] | None = None) -> ChannelSettings | None:
    """The settings of a channel; None where there are none. Raises SettingsFault where they are not complete."""
    said = os.environ if environment is None else environment
    found = given(platform, said)
    if not found:
        return None
    names = {**VARIABLES[platform], "base": BASE}
    faults = [f"{names[fault.setting]} is {fault.what}" for fault in faults_of(platform, found)]
    menu = said.get(MENU, "").strip().lower()
    if menu not in _YES_NO:
        faults.append(f"{MENU} must be yes or no")
    if faults:
        raise SettingsFault(
            f"The settings of the channel {platform} are not complete: {'; '.join(faults)}. "
            "`advisor channels check` says where each is found. To close the channel, remove all its settings."
        )
    id = found.get("app_id") or found["corp_id"]
    keys = tuple(found[name] for name in ("aes_key", "previous_aes_key") if name in found)
    base = found.get("base", "")
    account = Account(
        platform,
        id,
        found.get("secret", ""),
        int(found.get("agent_id", 0)),
        found.get("open_kfid", ""),
        base or BASES[platform],
    )
    trusted = "official_account" if platform == "official_account" else "wecom"
    return ChannelSettings(
        Trust(trusted, found["token"], id, keys),  # type: ignore[arg-type]
        account,
        found.get("mode", ACTIVE) == ACTIVE,
        platform == "customer_service" or (platform == "official_account" and _YES_NO[menu]),
    )


def public_url() -> str:
    """Where people reach this server (`ADVISOR_PUBLIC_URL`, such as https://advisor.example.org); empty: nowhere.

    Raises SettingsFault for something else than an address.
    """
    try:
        return public_address()
    except ValueError as fault:
        raise SettingsFault(str(fault)) from None
