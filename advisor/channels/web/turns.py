"""Turns of the web channel: each message counts once, however often it is sent and whoever still listens."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage
from sqlalchemy.exc import SQLAlchemyError

from advisor.metrics import count_duplicate
from advisor.storage.conversations import ConversationLog
from advisor.storage.shared.locks import locked

logger = logging.getLogger(__name__)

NAME = "web"
TURN_SECONDS = 60.0
"""More than all its parts may take: waiting for its conversation 30 s, an action 10 s, a database 12 s."""
Replies = list[dict[str, Any]]


class CollectedReplies(OutputChannel):
    """Takes the messages of a turn as they are, with everything a channel may use."""

    def __init__(self) -> None:
        self.messages: Replies = []

    @classmethod
    def name(cls) -> str:
        """The name in events."""
        return NAME

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Take one message."""
        self.messages.append(message)


class Turns:
    """Runs turns as tasks of their own: a client that goes away does not stop one."""

    def __init__(
        self,
        take: Callable[[UserMessage], Awaitable[Any]],
        log: ConversationLog,
        is_open: Callable[[str], bool] = lambda _conversation: True,
    ) -> None:
        """is_open: whether a conversation still exists, asked before each turn."""
        self._take, self._log, self._is_open = take, log, is_open
        self._running: dict[tuple[str, str], asyncio.Task[Replies | None]] = {}

    async def answer(self, conversation: str, id: str, text: str, metadata: dict[str, Any]) -> Replies | None:
        """The replies to a message, or None where the turn failed and nothing was taken in.

        A message whose id was answered before gets the same replies again; one that is being
        answered is waited for. Nothing is handed out before the turn has been saved.
        """
        key = (conversation, id)
        task = self._running.get(key)
        if task is not None:
            count_duplicate(conversation)
        else:
            task = asyncio.ensure_future(self._turn(conversation, id, text, metadata))
            self._running[key] = task
            task.add_done_callback(lambda _: self._running.pop(key, None))
        return await asyncio.shield(task)

    async def settle(self, conversation: str) -> None:
        """Wait until no turn of a conversation is running any more."""
        while running := [task for (whose, _), task in self._running.items() if whose == conversation]:
            await asyncio.wait(running)

    async def _turn(self, conversation: str, id: str, text: str, metadata: dict[str, Any]) -> Replies | None:
        collected = CollectedReplies()
        message = UserMessage(text, collected, conversation, input_channel=NAME, message_id=id, metadata=metadata)
        try:
            # A copy on another server waits here, and then finds the answer; the turn takes the same lock again.
            async with locked(conversation):
                if not await asyncio.to_thread(self._is_open, conversation):
                    return None
                before = await asyncio.to_thread(self._log.answered, conversation, id)
                if before is not None:
                    count_duplicate(conversation)
                    return before.replies
                # Whatever is saved of it all the same is given to the next copy of the message.
                await asyncio.wait_for(self._take(message), TURN_SECONDS)
        except Exception as error:
            # The message itself stays out of the log: it is somebody's words.
            logger.error("a turn failed: %s", type(error).__name__)
            return await self._answered_elsewhere(conversation, id)
        return collected.messages or None

    async def _answered_elsewhere(self, conversation: str, id: str) -> Replies | None:
        """The replies another server gave to a copy of the message meanwhile: the store takes in only one."""
        try:
            answered = await asyncio.to_thread(self._log.answered, conversation, id)
        except SQLAlchemyError:
            return None
        return answered.replies if answered else None
