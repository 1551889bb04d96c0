"""Rasa's log of events as 0.4.0 made it without migrations: where it is there already, it stays as it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "conversations_0001"
down_revision = None
branch_labels = ("conversations",)
depends_on = None

TABLES = sa.MetaData()

sa.Table(
    "events",
    TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender_id", sa.String(255), nullable=False, index=True),
    sa.Column("type_name", sa.String(255), nullable=False),
    sa.Column("timestamp", sa.Float),
    sa.Column("intent_name", sa.String(255)),
    sa.Column("action_name", sa.String(255)),
    sa.Column("data", sa.Text),
)


def upgrade() -> None:
    """Make the table where it is missing."""
    TABLES.create_all(op.get_bind())


def downgrade() -> None:
    """Delete it, with what is in it."""
    TABLES.drop_all(op.get_bind())
