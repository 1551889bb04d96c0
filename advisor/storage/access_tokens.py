"""Access tokens of messaging platforms: one row an account, shared by every worker, renewed by one at a time.

They stay in the database where servers share a Redis too: taking a lease is one conditional UPDATE, which is as
atomic on PostgreSQL as on SQLite; it happens once in two hours; and a token survives a restart of Redis, while
fetching another makes the platform forget the one before. Servers' clocks may differ by less than a lease lasts.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from advisor.storage.writing import insert_unless_there

TOKEN_TABLES = sa.MetaData()
"""Not among the tables in tables.py: those belong to people and are deleted with them."""

_TOKENS = sa.Table(
    "access_tokens",
    TOKEN_TABLES,
    sa.Column("account", sa.String(128), primary_key=True),
    sa.Column("value", sa.Text, nullable=False, server_default=""),
    sa.Column("obtained", sa.Float, nullable=False, server_default="0"),
    sa.Column("expires", sa.Float, nullable=False, server_default="0"),
    sa.Column("renewed", sa.Float, nullable=False, server_default="0"),
    sa.Column("forced", sa.Float, nullable=False, server_default="0"),
    sa.Column("holder", sa.String(64), nullable=False, server_default=""),
    sa.Column("lease_until", sa.Float, nullable=False, server_default="0"),
)


@dataclass(frozen=True)
class AccessToken:
    """A token and its times (seconds since the epoch; 0: never).

    value     what is sent with each request; never shown
    renewed   when it was fetched because the one before it had been refused
    forced    when the platform was last told to make a new one
    """

    value: str = field(repr=False)
    obtained: float
    expires: float
    renewed: float = 0.0
    forced: float = 0.0


class DatabaseTokens:
    """Tokens in a database. Whoever holds an account's lease renews its token; the others wait for the row."""

    def __init__(self, engine: sa.engine.Engine, now: Callable[[], float] = time.time) -> None:
        self._engine, self._now = engine, now

    async def read(self, account: str) -> AccessToken | None:
        """The token of an account as it stands now, ended or not."""
        return await asyncio.to_thread(self._read, account)

    async def lease(self, account: str, holder: str, seconds: float) -> bool:
        """Whether `holder` may renew the token now. The lease ends by itself, should the holder die."""
        return await asyncio.to_thread(self._lease, account, holder, seconds)

    async def write(self, account: str, holder: str, token: AccessToken) -> None:
        """Store a renewed token and give the lease back; without a lease any more nothing is written."""
        values = {
            "value": token.value,
            "obtained": token.obtained,
            "expires": token.expires,
            "renewed": token.renewed,
            "forced": token.forced,
        }
        await asyncio.to_thread(self._end_lease, account, holder, values)

    async def release(self, account: str, holder: str) -> None:
        """Give the lease back without a new token."""
        await asyncio.to_thread(self._end_lease, account, holder, {})

    def _read(self, account: str) -> AccessToken | None:
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(_TOKENS).where(_TOKENS.c.account == account)).first()
        if row is None or not row.value:
            return None
        return AccessToken(row.value, row.obtained, row.expires, row.renewed, row.forced)

    def _lease(self, account: str, holder: str, seconds: float) -> bool:
        now = self._now()
        free = sa.or_(_TOKENS.c.lease_until <= now, _TOKENS.c.holder == holder)
        taken = _TOKENS.update().where(_TOKENS.c.account == account, free)
        for _ in range(2):
            with self._engine.begin() as connection:
                if connection.execute(taken.values(holder=holder, lease_until=now + seconds)).rowcount:
                    return True
                known = connection.execute(sa.select(_TOKENS.c.account).where(_TOKENS.c.account == account)).first()
            if known:
                return False
            with self._engine.begin() as connection:
                insert_unless_there(connection, _TOKENS, account=account)
        return False

    def _end_lease(self, account: str, holder: str, values: dict[str, Any]) -> None:
        mine = (_TOKENS.c.account == account, _TOKENS.c.holder == holder)
        with self._engine.begin() as connection:
            connection.execute(_TOKENS.update().where(*mine).values(holder="", lease_until=0.0, **values))
