"""How much is kept of one person, in rows of each table: numbers, never content."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa

from advisor.storage.conversation_tables import CONVERSATIONS
from advisor.storage.tables import AGREED, PARTICIPANTS, SHARES, TABLES


class Traces:
    """Counts and looks up; `own` and `conversations` may be one database."""

    def __init__(self, own: sa.engine.Engine, conversations: sa.engine.Engine) -> None:
        self._own, self._conversations = own, conversations

    def of(self, conversation: str) -> Counter[str]:
        """Table → rows of a conversation; tables without any are left out."""
        found: Counter[str] = Counter()
        with self._own.connect() as connection:
            for table in TABLES.sorted_tables:
                found[table.name] = _count(connection, table, table.c.conversation == conversation)
        with self._conversations.connect() as connection:
            for table in CONVERSATIONS.sorted_tables:
                found[table.name] = _count(connection, table, table.c.sender_id == conversation)
        return +found

    def agreed(self, session: str) -> int:
        """What voices agreed on in a session, in rows: the last voice of an organization takes its row along."""
        with self._own.connect() as connection:
            return _count(connection, AGREED, AGREED.c.session == session)

    def by_link(self, share: str) -> str | None:
        """The conversation whose result a share link opens, or None."""
        return self._one(sa.select(SHARES.c.conversation).where(SHARES.c.id == share))

    def by_number(self, session: str, number: int) -> str | None:
        """The conversation of a participant, by their number in a session, or None."""
        mine = (PARTICIPANTS.c.session == session) & (PARTICIPANTS.c.number == number)
        return self._one(sa.select(PARTICIPANTS.c.conversation).where(mine))

    def _one(self, query: sa.sql.Select) -> str | None:
        with self._own.connect() as connection:
            found: str | None = connection.execute(query).scalar()
        return found


def _count(connection: sa.engine.Connection, table: sa.Table, mine: sa.sql.ColumnElement) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(mine)).scalar_one())
