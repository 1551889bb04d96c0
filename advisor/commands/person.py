"""`advisor person`: what is kept of one person, found, given out or deleted when they ask for it."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import sqlalchemy as sa

from advisor.commands.person_lookup import NotFound, add_ways, find
from advisor.storage.audit import NOBODY, AuditLog
from advisor.storage.database import conversations_database, own_database
from advisor.storage.personal_data import PersonalData
from advisor.storage.postgresql import told
from advisor.storage.schema import SchemaOutdated
from advisor.storage.traces import Traces
from advisor.training.accounts import Action

HERE = "command-line"
"""What the audit log has in place of a request's id."""
TURN_SECONDS, TRIES = 2.0, 15
"""A turn that was under way may still write; it takes seconds, and is over after half a minute."""
DONE, NOT_DONE, NOBODY_FOUND = 0, 1, 2


def run(argv: Sequence[str]) -> int:
    """Do what the subcommand says. Returns 0, 1 where it was not done, 2 where nobody is found."""
    options = _options(argv)
    try:
        return _Person(options).do()
    except NotFound as fault:
        print(f"advisor person: {fault}", file=sys.stderr)
        return NOBODY_FOUND
    except (ValueError, SchemaOutdated) as fault:
        print(f"advisor person: {fault}", file=sys.stderr)
    except sa.exc.DBAPIError as error:
        print(f"advisor person: {told(error)}", file=sys.stderr)
    except OSError as error:
        print(f"advisor person: {error.filename}: {error.strerror}", file=sys.stderr)
    return NOT_DONE


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="advisor person", description="What is kept of one person.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, about in (
        ("find", "how much is kept, in numbers"),
        ("export", "a copy of all of it for the person, as JSON"),
        ("erase", "delete all of it, in every table; backups keep it until they are deleted"),
    ):
        command = commands.add_parser(name, help=about, description=about)
        add_ways(command)
        if name == "export":
            command.add_argument("--output", type=Path, metavar="FILE", help="a new file, readable to you alone")
        if name == "erase":
            command.add_argument("--yes", action="store_true", help="do not ask")
    return parser.parse_args(list(argv))


class _Person:
    """One person and what is done about them."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._own, conversations = own_database(), conversations_database()
        self._data, self._traces = PersonalData(self._own, conversations), Traces(self._own, conversations)
        self._conversation = find(options, self._data, self._traces, self._own)

    def do(self) -> int:
        if self._options.command == "export":
            return self._export()
        found = self._traces.of(self._conversation)
        print(f"{self._conversation}: {_counted(found)}")
        return self._erase(found) if self._options.command == "erase" else DONE

    def _export(self) -> int:
        text = json.dumps(self._data.export(self._conversation), ensure_ascii=False, indent=1) + "\n"
        if self._options.output is None:
            sys.stdout.write(text)
        else:
            descriptor = os.open(self._options.output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
            print(f"{self._options.output}: all that is kept of {self._conversation}")
        self._note(Action.EXPORT_PERSON)
        return DONE

    def _erase(self, found: Mapping[str, int]) -> int:
        if not self._options.yes and not _sure():
            print("Nothing was deleted.")
            return NOT_DONE
        participant = self._data.sessions.participant_of(self._conversation)
        agreed = self._traces.agreed(participant.session) if participant else 0
        gone = Counter(found)
        # First the way in, then the rest; what a turn under way wrote meanwhile, too.
        self._data.visitors.remove(self._conversation)
        for _ in range(TRIES):
            self._data.erase(self._conversation)
            time.sleep(TURN_SECONDS)
            left = self._traces.of(self._conversation)
            if not left:
                break
            gone += left
        else:
            print(
                f"advisor person: {self._conversation} is being written to again and again. Deleted: {_counted(gone)}; "
                "left: some rows. The person is still using it: run this again later.",
                file=sys.stderr,
            )
            self._note(Action.ERASE_PERSON)
            return NOT_DONE
        if participant:
            gone["agreed"] = max(0, agreed - self._traces.agreed(participant.session))
        self._note(Action.ERASE_PERSON)
        print(f"Deleted: {_counted(+gone)}. Nothing is left in the databases.")
        print("Backups made before keep it until you delete them; after restoring one, run this again.")
        return DONE

    def _note(self, action: Action) -> None:
        AuditLog(self._own).write(NOBODY, action, self._conversation, True, HERE)


def _sure() -> bool:
    try:
        return input("Delete all of it? It cannot be taken back. Type yes: ").strip().casefold() == "yes"
    except EOFError:
        return False


def _counted(found: Mapping[str, int]) -> str:
    return ", ".join(f"{table} {count}" for table, count in sorted(found.items()))
