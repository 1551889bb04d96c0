"""The audit log: who saw, changed or exported what, and who was refused. It only grows, until its time is over."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from advisor.storage.tables import AUDIT
from advisor.training.accounts import Action

DAY = 86_400.0
NOBODY = ""
"""The account of whoever is not signed in."""


@dataclass(frozen=True)
class Entry:
    """One line of the log.

    at       seconds since 1970
    account  id, empty for somebody who was not signed in
    action   an `Action`, as text: an old log may name one there is no more
    object   id of the session, result or account, or empty
    request  id of the request, to find it in other logs
    """

    number: int
    at: float
    account: str
    action: str
    object: str
    allowed: bool
    request: str


class AuditLog:
    """Entries are written and read; none is changed."""

    def __init__(self, engine: sa.engine.Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine, self._clock = engine, clock

    def write(self, account: str, action: Action, object: str, allowed: bool, request: str) -> None:
        """One entry, on disk when this returns."""
        with self._engine.begin() as connection:
            connection.execute(
                AUDIT.insert().values(
                    at=self._clock(),
                    account=account,
                    action=action.value,
                    object=object[:64],
                    allowed=allowed,
                    request=request[:40],
                )
            )

    def page(self, count: int, before: int | None = None, person: str | None = None) -> list[Entry]:
        """The newest entries, at most `count`.

        before  only those older than the entry of this number
        person  only what this account did, and what was tried or done to it
        """
        query = sa.select(AUDIT).order_by(AUDIT.c.number.desc()).limit(count)
        if before is not None:
            query = query.where(AUDIT.c.number < before)
        if person is not None:
            query = query.where(sa.or_(AUDIT.c.account == person, AUDIT.c.object == person))
        with self._engine.connect() as connection:
            return [Entry(**row._mapping) for row in connection.execute(query)]

    def forget(self, days: float) -> int:
        """Delete what is older than so many days; how many entries went."""
        with self._engine.begin() as connection:
            done = connection.execute(AUDIT.delete().where(AUDIT.c.at < self._clock() - days * DAY))
        return int(done.rowcount)
