"""The settings of an account: which there are, what they look like, and what is wrong with those given."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import urlsplit

from advisor.channels.wechat.errors import Platform

BASES: Mapping[Platform, str] = {
    "official_account": "https://api.weixin.qq.com",
    "wecom": "https://qyapi.weixin.qq.com",
    "customer_service": "https://qyapi.weixin.qq.com",
}
ACTIVE, PASSIVE = "active", "passive"
"""Whether an Official Account answers through the API, or (without verification) only on the callback."""


class Setting(NamedTuple):
    """The shape of a setting, and whether a channel can do without it."""

    shape: re.Pattern[str]
    needed: bool = True


_CALLBACK = {
    "token": Setting(re.compile(r"[A-Za-z0-9]{3,32}")),
    "aes_key": Setting(re.compile(r"[A-Za-z0-9]{43}")),
    "previous_aes_key": Setting(re.compile(r"[A-Za-z0-9]{43}"), needed=False),
}
_BASE = {"base": Setting(re.compile(r"https?://[^\s/?#@]+(?:/[^\s?#]*)?"), needed=False)}
_CORPORATION = {
    "corp_id": Setting(re.compile(r"w[wx][0-9a-z]{16}")),
    "secret": Setting(re.compile(r"[A-Za-z0-9_-]{43}")),
}
SETTINGS: Mapping[Platform, Mapping[str, Setting]] = {
    "official_account": {
        "app_id": Setting(re.compile(r"wx[0-9a-f]{16}")),
        "secret": Setting(re.compile(r"[0-9a-z]{32}")),
        **_CALLBACK,
        # In “plaintext mode” the account has none; the check advises against it.
        "aes_key": _CALLBACK["aes_key"]._replace(needed=False),
        "mode": Setting(re.compile(f"{ACTIVE}|{PASSIVE}"), needed=False),
        **_BASE,
    },
    "wecom": {**_CORPORATION, "agent_id": Setting(re.compile(r"[0-9]{1,10}")), **_CALLBACK, **_BASE},
    "customer_service": {
        **_CORPORATION,
        "open_kfid": Setting(re.compile(r"wk[A-Za-z0-9_-]{10,62}"), needed=False),
        **_CALLBACK,
        **_BASE,
    },
}
"""The names are those of `settings` in `channels.yml`."""

_SECRET_OF_MODE = {PASSIVE: frozenset({"secret"})}
"""What is not needed in a mode: an account that only answers callbacks asks the API for nothing."""


class SettingFault(NamedTuple):
    """A setting that is `missing`, `malformed`, `unknown` or `insecure`. The value is never told."""

    setting: str
    what: str

    @property
    def stops_requests(self) -> bool:
        """Whether no request can be made as things are."""
        misread = self.what == "malformed" and self.setting in ("agent_id", "base")
        return misread or (self.what == "missing" and self.setting not in _CALLBACK) or self.what == "insecure"


class SettingsError(ValueError):
    """Settings that make no account."""

    def __init__(self, platform: Platform, faults: tuple[SettingFault, ...]) -> None:
        super().__init__(f"{platform}: " + "; ".join(f"{fault.setting} is {fault.what}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class Account:
    """An account the assistant answers in the name of.

    id     AppID or CorpID
    agent  AgentId of a WeCom app
    desk   the account of customer service to answer for (`open_kfid`); empty: any that calls
    base   where the platform's API is; empty: where it usually is
    """

    platform: Platform
    id: str
    secret: str = field(repr=False)
    agent: int = 0
    desk: str = ""
    base: str = ""

    def __post_init__(self) -> None:  # noqa: D105
        object.__setattr__(self, "base", (self.base or BASES[self.platform]).rstrip("/"))

    @classmethod
    def of(cls, platform: Platform, settings: Mapping[str, object]) -> Account:
        """The account that settings describe; raises SettingsError where nothing could be asked with them.

        An id or secret of an unusual form is the platform's to judge; `check` remarks on it.
        """
        faults = tuple(fault for fault in setting_faults(platform, settings) if fault.stops_requests)
        if faults:
            raise SettingsError(platform, faults)
        said = {name: _text(value) for name, value in settings.items()}
        return cls(
            platform,
            said.get("app_id") or said.get("corp_id", ""),
            said.get("secret", ""),
            int(said.get("agent_id") or 0),
            said.get("open_kfid", ""),
            said.get("base", ""),
        )

    @property
    def key(self) -> str:
        """What its token is stored under; another secret has another token."""
        digest = hashlib.sha256(f"{self.base} {self.secret}".encode()).hexdigest()
        return f"{self.platform}:{self.id}:{digest[:16]}"


def setting_faults(platform: Platform, settings: Mapping[str, object]) -> Iterator[SettingFault]:
    """What is wrong with the settings of a platform, in the order of the settings."""
    known = SETTINGS[platform]
    spared = _SECRET_OF_MODE.get(_text(settings.get("mode")), frozenset())
    for name, setting in known.items():
        said = _text(settings.get(name))
        if not said:
            if setting.needed and name not in spared:
                yield SettingFault(name, "missing")
        elif not setting.shape.fullmatch(said):
            yield SettingFault(name, "malformed")
        elif name == "base" and not _is_private(said):
            yield SettingFault(name, "insecure")
    yield from (SettingFault(str(name), "unknown") for name in settings if name not in known)


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _is_private(base: str) -> bool:
    """Without TLS a secret would be readable on the way, unless it does not leave the machine."""
    address = urlsplit(base)
    return address.scheme == "https" or address.hostname in ("localhost", "127.0.0.1", "::1")
