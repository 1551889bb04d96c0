"""Where each conversation stands, and which messages were answered; the latter also of what was said before."""

from __future__ import annotations

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "conversations_0002"
down_revision = "conversations_0001"
branch_labels = None
depends_on = None

TABLES = sa.MetaData()
STATES = sa.Table(
    "states",
    TABLES,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
)
TAKEN = sa.Table(
    "taken",
    TABLES,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("message_id", sa.String(255), primary_key=True),
    sa.Column("event", sa.Integer, nullable=False),
)
EVENTS = sa.table("events", sa.column("id"), sa.column("sender_id"), sa.column("type_name"), sa.column("data"))
AT_ONCE = 1000


def upgrade() -> None:
    """A message answered before this must not count again when its copy comes after it."""
    connection = op.get_bind()
    TABLES.create_all(connection)
    rows: dict[tuple[str, str], int] = {}
    for sender, message, event in _answered(connection):
        rows[sender, message] = event
    taken = [{"sender_id": who, "message_id": id, "event": event} for (who, id), event in rows.items()]
    for start in range(0, len(taken), AT_ONCE):
        connection.execute(TAKEN.insert(), taken[start : start + AT_ONCE])


def downgrade() -> None:
    """Events alone say the same, only slower."""
    TABLES.drop_all(op.get_bind())


def _answered(connection: sa.engine.Connection) -> Iterator[tuple[str, str, int]]:
    """(conversation, id of a message, its event), for messages something was said to."""
    turns = EVENTS.c.type_name.in_(("user", "bot"))
    query = sa.select(EVENTS).where(turns).order_by(EVENTS.c.sender_id, EVENTS.c.id)
    open: tuple[str, str, int] | None = None
    for row in connection.execute(query):
        if row.type_name == "user":
            message = json.loads(row.data).get("message_id")
            open = (row.sender_id, message, row.id) if message and len(message) <= 255 else None
        elif open is not None and open[0] == row.sender_id:
            yield open
            open = None
