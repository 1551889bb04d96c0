"""Which tables there are, which version of them a database has, and how it gets the one this program needs.

The tables fall into two parts with versions of their own, because SQLite keeps them in two files; a PostgreSQL
database holds both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from advisor.storage import conversation_tables
from advisor.storage.access_tokens import TOKEN_TABLES
from advisor.storage.lasting_key import KEY_TABLES
from advisor.storage.postgresql import patient_postgresql
from advisor.storage.receipts import RECEIPT_TABLES
from advisor.storage.tables import TABLES, TRAINING

OWN, CONVERSATIONS = "own", "conversations"
METADATA: Mapping[str, Sequence[sa.MetaData]] = {
    OWN: (TABLES, TRAINING, RECEIPT_TABLES, TOKEN_TABLES, KEY_TABLES),
    CONVERSATIONS: (conversation_tables.CONVERSATIONS,),
}
"""Part → its tables. What is in here is what migrations lead to."""
HEADS = {OWN: "own_0002", CONVERSATIONS: "conversations_0002"}
"""Part → the newest of its migrations in advisor/storage/migrations/versions/."""
_VERSIONS = "alembic_version"
_MIGRATING = 0x61647669
"""The advisory lock two migrations at once take turns by; any number that nobody else uses."""


class SchemaOutdated(RuntimeError):
    """A database whose tables are not those this program needs; the message says what to run."""


def versions(engine: sa.engine.Engine) -> frozenset[str]:
    """The migrations a database stands at; none where it was never migrated."""
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table(_VERSIONS):
            return frozenset()
        found = connection.execute(sa.select(sa.column("version_num")).select_from(sa.table(_VERSIONS)))
        return frozenset(found.scalars())


def is_up_to_date(engine: sa.engine.Engine, *parts: str) -> bool:
    """Whether a database stands at the newest migrations of these parts."""
    return versions(engine) == {HEADS[part] for part in parts}


def must_not_be_newer(engine: sa.engine.Engine) -> None:
    """Raise SchemaOutdated for a database a newer version of the program has migrated."""
    unknown = versions(engine) - known_migrations()
    if unknown:
        raise SchemaOutdated(
            f"The database {place(engine)} is newer than this version of the program, which does not know "
            f"{', '.join(sorted(unknown))}: update the program, or restore the backup made before the migration."
        )


def must_be_up_to_date(engine: sa.engine.Engine) -> None:
    """Raise SchemaOutdated for a PostgreSQL database that is not; servers never change it by themselves."""
    found = versions(engine)
    if found == set(HEADS.values()):
        return
    must_not_be_newer(engine)
    stands = ", ".join(sorted(found)) or "no tables of ours yet"
    needed = ", ".join(sorted(HEADS.values()))
    raise SchemaOutdated(f"The database {place(engine)} has {stands}; {needed} is needed. Run: advisor migrate")


def place(engine: sa.engine.Engine) -> str:
    """Where a database is, for people; nothing of its password."""
    if engine.dialect.name == "sqlite":
        return str(engine.url.database)
    return f"{engine.url.database} at {engine.url.host or 'the local socket'}"


def bring_up_to_date(engine: sa.engine.Engine, *parts: str) -> bool:
    """Run the migrations that are missing, all or none; whether there were any.

    A SQLite file from before there were migrations is taken over as it is. Several processes may do this at
    once: one does it, the others wait and find it done.
    """
    if is_up_to_date(engine, *parts):
        return False
    must_not_be_newer(engine)
    migrate(engine, [f"{part}@head" for part in parts])
    return True


def migrate(engine: sa.engine.Engine, targets: Sequence[str], down: bool = False) -> None:
    """Run migrations up (or down) to these targets in one transaction."""
    # Only here: it takes longer to import than all else a database that is up to date needs.
    from alembic import command

    config = _configuration()
    sqlite = engine.dialect.name == "sqlite"
    migrating = _sqlite_for_migrations(engine) if sqlite else patient_postgresql(_address(engine))
    try:
        with migrating.begin() as connection:
            if not sqlite:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_MIGRATING)))
            config.attributes["connection"] = connection
            for target in targets:
                (command.downgrade if down else command.upgrade)(config, target)
    finally:
        migrating.dispose()


def known_migrations() -> frozenset[str]:
    """Every migration this program has."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_configuration())
    return frozenset(script.revision for script in scripts.walk_revisions())


def _configuration() -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "advisor.storage:migrations")
    return config


def _address(engine: sa.engine.Engine) -> str:
    address: str = engine.url.difference_update_query(["options"]).render_as_string(hide_password=False)
    return address


def _sqlite_for_migrations(engine: sa.engine.Engine) -> sa.engine.Engine:
    """An engine on the same file whose transactions hold changes of tables too, and wait for each other."""
    migrating = sa.create_engine(engine.url, poolclass=sa.pool.NullPool, connect_args={"timeout": 30})

    # The driver would commit before each such change; see “Serializable isolation” in SQLAlchemy's notes on SQLite.
    def leave_transactions_to_us(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL").close()
        connection.execute("PRAGMA secure_delete=ON").close()

    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    sa.event.listen(migrating, "connect", leave_transactions_to_us)
    sa.event.listen(migrating, "begin", begin)
    return migrating
