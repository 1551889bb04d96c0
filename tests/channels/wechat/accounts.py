"""Accounts in the environment of a test, and their trust."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from advisor.channels.wechat.settings import settings_of
from advisor.channels.wechat.trust import Trust

AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


def _corporation(prefix: str) -> dict[str, str]:
    return {
        f"{prefix}_CORPID": "ww0123456789abcdef",
        f"{prefix}_SECRET": "s" * 43,
        f"{prefix}_TOKEN": "pamtest",
        f"{prefix}_AES_KEY": AES_KEY,
    }


ACCOUNTS: dict[str, dict[str, str]] = {
    "official_account": {
        "ADVISOR_WECHAT_APPID": "wx0123456789abcdef",
        "ADVISOR_WECHAT_SECRET": "s" * 32,
        "ADVISOR_WECHAT_TOKEN": "pamtest",
        "ADVISOR_WECHAT_AES_KEY": AES_KEY,
    },
    "wecom": {**_corporation("ADVISOR_WECOM"), "ADVISOR_WECOM_AGENTID": "1000002"},
    "customer_service": _corporation("ADVISOR_WECHAT_SERVICE"),
}


def set_account(patch: pytest.MonkeyPatch, platform: Any, base: str, **more: str) -> Trust:
    """Set up an account whose API is at `base`; what its pushes are signed with."""
    for name, value in {**ACCOUNTS[platform], "ADVISOR_API_BASE": base, **more}.items():
        patch.setenv(name, value)
    settings = settings_of(platform)
    assert settings is not None
    return settings.trust


async def until(is_so: Callable[[], Any], seconds: float = 15.0) -> None:
    """Wait for something to come about."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not come about in time"
        await asyncio.sleep(0.02)
