"""The tables of the assistant's own database. Every row belongs to a conversation, and goes with it."""

from __future__ import annotations

import sqlalchemy as sa

TABLES = sa.MetaData()


def _of_a_conversation() -> sa.Column:
    return sa.Column("conversation", sa.String(255), index=True, nullable=False)


ASSESSMENTS = sa.Table(
    "assessments",
    TABLES,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("id", sa.String(64), unique=True, nullable=False),
    _of_a_conversation(),
    sa.Column("created", sa.String(32), nullable=False),
    sa.Column("knowledge_version", sa.String(64), nullable=False),
    sa.Column("document", sa.Text, nullable=False),
)

WORDS = sa.Table(
    "words",
    TABLES,
    sa.Column("assessment", sa.String(64), primary_key=True),
    _of_a_conversation(),
    sa.Column("document", sa.Text, nullable=False),
)
"""The leader's own words and figures behind the answers of an assessment."""

PLANS = sa.Table(
    "plans",
    TABLES,
    sa.Column("assessment", sa.String(64), primary_key=True),
    _of_a_conversation(),
    sa.Column("changed", sa.String(32), nullable=False),
    sa.Column("document", sa.Text, nullable=False),
)

SHARES = sa.Table(
    "shares",
    TABLES,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("assessment", sa.String(64), index=True, nullable=False),
    _of_a_conversation(),
    sa.Column("created", sa.String(32), nullable=False),
)

TICKETS = sa.Table(
    "tickets",
    TABLES,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("assessment", sa.String(64), nullable=False),
    _of_a_conversation(),
    sa.Column("expires", sa.Float, nullable=False),
)
"""One-time keys that open a result's page."""

VISITORS = sa.Table(
    "visitors",
    TABLES,
    sa.Column("conversation", sa.String(255), primary_key=True),
    sa.Column("language", sa.String(16), nullable=False),
    sa.Column("consented", sa.String(32), nullable=False),
    sa.Column("seen", sa.Float, nullable=False),
)
"""People of the web channel who agreed to the notice."""
