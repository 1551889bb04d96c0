"""Rasa's locks on conversations: over all servers where they share a Redis, else in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore, LockError

from advisor.storage.shared.locks import NotLocked, shared_locks


class ConversationLockStore(InMemoryLockStore):
    """What an agent takes before each turn. Rasa's own store on Redis is not used: it loses turns and locks."""

    def __init__(self, endpoint_config: Any = None) -> None:
        super().__init__()

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = 0.05,
    ) -> AsyncIterator[TicketLock]:
        """Hold a conversation; raises LockError where others hold it too long or Redis does not answer."""
        locks = shared_locks()
        if locks is None:
            async with super().lock(conversation_id, lock_lifetime, wait_time_in_seconds) as ticket:
                yield ticket
            return
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(locks.hold(conversation_id))
            except NotLocked as refused:
                raise LockError(str(refused)) from None
            yield TicketLock(conversation_id)
