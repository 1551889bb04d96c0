"""People of the web channel: who agreed to the notice, and which results they opened to whom."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

import sqlalchemy as sa

from advisor.storage.assessments import StoredResult
from advisor.storage.tables import SHARES, TICKETS, VISITORS

TICKET_SECONDS = 120
SEEN_WITHIN_SECONDS = 3600.0
"""How exactly is known when a visitor was last here: retention counts days, and a turn need not write it."""


@dataclass(frozen=True)
class Visitor:
    """A person of the web channel; `conversation` is the id of the one conversation that is theirs.

    seen: when they were last here, seconds since 1970, to the hour
    """

    conversation: str
    language: str
    seen: float = 0.0


class VisitorStore:
    """Visitors; whoever is not in here has no conversation."""

    def __init__(self, engine: sa.engine.Engine) -> None:
        self._engine = engine

    def add(self, language: str, consented: str) -> Visitor:
        """A new visitor who agreed to the notice at `consented` (UTC)."""
        visitor = Visitor(f"web-{secrets.token_hex(16)}", language, time.time())
        with self._engine.begin() as connection:
            connection.execute(
                VISITORS.insert().values(
                    conversation=visitor.conversation, language=language, consented=consented, seen=visitor.seen
                )
            )
        return visitor

    def find(self, conversation: str) -> Visitor | None:
        """The visitor of a conversation, or None where there is none (any more)."""
        query = sa.select(VISITORS.c.conversation, VISITORS.c.language, VISITORS.c.seen)
        with self._engine.connect() as connection:
            row = connection.execute(query.where(VISITORS.c.conversation == conversation)).first()
        return Visitor(row.conversation, row.language, row.seen) if row else None

    def remove(self, conversation: str) -> None:
        """From now on the visitor's token is worth nothing."""
        with self._engine.begin() as connection:
            connection.execute(VISITORS.delete().where(VISITORS.c.conversation == conversation))

    def consented(self, conversation: str) -> str | None:
        """When the visitor agreed (UTC), or None."""
        query = sa.select(VISITORS.c.consented).where(VISITORS.c.conversation == conversation)
        with self._engine.connect() as connection:
            found: str | None = connection.execute(query).scalar()
        return found

    def saw(self, visitor: Visitor) -> None:
        """Note that the visitor was here now, unless that is known to the hour: retention counts from then."""
        if time.time() - visitor.seen < SEEN_WITHIN_SECONDS:
            return
        mine = VISITORS.c.conversation == visitor.conversation
        with self._engine.begin() as connection:
            connection.execute(VISITORS.update().where(mine).values(seen=time.time()))


class ShareStore:
    """Links by which a leader lets others see a result, and tickets that open it for the leader."""

    def __init__(self, engine: sa.engine.Engine) -> None:
        self._engine = engine

    def create(self, result: StoredResult, created: str) -> str:
        """A new link to a result; its id cannot be guessed."""
        id = secrets.token_urlsafe(24)
        with self._engine.begin() as connection:
            connection.execute(
                SHARES.insert().values(
                    id=id, assessment=result.assessment["id"], conversation=result.conversation, created=created
                )
            )
        return id

    def of(self, assessment: str) -> list[tuple[str, str]]:
        """The links to a result that are open: (id, created), oldest first."""
        query = sa.select(SHARES.c.id, SHARES.c.created).where(SHARES.c.assessment == assessment)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(SHARES.c.created, SHARES.c.id)).all()
        return [(row.id, row.created) for row in rows]

    def opens(self, id: str, assessment: str) -> bool:
        """Whether this link opens this result."""
        query = sa.select(SHARES.c.id).where(SHARES.c.id == id, SHARES.c.assessment == assessment)
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def revoke(self, id: str, assessment: str) -> bool:
        """Close a link; whether it was open."""
        with self._engine.begin() as connection:
            done = connection.execute(SHARES.delete().where(SHARES.c.id == id, SHARES.c.assessment == assessment))
        return bool(done.rowcount)

    def ticket(self, result: StoredResult) -> str:
        """A key that opens a result once, for two minutes."""
        id = secrets.token_urlsafe(24)
        with self._engine.begin() as connection:
            connection.execute(TICKETS.delete().where(TICKETS.c.expires < time.time()))
            connection.execute(
                TICKETS.insert().values(
                    id=id,
                    assessment=result.assessment["id"],
                    conversation=result.conversation,
                    expires=time.time() + TICKET_SECONDS,
                )
            )
        return id

    def use_ticket(self, id: str, assessment: str) -> bool:
        """Whether the ticket is good for this result; it is not any more afterwards."""
        mine = (TICKETS.c.id == id, TICKETS.c.assessment == assessment, TICKETS.c.expires >= time.time())
        with self._engine.begin() as connection:
            return bool(connection.execute(TICKETS.delete().where(*mine)).rowcount)
