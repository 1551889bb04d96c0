"""What tells copies of a push apart, and where reading of a queue stopped. Nothing in here names a person.

These rows outlast a deletion: a copy of the message that asked for it must not count as a new one.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from advisor.storage.writing import insert_unless_there

RECEIPT_TABLES = sa.MetaData()

RECEIPTS = sa.Table(
    "receipts",
    RECEIPT_TABLES,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("collects", sa.String(64), nullable=False),
    sa.Column("arrived", sa.Float, nullable=False),
    sa.Column("latest", sa.Float, nullable=False),
    sa.Column("handed", sa.Float, nullable=False, server_default="0"),
)

CURSORS = sa.Table(
    "cursors",
    RECEIPT_TABLES,
    sa.Column("queue", sa.String(160), primary_key=True),
    sa.Column("cursor", sa.Text, nullable=False),
)

KEPT_SECONDS = 4 * 86_400.0
"""Longer than the platforms send anything again (customer service keeps messages for three days)."""


@dataclass(frozen=True)
class Arrival:
    """One copy of a push.

    new        no copy came before
    collects   the key of the message whose answer this one is given: its own, or that of one before it
    first      when the first copy came (seconds since 1970)
    """

    key: str
    conversation: str
    new: bool
    collects: str
    first: float

    @property
    def is_nudge(self) -> bool:
        """Whether this message only fetches an answer that is waiting."""
        return self.collects != self.key


def known(connection: sa.engine.Connection, key: str, conversation: str, now: float) -> Arrival | None:
    """A copy of a push that came before, noted; None where none did."""
    row = connection.execute(sa.select(RECEIPTS).where(RECEIPTS.c.key == key)).first()
    if row is None:
        return None
    connection.execute(RECEIPTS.update().where(RECEIPTS.c.key == key).values(latest=now))
    return Arrival(key, conversation, False, row.collects, row.arrived)


def note(connection: sa.engine.Connection, key: str, collects: str, now: float) -> None:
    """A new push, in a transaction that has looked for it; raises IntegrityError where it was noted before."""
    connection.execute(RECEIPTS.insert().values(key=key, collects=collects, arrived=now, latest=now))


def forget_old(connection: sa.engine.Connection, now: float) -> None:
    """Delete what no copy can come of any more."""
    connection.execute(RECEIPTS.delete().where(RECEIPTS.c.latest < now - KEPT_SECONDS))


class Cursors:
    """How far each queue of messages has been read."""

    def __init__(self, engine: sa.engine.Engine) -> None:
        self._engine = engine

    def add(self, queue: str) -> None:
        """Note that there is such a queue, so that a restart reads it."""
        with self._engine.begin() as connection:
            insert_unless_there(connection, CURSORS, queue=queue, cursor="")

    def at(self, queue: str) -> str:
        """Where to go on; empty: from the beginning."""
        with self._engine.connect() as connection:
            found = connection.execute(sa.select(CURSORS.c.cursor).where(CURSORS.c.queue == queue)).scalar()
        return str(found or "")

    def move(self, queue: str, cursor: str) -> None:
        """Everything before `cursor` has been taken in."""
        with self._engine.begin() as connection:
            connection.execute(CURSORS.update().where(CURSORS.c.queue == queue).values(cursor=cursor))

    def all(self, prefix: str) -> list[str]:
        """The queues whose names begin with `prefix`."""
        with self._engine.connect() as connection:
            names = connection.execute(sa.select(CURSORS.c.queue)).scalars()
            return sorted(name for name in names if name.startswith(prefix))
