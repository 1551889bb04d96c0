"""Keys that outlast every rotation of the secret: see advisor/storage/lasting_key.py."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "own_0002"
down_revision = "own_0001"
branch_labels = None
depends_on = None

TABLES = sa.MetaData()
sa.Table(
    "lasting_keys",
    TABLES,
    sa.Column("name", sa.String(32), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)


def upgrade() -> None:
    """The key itself is made by a server, which knows the secret."""
    TABLES.create_all(op.get_bind())


def downgrade() -> None:
    """People of WeChat whose names were made with a key of its own are strangers afterwards."""
    TABLES.drop_all(op.get_bind())
