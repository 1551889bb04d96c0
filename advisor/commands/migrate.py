"""`advisor migrate`: brings the tables of the databases to what this version of the program needs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import sqlalchemy as sa

from advisor.settings import data_folder, database_url
from advisor.storage.database import CONVERSATIONS_FILE, OWN_FILE, open_database
from advisor.storage.postgresql import postgresql, told
from advisor.storage.schema import (
    CONVERSATIONS,
    OWN,
    SchemaOutdated,
    bring_up_to_date,
    is_up_to_date,
    must_not_be_newer,
    place,
)

DONE, OUTDATED, CANNOT = 0, 1, 2


def run(argv: Sequence[str]) -> int:
    """Migrate, or with `--check` only look.

    Returns 0 (up to date, now or already), 1 (`--check`: it is not), 2 (it could not be done, or cannot be
    told: a wrong setting, no database there, tables of a newer version). After 2 nothing was changed.
    """
    parser = argparse.ArgumentParser(
        prog="advisor migrate",
        description="Brings the tables to what this version needs. Make a backup first; other servers may go on.",
        epilog="Exit codes: 0 up to date, 1 it is not (--check), 2 it could not be done or told.",
    )
    parser.add_argument("--check", action="store_true", help="change nothing; 1 where the tables are not up to date")
    options = parser.parse_args(list(argv))
    try:
        return _do(options.check)
    except (ValueError, SchemaOutdated) as error:
        print(f"advisor migrate: {error}", file=sys.stderr)
    except sa.exc.DBAPIError as error:
        print(f"advisor migrate: {told(error)}", file=sys.stderr)
    return CANNOT


def _do(only_look: bool) -> int:
    code = DONE
    for engine, parts in _databases():
        must_not_be_newer(engine)
        if is_up_to_date(engine, *parts):
            print(f"{place(engine)}: up to date")
        elif only_look:
            print(f"{place(engine)}: not up to date; run: advisor migrate")
            code = OUTDATED
        else:
            bring_up_to_date(engine, *parts)
            print(f"{place(engine)}: brought up to date")
    return code


def _databases() -> list[tuple[sa.engine.Engine, tuple[str, ...]]]:
    """Each database with the parts it holds."""
    url = database_url()
    if url:
        return [(postgresql(url), (OWN, CONVERSATIONS))]
    files = ((OWN_FILE, OWN), (CONVERSATIONS_FILE, CONVERSATIONS))
    return [(open_database(data_folder() / file), (part,)) for file, part in files]
