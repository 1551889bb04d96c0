"""Who may do what: accounts of training staff and of organizations, their roles and rights. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from advisor.training.records import Session

LONGEST_NAME = 60
_NOBODY_ELSE = frozenset("\u200b\u200c\u200d\u2060\ufeff")
"""Signs without width: two names that look the same would be two accounts."""


class Role(str, Enum):
    """What an account is for."""

    TRAINER = "trainer"
    OWNER = "owner"
    OPERATOR = "operator"


class Action(str, Enum):
    """What somebody does or tries to do; also the words of the audit log."""

    # On training sessions.
    LIST_SESSIONS = "list_sessions"
    CREATE_SESSION = "create_session"
    SEE_SESSION = "see_session"
    CHANGE_SESSION = "change_session"
    CLOSE_SESSION = "close_session"
    DELETE_SESSION = "delete_session"
    SEE_ANSWERS = "see_answers"
    CHANGE_ANSWERS = "change_answers"
    EXPORT_ANSWERS = "export_answers"
    # On the results of an organization.
    CLAIM_RESULTS = "claim_results"
    LIST_RESULTS = "list_results"
    SEE_RESULT = "see_result"
    # On accounts.
    SEE_ACCOUNTS = "see_accounts"
    ADD_ACCOUNT = "add_account"
    LOCK_ACCOUNT = "lock_account"
    UNLOCK_ACCOUNT = "unlock_account"
    SEE_AUDIT = "see_audit"
    # From the command line only.
    SET_PASSWORD = "set_password"
    EXPORT_PERSON = "export_person"
    ERASE_PERSON = "erase_person"
    # On one's own account.
    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    CHANGE_PASSWORD = "change_password"
    DELETE_ACCOUNT = "delete_account"


class Reach(str, Enum):
    """On what a role may do something."""

    NOTHING = "nothing"
    OWN = "own"
    ANY = "any"


_OF_EVERYBODY = {Action.SIGN_IN: Reach.OWN, Action.SIGN_OUT: Reach.OWN, Action.CHANGE_PASSWORD: Reach.OWN}

RIGHTS: Mapping[Role, Mapping[Action, Reach]] = {
    Role.TRAINER: {
        **_OF_EVERYBODY,
        Action.LIST_SESSIONS: Reach.OWN,
        Action.CREATE_SESSION: Reach.OWN,
        Action.SEE_SESSION: Reach.OWN,
        Action.CHANGE_SESSION: Reach.OWN,
        Action.CLOSE_SESSION: Reach.OWN,
        Action.DELETE_SESSION: Reach.OWN,
        Action.SEE_ANSWERS: Reach.OWN,
        Action.CHANGE_ANSWERS: Reach.OWN,
        Action.EXPORT_ANSWERS: Reach.OWN,
    },
    Role.OWNER: {
        **_OF_EVERYBODY,
        Action.CLAIM_RESULTS: Reach.OWN,
        Action.LIST_RESULTS: Reach.OWN,
        Action.SEE_RESULT: Reach.OWN,
        Action.DELETE_ACCOUNT: Reach.OWN,
    },
    Role.OPERATOR: {
        **_OF_EVERYBODY,
        Action.SEE_ACCOUNTS: Reach.ANY,
        Action.ADD_ACCOUNT: Reach.ANY,
        Action.LOCK_ACCOUNT: Reach.ANY,
        Action.UNLOCK_ACCOUNT: Reach.ANY,
        Action.SEE_AUDIT: Reach.ANY,
    },
}
"""Role → action → on what; what is not named is allowed on nothing."""

NEEDS_OPEN = frozenset({Action.CHANGE_SESSION, Action.CLOSE_SESSION, Action.CHANGE_ANSWERS})
"""What a closed session does not take: it is read-only, and can still be deleted."""

VIEWED = frozenset({Action.SEE_ANSWERS, Action.EXPORT_ANSWERS, Action.SEE_RESULT, Action.SEE_AUDIT})
"""What goes to the audit log already when it is looked at; everything else when it changes something or is refused."""


@dataclass(frozen=True)
class Account:
    """Somebody who signs in. `created` is UTC; a locked account cannot sign in."""

    id: str
    name: str
    role: Role
    locked: bool = False
    created: str = ""


def reach(role: Role, action: Action) -> Reach:
    """On what a role may do something."""
    return RIGHTS[role].get(action, Reach.NOTHING)


def allowed(role: Role, action: Action, own: bool) -> bool:
    """Whether a role may do something, on what is its own or on what is another's."""
    on = reach(role, action)
    return on is Reach.ANY or (on is Reach.OWN and own)


def may(account: Account, action: Action, session: Session | None = None) -> bool:
    """Whether an account may do something, with a session or with what is its own anyway."""
    own = session is None or session.trainer == account.id
    takes_it = session is None or not session.closed or action not in NEEDS_OPEN
    return not account.locked and allowed(account.role, action, own) and takes_it


def plain_name(name: str) -> str:
    """A name as it is kept: one form for signs that look the same, single blanks. Raises ValueError."""
    plain = " ".join(unicodedata.normalize("NFKC", name).split())
    if not 2 <= len(plain) <= LONGEST_NAME:
        raise ValueError(f"A name has 2 to {LONGEST_NAME} characters; this one has {len(plain)}.")
    if not plain.isprintable() or _NOBODY_ELSE & set(plain):
        raise ValueError("A name has no characters that cannot be seen.")
    return plain


def name_key(name: str) -> str:
    """What names are compared by: without regard to capitals, blanks and forms of signs."""
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()[:200]
