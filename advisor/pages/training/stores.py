"""What the pages of training staff read and write."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from advisor.storage.accounts import AccountStore
from advisor.storage.audit import AuditLog
from advisor.storage.personal_data import PersonalData
from advisor.storage.sessions import SessionStore
from advisor.storage.sign_ins import Attempts, SignInStore


@dataclass(frozen=True)
class Stores:
    """Accounts, who is signed in, the audit log, training sessions, and what belongs to conversations."""

    accounts: AccountStore
    sign_ins: SignInStore
    attempts: Attempts
    audit: AuditLog
    sessions: SessionStore
    data: PersonalData

    @classmethod
    def of(cls, data: PersonalData, own: sa.engine.Engine, clock: Callable[[], float] = time.time) -> Stores:
        """All of them on the assistant's own database."""
        return cls(
            AccountStore(own), SignInStore(own, clock), Attempts(own, clock), AuditLog(own, clock), data.sessions, data
        )
