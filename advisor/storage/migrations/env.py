"""What Alembic runs around the migrations: the connection comes from advisor/storage/schema.py.

A new migration: change the tables, write versions/<part>_<number>.py after the one before it, name it in
`HEADS` of advisor/storage/schema.py. tests/storage/test_migrations.py says where it does not lead to the tables.
"""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
