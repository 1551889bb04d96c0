"""Accounts, and the conversations that organizations have bound to theirs."""

from __future__ import annotations

import secrets
from typing import Any

import sqlalchemy as sa

from advisor.storage.database import erase_log
from advisor.storage.tables import ACCOUNTS, CLAIMS, SIGN_INS
from advisor.storage.writing import insert_unless_there
from advisor.training.accounts import Account, Role, name_key, plain_name
from advisor.wording.assessment_object import utc_now


class NameTaken(ValueError):
    """An account of that name exists."""


class AccountStore:
    """Accounts by id and name. What is kept of a password is the caller's to make.

    What ends sign-ins changes the account first: a sign-in under way then waits, or is there to be ended.
    """

    def __init__(self, engine: sa.engine.Engine) -> None:
        self._engine = engine

    def add(self, name: str, role: Role, password: str) -> Account:
        """A new account; `password` is the hash. Raises ValueError for a name that is none, NameTaken."""
        account = Account(secrets.token_urlsafe(12), plain_name(name), role, created=utc_now())
        try:
            with self._engine.begin() as connection:
                connection.execute(
                    ACCOUNTS.insert().values(
                        id=account.id,
                        key=name_key(name),
                        name=account.name,
                        role=role.value,
                        password=password,
                        locked=False,
                        created=account.created,
                    )
                )
        except sa.exc.IntegrityError:
            raise NameTaken(f"There is an account “{account.name}” already.") from None
        return account

    def find(self, id: str) -> Account | None:
        """The account with this id, or None."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(ACCOUNTS).where(ACCOUNTS.c.id == id)).first()
        return _account(row) if row else None

    def by_name(self, name: str) -> tuple[Account, str] | None:
        """The account of this name with the hash of its password, or None."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(ACCOUNTS).where(ACCOUNTS.c.key == name_key(name))).first()
        return (_account(row), row.password) if row else None

    def all(self) -> list[Account]:
        """Every account, by name."""
        with self._engine.connect() as connection:
            return [_account(row) for row in connection.execute(sa.select(ACCOUNTS).order_by(ACCOUNTS.c.key))]

    def lock(self, id: str) -> bool:
        """Nobody signs in to the account any more, and whoever is signed in is out; whether there is one."""
        with self._engine.begin() as connection:
            done = connection.execute(ACCOUNTS.update().where(ACCOUNTS.c.id == id).values(locked=True))
            connection.execute(SIGN_INS.delete().where(SIGN_INS.c.account == id))
        return bool(done.rowcount)

    def unlock(self, id: str) -> bool:
        """The account can be signed in to again; whether there is one."""
        with self._engine.begin() as connection:
            done = connection.execute(ACCOUNTS.update().where(ACCOUNTS.c.id == id).values(locked=False))
        return bool(done.rowcount)

    def set_password(self, id: str, password: str, instead_of: str | None = None, stay_signed_in: bool = False) -> bool:
        """Keep another hash; unless it stands for the same password, everybody signed in is out.

        `instead_of` is the hash it may replace, by default any; whether it was replaced.
        """
        change = ACCOUNTS.update().where(ACCOUNTS.c.id == id)
        if instead_of is not None:
            change = change.where(ACCOUNTS.c.password == instead_of)
        with self._engine.begin() as connection:
            done = connection.execute(change.values(password=password))
            if done.rowcount and not stay_signed_in:
                connection.execute(SIGN_INS.delete().where(SIGN_INS.c.account == id))
        return bool(done.rowcount)

    def delete(self, id: str) -> None:
        """Delete an account with its sign-ins and claims; the conversations stay with who holds their token."""
        with self._engine.begin() as connection:
            connection.execute(ACCOUNTS.delete().where(ACCOUNTS.c.id == id))
            connection.execute(SIGN_INS.delete().where(SIGN_INS.c.account == id))
            connection.execute(CLAIMS.delete().where(CLAIMS.c.account == id))
        erase_log(self._engine)

    def claim(self, id: str, conversation: str) -> None:
        """Bind a conversation to an account; once is as good as twice."""
        with self._engine.begin() as connection:
            insert_unless_there(connection, CLAIMS, account=id, conversation=conversation, claimed=utc_now())

    def claimed(self, id: str) -> list[str]:
        """The conversations bound to an account, in the order they were bound."""
        query = sa.select(CLAIMS.c.conversation).where(CLAIMS.c.account == id)
        with self._engine.connect() as connection:
            return list(connection.execute(query.order_by(CLAIMS.c.claimed, CLAIMS.c.conversation)).scalars())


def _account(row: Any) -> Account:
    return Account(row.id, row.name, Role(row.role), bool(row.locked), row.created)
