"""The tables conversations live in: Rasa's log of events, and what our store of conversations adds to it."""

from __future__ import annotations

import sqlalchemy as sa

CONVERSATIONS = sa.MetaData()
"""On SQLite in a file of their own: a turn writes there only, so a long write elsewhere does not hold it up."""

EVENTS = sa.Table(
    "events",
    CONVERSATIONS,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender_id", sa.String(255), nullable=False, index=True),
    sa.Column("type_name", sa.String(255), nullable=False),
    sa.Column("timestamp", sa.Float),
    sa.Column("intent_name", sa.String(255)),
    sa.Column("action_name", sa.String(255)),
    sa.Column("data", sa.Text),
)
"""Everything that happened, oldest first: the table of Rasa's own SQL tracker store, column by column."""

STATES = sa.Table(
    "states",
    CONVERSATIONS,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
)
"""Where each conversation stands. `turn` counts what was saved: two writers cannot both write the next one."""

TAKEN = sa.Table(
    "taken",
    CONVERSATIONS,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("message_id", sa.String(255), primary_key=True),
    sa.Column("event", sa.Integer, nullable=False),
)
"""Messages that were answered, and the event each stands in: a copy of one cannot be taken in again."""
