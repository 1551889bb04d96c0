"""The tables of the assistant's own database."""

from __future__ import annotations

import sqlalchemy as sa

TABLES = sa.MetaData()
"""What belongs to a conversation and goes with it."""
TRAINING = sa.MetaData()
"""What belongs to training staff: sessions, accounts, the record of who saw what."""


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

CONTACTS = sa.Table(
    "contacts",
    TABLES,
    sa.Column("conversation", sa.String(255), primary_key=True),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("scene", sa.String(64), nullable=False, server_default=""),
    sa.Column("language", sa.String(16), nullable=False, server_default=""),
    sa.Column("following", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("seen", sa.Float, nullable=False),
)
"""People of messaging channels: by which code they came, and their language. No ids of a platform."""

INBOX = sa.Table(
    "inbox",
    TABLES,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(64), unique=True, nullable=False),
    _of_a_conversation(),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("account", sa.String(128), nullable=False),
    sa.Column("person", sa.String(128), nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    # Whatever a platform calls the time.
    sa.Column("at", sa.Integer().with_variant(sa.BigInteger, "postgresql"), nullable=False),
    sa.Column("arrived", sa.Float, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("told", sa.String(64), nullable=False, server_default=""),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("owner", sa.String(32), nullable=False, server_default=""),
    sa.Column("lease", sa.Float, nullable=False, server_default="0"),
)
"""Messages of messaging channels until their answers are delivered; see advisor/storage/inbox.py."""

OUTGOING = sa.Table(
    "outgoing",
    TABLES,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(64), index=True, nullable=False),
    _of_a_conversation(),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("handed_to", sa.String(64), nullable=False, server_default=""),
    sa.Column("changed", sa.Float, nullable=False),
)
"""Parts of answers on their way to people of messaging channels."""

SESSIONS = sa.Table(
    "sessions",
    TRAINING,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("trainer", sa.String(64), index=True, nullable=False),
    sa.Column("code", sa.String(16), unique=True, nullable=False),
    sa.Column("created", sa.String(32), nullable=False),
    sa.Column("closed", sa.Boolean, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
)

AGREED = sa.Table(
    "agreed",
    TRAINING,
    sa.Column("session", sa.String(64), primary_key=True),
    sa.Column("organization", sa.String(200), primary_key=True),
    sa.Column("document", sa.Text, nullable=False),
)
"""What the voices of one organization agreed on in a session."""

PARTICIPANTS = sa.Table(
    "participants",
    TABLES,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("session", sa.String(64), index=True, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("conversation", sa.String(255), unique=True, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("progress", sa.Text, nullable=False),
    sa.Column("changed", sa.Float, nullable=False),
    sa.UniqueConstraint("session", "number"),
)
"""Who joined a session and where they stand; goes with the conversation like everything a person said."""

ACCOUNTS = sa.Table(
    "accounts",
    TRAINING,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("key", sa.String(255), unique=True, nullable=False),
    sa.Column("name", sa.String(64), nullable=False),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("password", sa.String(255), nullable=False),
    sa.Column("locked", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("created", sa.String(32), nullable=False),
)
"""Who may sign in. `key`: what names are compared by; `password`: its hash."""

SIGN_INS = sa.Table(
    "sign_ins",
    TRAINING,
    sa.Column("token", sa.String(64), primary_key=True),
    sa.Column("account", sa.String(64), index=True, nullable=False),
    sa.Column("begun", sa.Float, nullable=False),
    sa.Column("seen", sa.Float, nullable=False),
)
"""Browsers in which somebody is signed in; of the token only its hash."""

ATTEMPTS = sa.Table(
    "attempts",
    TRAINING,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("last", sa.Float, nullable=False),
)
"""Attempts to sign in that have not succeeded, by hashed name and by hashed address."""

AUDIT = sa.Table(
    "audit",
    TRAINING,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", sa.Float, index=True, nullable=False),
    sa.Column("account", sa.String(64), index=True, nullable=False),
    sa.Column("action", sa.String(32), nullable=False),
    sa.Column("object", sa.String(64), nullable=False),
    sa.Column("allowed", sa.Boolean, nullable=False),
    sa.Column("request", sa.String(40), nullable=False),
)
"""Who saw, changed or exported what, and who was refused. No content of anybody's."""

CLAIMS = sa.Table(
    "claims",
    TABLES,
    sa.Column("account", sa.String(64), primary_key=True),
    sa.Column("conversation", sa.String(255), primary_key=True, index=True),
    sa.Column("claimed", sa.String(32), nullable=False),
)
"""Conversations an organization's owner has bound to an account; go with the conversation."""

JOINING = sa.Table(
    "joining",
    TABLES,
    sa.Column("conversation", sa.String(255), primary_key=True),
    sa.Column("session", sa.String(64), nullable=False),
    sa.Column("step", sa.String(16), nullable=False),
    sa.Column("organization", sa.String(80), nullable=False, server_default=""),
    sa.Column("changed", sa.Float, nullable=False),
)
"""People of messaging channels who are being asked whether they join the session whose code they scanned."""
