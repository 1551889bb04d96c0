"""`advisor backup`: everything that is kept, in one file, while the server runs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from advisor.knowledge import KnowledgeError
from advisor.settings import data_folder
from advisor.storage.backup_archive import SECRET, BackupFault, Description
from advisor.storage.backups import Made, make_backup
from advisor.storage.postgresql import told
from advisor.storage.schema import SchemaOutdated


def run(argv: Sequence[str]) -> int:
    """Write the file and print what is in it. Returns 0, or 1 where it could not be made; then there is no file."""
    parser = argparse.ArgumentParser(
        prog="advisor backup",
        description="Conversations, results, sessions, accounts and audit log, as they stand at one moment. "
        "The server may go on.",
    )
    parser.add_argument("file", type=Path, help="the file to write, such as advisor-2026-01-31.tar.gz")
    parser.add_argument("--with-secret", action="store_true", help="also what tokens are signed with")
    options = parser.parse_args(list(argv))
    try:
        made = make_backup(options.file.absolute(), options.with_secret)
    except (BackupFault, SchemaOutdated, ValueError, KnowledgeError) as fault:
        print(f"advisor backup: {fault}", file=sys.stderr)
    except sa.exc.DBAPIError as error:
        print(f"advisor backup: {told(error)}", file=sys.stderr)
    except OSError as error:
        print(f"advisor backup: {error.filename or options.file}: {error.strerror}. No backup.", file=sys.stderr)
    else:
        print("\n".join([*_made(options.file, made.description), _of_the_secret(made)]))
        return 0
    return 1


def _made(file: Path, description: Description) -> list[str]:
    sizes = ", ".join(f"{name} {size:,} bytes" for name, (_, size) in description.files.items())
    return [
        f"{file}: {file.stat().st_size:,} bytes, made {description.made}",
        f"In it: {sizes}; version {description.program}, knowledge {description.knowledge}, "
        f"tables {', '.join(description.schema)}.",
        "It holds what people said. Keep it where only you can read it, and delete it when its time is over.",
    ]


def _of_the_secret(made: Made) -> str:
    if SECRET in made.description.files:
        return (
            "The secret IS in it: whoever has this file can make tokens that open every conversation. "
            "Keep it as you keep passwords."
        )
    given = next((name for name in ("ADVISOR_SECRET", "ADVISOR_SECRET_FILE") if os.environ.get(name)), "")
    where = f"what {given} gives" if given else str(data_folder() / SECRET)
    if made.opens:
        return (
            "A SECRET IS IN IT: version 0.4 named people of WeChat with it, so it became their lasting key. Keep this "
            "file as you keep passwords, and rotate ADVISOR_SECRET: backups then hold none that is in use. "
            f"Also keep a copy of {where} apart from the backups."
        )
    return (
        f"The secret is not in it. Keep a copy of {where} apart from the backups: without it nobody gets back into "
        "their conversation after a restore."
    )
