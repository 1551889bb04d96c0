"""The access token of an account: fetched once however many wait for it, here and in other workers."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from advisor.storage.access_tokens import AccessToken

logger = logging.getLogger(__name__)

EARLY = 300.0
"""Seconds before its end from which a token is renewed, while the old one is still used: for that long
the Official Account platform accepts both."""
LAST_MOMENT = 5.0
"""Seconds before its end from which a token is not used any more."""
BETWEEN_EARLY = 30.0
"""Seconds between early renewals: WeCom gives out the same token until its very end."""
BETWEEN_REFUSALS = 10.0
"""Seconds for which a token that replaced a refused one is kept, even if it is refused as well: a storm of
refusals does not become a storm of token requests."""
BETWEEN_FORCED = 1800.0
"""Seconds between requests for another token than the one that is refused. A day has room for 20 of them,
and each takes the old token away from everybody who uses the account."""


class TokenStore(Protocol):
    """Where workers share tokens; see `DatabaseTokens` for what each method promises."""

    async def read(self, account: str) -> AccessToken | None: ...  # noqa: D102
    async def lease(self, account: str, holder: str, seconds: float) -> bool: ...  # noqa: D102
    async def write(self, account: str, holder: str, token: AccessToken) -> None: ...  # noqa: D102
    async def release(self, account: str, holder: str) -> None: ...  # noqa: D102


class MemoryTokens:
    """Tokens of one process."""

    def __init__(self) -> None:
        self._tokens: dict[str, AccessToken] = {}
        self._leases: dict[str, tuple[str, float]] = {}

    async def read(self, account: str) -> AccessToken | None:
        """The token of an account, ended or not."""
        return self._tokens.get(account)

    async def lease(self, account: str, holder: str, seconds: float) -> bool:
        """Whether `holder` may renew the token now."""
        held_by, until = self._leases.get(account, ("", 0.0))
        if held_by not in ("", holder) and until > time.monotonic():
            return False
        self._leases[account] = (holder, time.monotonic() + seconds)
        return True

    async def write(self, account: str, holder: str, token: AccessToken) -> None:
        """Store a renewed token and give the lease back."""
        if self._leases.get(account, ("", 0.0))[0] == holder:
            self._tokens[account] = token
            del self._leases[account]

    async def release(self, account: str, holder: str) -> None:
        """Give the lease back without a new token."""
        if self._leases.get(account, ("", 0.0))[0] == holder:
            del self._leases[account]


@dataclass(frozen=True)
class Fetched:
    """A token as the platform gave it. lasts: seconds from the request."""

    value: str = field(repr=False)
    lasts: float


Fetch = Callable[[bool], Awaitable[Fetched]]
"""Asks the platform for a token. With True: for another one than the current."""


class TokenKeeper:
    """The token of one account.

    fetch           asks the platform
    can_force       whether the platform can be asked for another token than the current one
    lease_seconds   longer than `fetch` ever takes: a worker that died meanwhile is waited for that long
    """

    def __init__(
        self,
        account: str,
        fetch: Fetch,
        store: TokenStore,
        *,
        can_force: bool = False,
        lease_seconds: float = 30.0,
        look_again: float = 0.1,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._account, self._fetch, self._store, self._can_force = account, fetch, store, can_force
        self._lease_seconds, self._look_again, self._now = lease_seconds, look_again, now
        self._holder = secrets.token_hex(8)
        self._seen: AccessToken | None = None
        self._one_at_a_time = asyncio.Lock()
        self._under_way: dict[str, asyncio.Task[AccessToken | None]] = {}

    async def current(self) -> str:
        """A token that is good now. Near its end another is fetched, and nobody waits for that."""
        token = self._seen
        if token is None or self._ends_soon(token):
            token = self._seen = await self._store.read(self._account)
        if token is not None and not self._ended(token):
            if self._ends_soon(token) and self._now() - token.obtained >= BETWEEN_EARLY:
                self._start("early", lambda known: not self._ends_soon(known))
            return token.value
        token = await self._join("", lambda known: not self._ended(known))
        assert token is not None, "only a refused token is left as it is"
        return token.value

    async def instead_of(self, refused: str) -> str | None:
        """Another token, after the platform refused this one. None where this one came in place of a
        refused one a moment ago. The same again where the platform holds on to it."""
        token = await self._join(refused, lambda known: known.value != refused and not self._ended(known))
        return token.value if token else None

    async def close(self) -> None:
        """Stop renewals under way."""
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _join(self, refused: str, good: Callable[[AccessToken], bool]) -> AccessToken | None:
        """The outcome of a renewal, shared by all who wait for it: a failure as well."""
        token = await asyncio.shield(self._start(refused, good))
        self._seen = token or self._seen
        return token

    def _start(self, why: str, good: Callable[[AccessToken], bool]) -> asyncio.Task[AccessToken | None]:
        task = self._under_way.get(why)
        if task is None:
            task = asyncio.ensure_future(self._renew("" if why == "early" else why, good))
            self._under_way[why] = task
            task.add_done_callback(lambda done: self._finished(why, done))
        return task

    def _finished(self, why: str, task: asyncio.Task[AccessToken | None]) -> None:
        self._under_way.pop(why, None)
        if not task.cancelled() and (error := task.exception()) is not None and why == "early":
            logger.warning("an access token was not renewed early: %s", type(error).__name__)

    async def _renew(self, refused: str, good: Callable[[AccessToken], bool]) -> AccessToken | None:
        async with self._one_at_a_time:
            looking_until = time.monotonic() + 2 * self._lease_seconds
            while time.monotonic() < looking_until:
                leased = await self._store.lease(self._account, self._holder, self._lease_seconds)
                try:
                    known = await self._store.read(self._account)
                    if known is not None and good(known):
                        return known
                    if known is not None and known.value == refused and self._just_replaced(known):
                        return None
                    if leased:
                        return await self._fetched(refused, known)
                finally:
                    if leased:
                        await self._store.release(self._account, self._holder)
                await asyncio.sleep(self._look_again)
            raise TimeoutError("the lease of an access token was not given back; are the workers' clocks apart?")

    async def _fetched(self, refused: str, known: AccessToken | None) -> AccessToken:
        forced = known.forced if known else 0.0
        asked = self._now()
        fetched = await self._fetch(False)
        if refused and fetched.value == refused and self._can_force and asked - forced >= BETWEEN_FORCED:
            forced = asked = self._now()
            fetched = await self._fetch(True)
        token = AccessToken(fetched.value, asked, asked + fetched.lasts, asked if refused else 0.0, forced)
        await self._store.write(self._account, self._holder, token)
        return token

    def _just_replaced(self, token: AccessToken) -> bool:
        return self._now() - token.renewed < BETWEEN_REFUSALS

    def _ended(self, token: AccessToken) -> bool:
        return self._now() >= token.expires - LAST_MOMENT

    def _ends_soon(self, token: AccessToken) -> bool:
        return self._now() >= token.expires - EARLY
