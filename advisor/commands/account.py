"""`advisor account`: the accounts of training staff, from the machine the server runs on."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from pathlib import Path

from advisor.storage.accounts import AccountStore
from advisor.storage.audit import NOBODY, AuditLog
from advisor.storage.database import own_database
from advisor.storage.sign_ins import Attempts, by_name
from advisor.training.accounts import Account, Action, Role, name_key
from advisor.training.passwords import SHORTEST, UnfitPassword, hashed

GIVEN = (Role.TRAINER, Role.OPERATOR)
HERE = "command-line"
"""What the audit log has in place of a request's id."""


class Stop(Exception):
    """Why a command does nothing, in words."""


def run(argv: Sequence[str]) -> int:
    """Do what the subcommand says and print what was done. Returns 0, or 1 where it could not be done."""
    arguments = _arguments(argv)
    engine = own_database()
    try:
        _do(arguments, AccountStore(engine), AuditLog(engine), Attempts(engine))
    except (Stop, ValueError, OSError) as error:
        print(f"advisor account: {error}", file=sys.stderr)
        return 1
    return 0


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="advisor account", description="Accounts of training staff.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("list", help="every account")
    for name, about in (
        ("add", "a new account"),
        ("password", "another password; whoever is signed in is signed out"),
        ("lock", "nobody signs in to it any more"),
        ("unlock", "it can be signed in to again"),
    ):
        command = commands.add_parser(name, help=about, description=about)
        command.add_argument("name", help="what the person signs in with")
        if name == "add":
            command.add_argument("--role", choices=[role.value for role in GIVEN], required=True)
        if name in ("add", "password"):
            command.add_argument(
                "--password-file", type=Path, help="its first line is the password (default: asked for twice)"
            )
    return parser.parse_args(list(argv))


def _do(arguments: argparse.Namespace, accounts: AccountStore, audit: AuditLog, attempts: Attempts) -> None:
    if arguments.command == "list":
        for account in accounts.all():
            print(f"{account.name}\t{account.role.value}\t{'locked' if account.locked else 'open'}\t{account.created}")
        return
    if arguments.command == "add":
        if accounts.by_name(arguments.name) is not None:
            raise Stop(f"there is an account “{arguments.name}” already; see `advisor account list`")
        account = accounts.add(arguments.name, Role(arguments.role), _kept(arguments.password_file))
        audit.write(NOBODY, Action.ADD_ACCOUNT, account.id, True, HERE)
        print(f"{account.name} can sign in as {account.role.value}.")
        return
    account = _found(accounts, arguments.name)
    if arguments.command == "password":
        accounts.set_password(account.id, _kept(arguments.password_file))
        # Whoever forgot it has probably tried a few times.
        attempts.forget([by_name(name_key(account.name))])
        audit.write(NOBODY, Action.SET_PASSWORD, account.id, True, HERE)
        print(f"{account.name} has a new password and is signed out everywhere.")
    elif arguments.command == "lock":
        accounts.lock(account.id)
        audit.write(NOBODY, Action.LOCK_ACCOUNT, account.id, True, HERE)
        print(f"{account.name} is locked and signed out everywhere.")
    else:
        accounts.unlock(account.id)
        audit.write(NOBODY, Action.UNLOCK_ACCOUNT, account.id, True, HERE)
        print(f"{account.name} can sign in again.")


def _found(accounts: AccountStore, name: str) -> Account:
    found = accounts.by_name(name)
    if found is None:
        known = ", ".join(account.name for account in accounts.all()) or "none yet"
        raise Stop(f"there is no account “{name}”; there are: {known}")
    return found[0]


def _kept(file: Path | None) -> str:
    """The hash of the password in the file, or typed twice. Raises Stop."""
    if file is not None:
        password = (file.read_text(encoding="utf-8").splitlines() or [""])[0]
    else:
        password = getpass.getpass("Password: ")
        if getpass.getpass("The same again: ") != password:
            raise Stop("the two passwords are not the same; nothing was changed")
    try:
        return hashed(password)
    except UnfitPassword as unfit:
        where = f"in {file} " if file else ""
        raise Stop(f"the password {where}has {len(password)} characters; at least {SHORTEST} are needed") from unfit
