"""A sign-in and what ends sign-ins at the same moment, on both engines: whichever comes first, nobody stays in."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import pytest
import sqlalchemy as sa

from advisor.storage.accounts import AccountStore
from advisor.storage.sign_ins import SignInStore
from advisor.training.accounts import Role

ENDINGS: dict[str, Callable[[AccountStore, str], Any]] = {
    "another password": lambda store, id: store.set_password(id, "another"),
    "locked": lambda store, id: store.lock(id),
    "deleted": lambda store, id: store.delete(id),
}
HEAD_START_SECONDS = 0.5
"""Nothing fails that should not where this is too short: then the two only do not meet."""


@pytest.fixture(params=ENDINGS)
def end(request: pytest.FixtureRequest) -> Callable[[AccountStore, str], Any]:
    return ENDINGS[request.param]


def while_held(own: sa.engine.Engine, first: Callable[[], Any], second: Callable[[], Any], statement: str) -> Any:
    """Do the first up to the end of the transaction with this statement, begin the second, and let both end.

    What each of them gives.
    """
    with ThreadPoolExecutor(1) as pool:
        begun: list[Future[Any]] = []

        def hold(_connection: Any, _cursor: Any, said: str, *_rest: Any) -> None:
            if not begun and said.startswith(statement):
                begun.append(pool.submit(second))
                wait(begun, HEAD_START_SECONDS)

        sa.event.listen(own, "after_cursor_execute", hold)
        try:
            given = first()
        finally:
            sa.event.remove(own, "after_cursor_execute", hold)
        assert begun, f"No statement begins with “{statement}”."
        return given, begun[0].result()


def test_what_ends_sign_ins_comes_first(own: sa.engine.Engine, end: Callable[[AccountStore, str], Any]) -> None:
    accounts, sign_ins = AccountStore(own), SignInStore(own)
    id = accounts.add("Li", Role.TRAINER, "hash").id
    _, token = while_held(own, lambda: end(accounts, id), lambda: sign_ins.begin(id, "hash"), "DELETE FROM sign_ins")
    assert token is None


def test_the_sign_in_comes_first(own: sa.engine.Engine, end: Callable[[AccountStore, str], Any]) -> None:
    accounts, sign_ins = AccountStore(own), SignInStore(own)
    id = accounts.add("Li", Role.TRAINER, "hash").id
    token, _ = while_held(own, lambda: sign_ins.begin(id, "hash"), lambda: end(accounts, id), "INSERT INTO sign_ins")
    assert token is not None
    assert sign_ins.account_of(token) is None


def test_only_for_the_password_that_is_kept(own: sa.engine.Engine) -> None:
    accounts, sign_ins = AccountStore(own), SignInStore(own)
    id = accounts.add("Li", Role.TRAINER, "hash").id
    assert sign_ins.begin(id, "another hash") is None
    assert sign_ins.begin("nobody", "hash") is None
    token = sign_ins.begin(id, "hash")
    assert token is not None
    assert sign_ins.account_of(token) == id
