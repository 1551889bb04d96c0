"""Development or production (`ADVISOR_MODE`), and what differs: the channels that are open."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import yaml

from advisor.settings import PROJECT

DEVELOPMENT, PRODUCTION = "development", "production"
CREDENTIALS = PROJECT / "credentials.yml"
OPEN_TO_WHOEVER_KNOWS_AN_ID = ("advisor.channels.rest.DevelopmentRest",)
"""Channels for one's own machine; production does not open them."""
GUARDED = (
    "advisor.channels.web.channel.WebChannel",
    "advisor.channels.wechat.official_account.OfficialAccountChannel",
    "advisor.channels.wechat.wecom.WecomChannel",
    "advisor.channels.wechat.customer_service.CustomerServiceChannel",
)
"""Channels in which nobody reaches another person's conversation."""


def mode() -> str:
    """`development` (the default) or `production`; raises ValueError."""
    said = os.environ.get("ADVISOR_MODE", "").strip().lower() or DEVELOPMENT
    if said not in (DEVELOPMENT, PRODUCTION):
        raise ValueError(f"ADVISOR_MODE is {said!r}; it must be development or production.")
    return said


def channels() -> Mapping[str, Any]:
    """What credentials.yml opens, without channels that production does not."""
    named: dict[str, Any] = yaml.safe_load(CREDENTIALS.read_text(encoding="utf-8")) or {}
    if mode() == PRODUCTION:
        return {name: given for name, given in named.items() if name not in OPEN_TO_WHOEVER_KNOWS_AN_ID}
    return named
