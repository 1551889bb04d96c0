"""The assistant's own tables as 0.4.0 made them without migrations: what is there already stays as it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "own_0001"
down_revision = None
branch_labels = ("own",)
depends_on = None

TABLES = sa.MetaData()


def _text(name: str, length: int, **more: object) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=False, **more)


def _long(name: str, **more: object) -> sa.Column:
    return sa.Column(name, sa.Text, nullable=False, **more)


def _moment(name: str, **more: object) -> sa.Column:
    return sa.Column(name, sa.Float, nullable=False, **more)


def _number(**more: object) -> sa.Column:
    return sa.Column("number", sa.Integer, nullable=False, **more)


def _key(name: str, length: int, **more: object) -> sa.Column:
    return _text(name, length, primary_key=True, **more)


def _conversation() -> sa.Column:
    return _text("conversation", 255, index=True)


sa.Table(
    "assessments",
    TABLES,
    _number(primary_key=True),
    _text("id", 64, unique=True),
    _conversation(),
    _text("created", 32),
    _text("knowledge_version", 64),
    _long("document"),
)
sa.Table("words", TABLES, _key("assessment", 64), _conversation(), _long("document"))
sa.Table("plans", TABLES, _key("assessment", 64), _conversation(), _text("changed", 32), _long("document"))
sa.Table("shares", TABLES, _key("id", 64), _text("assessment", 64, index=True), _conversation(), _text("created", 32))
sa.Table("tickets", TABLES, _key("id", 64), _text("assessment", 64), _conversation(), _moment("expires"))
sa.Table("visitors", TABLES, _key("conversation", 255), _text("language", 16), _text("consented", 32), _moment("seen"))
sa.Table(
    "contacts",
    TABLES,
    _key("conversation", 255),
    _text("channel", 32),
    _text("scene", 64, server_default=""),
    _text("language", 16, server_default=""),
    sa.Column("following", sa.Boolean, nullable=False, server_default=sa.true()),
    _moment("seen"),
)
sa.Table(
    "inbox",
    TABLES,
    _number(primary_key=True),
    _text("key", 64, unique=True),
    _conversation(),
    _text("channel", 32),
    _text("account", 128),
    _text("person", 128),
    _long("document"),
    sa.Column("at", sa.Integer().with_variant(sa.BigInteger, "postgresql"), nullable=False),
    _moment("arrived"),
    _text("state", 16),
    _text("told", 64, server_default=""),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    _text("owner", 32, server_default=""),
    _moment("lease", server_default="0"),
)
sa.Table(
    "outgoing",
    TABLES,
    _number(primary_key=True),
    _text("key", 64, index=True),
    _conversation(),
    _text("channel", 32),
    _long("document"),
    _text("state", 16),
    _text("handed_to", 64, server_default=""),
    _moment("changed"),
)
sa.Table(
    "sessions",
    TABLES,
    _key("id", 64),
    _text("trainer", 64, index=True),
    _text("code", 16, unique=True),
    _text("created", 32),
    sa.Column("closed", sa.Boolean, nullable=False),
    _long("document"),
)
sa.Table("agreed", TABLES, _key("session", 64), _key("organization", 200), _long("document"))
sa.Table(
    "participants",
    TABLES,
    _key("id", 64),
    _text("session", 64, index=True),
    _number(),
    _text("conversation", 255, unique=True),
    _long("document"),
    _long("progress"),
    _moment("changed"),
    sa.UniqueConstraint("session", "number"),
)
sa.Table(
    "accounts",
    TABLES,
    _key("id", 64),
    _text("key", 255, unique=True),
    _text("name", 64),
    _text("role", 16),
    _text("password", 255),
    sa.Column("locked", sa.Boolean, nullable=False, server_default=sa.false()),
    _text("created", 32),
)
sa.Table("sign_ins", TABLES, _key("token", 64), _text("account", 64, index=True), _moment("begun"), _moment("seen"))
sa.Table("attempts", TABLES, _key("key", 64), sa.Column("count", sa.Integer, nullable=False), _moment("last"))
sa.Table(
    "audit",
    TABLES,
    _number(primary_key=True),
    _moment("at", index=True),
    _text("account", 64, index=True),
    _text("action", 32),
    _text("object", 64),
    sa.Column("allowed", sa.Boolean, nullable=False),
    _text("request", 40),
)
sa.Table("claims", TABLES, _key("account", 64), _key("conversation", 255, index=True), _text("claimed", 32))
sa.Table(
    "joining",
    TABLES,
    _key("conversation", 255),
    _text("session", 64),
    _text("step", 16),
    _text("organization", 80, server_default=""),
    _moment("changed"),
)
sa.Table(
    "receipts",
    TABLES,
    _key("key", 64),
    _text("collects", 64),
    _moment("arrived"),
    _moment("latest"),
    _moment("handed", server_default="0"),
)
sa.Table("cursors", TABLES, _key("queue", 160), _long("cursor"))
sa.Table(
    "access_tokens",
    TABLES,
    _key("account", 128),
    _long("value", server_default=""),
    _moment("obtained", server_default="0"),
    _moment("expires", server_default="0"),
    _moment("renewed", server_default="0"),
    _moment("forced", server_default="0"),
    _text("holder", 64, server_default=""),
    _moment("lease_until", server_default="0"),
)


def upgrade() -> None:
    """Make the tables that are missing."""
    TABLES.create_all(op.get_bind())


def downgrade() -> None:
    """Delete all of them, with what is in them."""
    TABLES.drop_all(op.get_bind())
