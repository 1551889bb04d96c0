"""Accounts and clients of the fake API."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from fake_api import FakeApi

from advisor.channels.wechat.client import (
    ApiClient,
    CustomerServiceClient,
    OfficialAccountClient,
    Recipient,
    WecomClient,
)
from advisor.channels.wechat.client_account import Account
from advisor.channels.wechat.client_transport import Patience
from advisor.channels.wechat.tokens import TokenStore

QUICK = Patience(connect=2.0, total=10.0, upload=10.0, tries=4, first_pause=0.01, longest_pause=0.02)
IMPATIENT = Patience(connect=0.3, total=0.3, upload=0.3, tries=2, first_pause=0.01, longest_pause=0.02)
"""For a platform that is silent."""
LEADER = Recipient("leader-1", "wkDesk0000000001")
KINDS: dict[str, type[ApiClient]] = {
    "official_account": OfficialAccountClient,
    "wecom": WecomClient,
    "customer_service": CustomerServiceClient,
}


def account(platform: Any, base: str, secret: str = "s" * 32) -> Account:
    return Account(platform, "wx" + "0" * 16, secret, agent=7, desk=LEADER.desk, base=base)


@asynccontextmanager
async def client_of(
    platform: str, api: FakeApi, store: TokenStore | None = None, patience: Patience = QUICK, secret: str = ""
) -> AsyncIterator[Any]:
    client = KINDS[platform](account(platform, api.base, secret or api.secret), store, patience)
    try:
        yield client
    finally:
        await client.close()


def in_a_loop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """A test that runs in an event loop of its own, and must end within 30 seconds."""

    def run(**given: Any) -> None:
        asyncio.run(asyncio.wait_for(test(**given), 30))

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    run.__signature__ = inspect.signature(test)  # type: ignore[attr-defined]
    return run
