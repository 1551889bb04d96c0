"""Who is signed in where, and how often somebody has tried to be."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Iterable

import sqlalchemy as sa

from advisor.settings import secret
from advisor.storage.tables import ACCOUNTS, ATTEMPTS, SIGN_INS
from advisor.storage.writing import one_at_a_time

IDLE_SECONDS = 12 * 3600.0
LONGEST_SECONDS = 7 * 86_400.0
NOTED_EVERY = 60.0
"""Being seen is written down at most once a minute: a board asks every two seconds."""

FREE_ATTEMPTS = 5
FIRST_WAIT, LONGEST_WAIT = 30.0, 3600.0
FORGOTTEN_AFTER = 86_400.0

Clock = Callable[[], float]


class SignInStore:
    """Sign-ins by token. The token itself is in the browser only."""

    def __init__(self, engine: sa.engine.Engine, clock: Clock = time.time) -> None:
        self._engine, self._clock = engine, clock

    def begin(self, account: str, password: str) -> str | None:
        """Sign an account in; the new token (256 random bits).

        `password` is the hash that was checked. None where it is no longer the one kept, or the account is locked.
        """
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._engine.begin() as connection:
            connection.execute(SIGN_INS.delete().where(_over(now)))
        signed_in = {"token": _hash(token), "account": account, "begun": now, "seen": now}
        still = (ACCOUNTS.c.id == account, ACCOUNTS.c.password == password, ~ACCOUNTS.c.locked)
        # Waits for whoever is changing the account, and whoever changes it next waits for this and finds the sign-in.
        row = sa.select(*map(sa.literal, signed_in.values())).where(*still).with_for_update(read=True, of=ACCOUNTS)
        with self._engine.begin() as connection:
            done = connection.execute(SIGN_INS.insert().from_select(list(signed_in), row))
        return token if done.rowcount else None

    def account_of(self, token: str) -> str | None:
        """Whose token it is, or None: unknown, ended, or its time is over."""
        now, mine = self._clock(), SIGN_INS.c.token == _hash(token)
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(SIGN_INS).where(mine, ~_over(now))).first()
        if row is None:
            return None
        if now - row.seen >= NOTED_EVERY:
            with self._engine.begin() as connection:
                connection.execute(SIGN_INS.update().where(mine).values(seen=now))
        return str(row.account)

    def end(self, token: str) -> None:
        """Sign out in one browser."""
        with self._engine.begin() as connection:
            connection.execute(SIGN_INS.delete().where(SIGN_INS.c.token == _hash(token)))

    def end_all(self, account: str) -> None:
        """Sign out everywhere."""
        with self._engine.begin() as connection:
            connection.execute(SIGN_INS.delete().where(SIGN_INS.c.account == account))


class Attempts:
    """Counts attempts to sign in by what is tried (a name, an address); none of them is kept readable.

    An attempt counts before it is made, so that many at once gain nothing.
    """

    def __init__(self, engine: sa.engine.Engine, clock: Clock = time.time) -> None:
        self._engine, self._clock = engine, clock

    def begin(self, *tried: str) -> float:
        """Count one attempt for each; seconds to wait where one of them has to: then none is counted."""
        keys = [_sealed(each) for each in tried]
        with self._engine.begin() as connection:
            connection.execute(ATTEMPTS.delete().where(ATTEMPTS.c.last < self._clock() - FORGOTTEN_AFTER))
        with self._engine.begin() as connection:
            one_at_a_time(connection, *keys)
            now = self._clock()
            found = connection.execute(sa.select(ATTEMPTS).where(ATTEMPTS.c.key.in_(keys))).all()
            before = {row.key: (row.count, row.last) for row in found}
            # Without a delay there is no wait, even where another server's clock is ahead.
            waits = (last + delay - now for count, last in before.values() if (delay := _delay(count)))
            wait = max(waits, default=0.0)
            if wait > 0:
                return wait
            for key in keys:
                if key in before:
                    change = ATTEMPTS.update().where(ATTEMPTS.c.key == key)
                    connection.execute(change.values(count=ATTEMPTS.c.count + 1, last=now))
                else:
                    connection.execute(ATTEMPTS.insert().values(key=key, count=1, last=now))
        return 0.0

    def succeeded(self, name: str, address: str) -> None:
        """Forget the name's failures; of the address only the attempt that succeeded: others share it."""
        with self._engine.begin() as connection:
            one_at_a_time(connection, _sealed(name), _sealed(address))
            connection.execute(ATTEMPTS.delete().where(ATTEMPTS.c.key == _sealed(name)))
            change = ATTEMPTS.update().where(ATTEMPTS.c.key == _sealed(address), ATTEMPTS.c.count > 0)
            connection.execute(change.values(count=ATTEMPTS.c.count - 1))

    def forget(self, tried: Iterable[str]) -> None:
        """Start counting anew."""
        keys = [_sealed(each) for each in tried]
        with self._engine.begin() as connection:
            one_at_a_time(connection, *keys)
            connection.execute(ATTEMPTS.delete().where(ATTEMPTS.c.key.in_(keys)))


def by_name(key: str) -> str:
    """What attempts on a name are counted by, whether or not there is such an account."""
    return f"name {key}"


def by_address(address: str) -> str:
    """What attempts from an address are counted by."""
    return f"address {address}"


def _delay(count: int) -> float:
    """Seconds until the next attempt after so many that failed."""
    if count < FREE_ATTEMPTS:
        return 0.0
    return min(FIRST_WAIT * 2.0 ** min(count - FREE_ATTEMPTS, 20), LONGEST_WAIT)


def _over(now: float) -> sa.sql.ColumnElement:
    return sa.or_(SIGN_INS.c.seen < now - IDLE_SECONDS, SIGN_INS.c.begun < now - LONGEST_SECONDS)


def _hash(token: str) -> str:
    """The token has 256 random bits: a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def _sealed(tried: str) -> str:
    """Names and addresses can be guessed: a hash with the server's secret."""
    return hmac.new(secret().encode(), b"attempts:" + tried.encode(), hashlib.sha256).hexdigest()
