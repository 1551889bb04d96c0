"""`advisor restore`: a backup back into an empty data folder or database."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from advisor.storage.backup_archive import SECRET, BackupFault
from advisor.storage.backups import Restored, restore_backup
from advisor.storage.postgresql import told
from advisor.storage.schema import SchemaOutdated


def run(argv: Sequence[str]) -> int:
    """Restore and print what was done. Returns 0, or 1 where it could not be; then all is as it was."""
    parser = argparse.ArgumentParser(
        prog="advisor restore",
        description="Puts a backup where the settings say (ADVISOR_DATA or ADVISOR_DATABASE_URL). "
        "Stop the server first.",
    )
    parser.add_argument("file", type=Path, help="what advisor backup wrote")
    parser.add_argument(
        "--replace", action="store_true", help="first set aside what is in the data folder (SQLite only)"
    )
    options = parser.parse_args(list(argv))
    try:
        restored = restore_backup(options.file.absolute(), options.replace)
    except (BackupFault, SchemaOutdated, ValueError) as fault:
        print(f"advisor restore: {fault}", file=sys.stderr)
    except sa.exc.DBAPIError as error:
        print(f"advisor restore: {told(error)}", file=sys.stderr)
    except OSError as error:
        print(f"advisor restore: {error.filename or options.file}: {error.strerror}", file=sys.stderr)
    else:
        print("\n".join(_done(restored)))
        return 0
    return 1


def _done(restored: Restored) -> list[str]:
    made, version = restored.description.made, restored.description.program
    said = [f"{restored.place} is as it was at {made} (version {version})."]
    if restored.migrated:
        said.append("The tables were brought up to date for this version.")
    if restored.set_aside:
        said.append(f"What was there before is in {restored.set_aside}. Delete it once all is well.")
    if restored.leftovers:
        said.append(f"{restored.leftovers} conversations were being deleted at that moment; they are deleted.")
    if restored.secret:
        said.append("The secret of the backup is in the data folder.")
    elif SECRET in restored.description.files:
        said.append("The secret of the backup was left out: the settings give one. Is it the same?")
    else:
        said.append("The backup holds no secret. The server needs the one from before, or nobody gets back in.")
    said.append("Whoever had their data deleted after that moment is in it again: delete them once more.")
    return said
