"""The desk of a channel: takes messages in, has them answered one after the other for each person, sends."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from advisor import request_ids
from advisor.channels.wechat.answering import Answer, Answering
from advisor.channels.wechat.delivery import Delivery, Means
from advisor.channels.wechat.rendering import LONGEST_TEXT
from advisor.channels.wechat.speaking import texts_of
from advisor.channels.wechat.splitting import split
from advisor.settings import days_kept
from advisor.storage.inbox import ANSWERED, WAITING, Inbox, Waiting
from advisor.storage.outgoing import Part
from advisor.storage.receipts import Arrival

logger = logging.getLogger(__name__)

LEASE_SECONDS = 15.0
"""A message whose worker died is taken up by another one after this."""
MOST_TRIES = 3
"""A message that so many workers died of, or failed at, is not tried again: the person is told."""
RENEW_SECONDS = 5.0
SWEEP_SECONDS = 5.0
HOUSEKEEPING_EVERY = 60
STOP_SECONDS = 20.0


class Desk:
    """One channel's work. Its writing goes through one thread: SQLite takes one writer at a time anyway."""

    def __init__(self, inbox: Inbox, answering: Answering, means: Means) -> None:
        self.inbox, self.means, self.delivery = inbox, means, None
        self._answering = answering
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=inbox.channel)
        self._working: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._changed: dict[str, asyncio.Event] = {}
        self._sweeping: asyncio.Task[None] | None = None

    delivery: Delivery | None

    async def run(self, work: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Do something with the database."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: work(*given, **named))

    async def take(self, message: Waiting, *, scene: str = "", wants_more: bool = False) -> Arrival:
        """Take a message in; when this returns it is on disk, and its answer is on its way."""
        taking = asyncio.ensure_future(self.run(self.inbox.take, message, scene=scene, wants_more=wants_more))
        arrival: Arrival = await asyncio.shield(taking)
        if arrival.new:
            self.work_on(message.conversation)
        return arrival

    async def fetch(self, conversation: str) -> None:
        """Send what was held for somebody who has written again."""
        await self.run(self.inbox.fetch, conversation)
        self.work_on(conversation)

    def work_on(self, conversation: str) -> None:
        """Have a conversation's messages answered, unless that is being done: then look again afterwards."""
        if conversation in self._working:
            self._again.add(conversation)
            return
        task = asyncio.ensure_future(self._work(conversation))
        self._working[conversation] = task
        task.add_done_callback(lambda _: self._stopped(conversation))

    def works_on(self, conversation: str) -> bool:
        """Whether this worker is answering somebody now: `changed` will tell when it is done."""
        return conversation in self._working

    async def changed(self, conversation: str, seconds: float) -> None:
        """Wait until something was answered in a conversation, at most so long."""
        event = self._changed.setdefault(conversation, asyncio.Event())
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(event.wait(), seconds)

    async def start(self) -> None:
        """Take up what a worker before left, and keep looking for such."""
        self._sweeping = asyncio.ensure_future(self._sweep())

    async def stop(self) -> None:
        """Finish what is under way; what takes longer is taken up after the next start."""
        if self._sweeping is not None:
            self._sweeping.cancel()
        if self._working:
            await asyncio.wait(list(self._working.values()), timeout=STOP_SECONDS)
        self._pool.shutdown(wait=False)

    def _stopped(self, conversation: str) -> None:
        self._working.pop(conversation, None)
        if conversation in self._again:
            self._again.discard(conversation)
            self.work_on(conversation)

    async def _work(self, conversation: str) -> None:
        try:
            while True:
                message = await self.run(self.inbox.claim, conversation, LEASE_SECONDS)
                if message is None:
                    return
                request_ids.begin(message.document.get("request"))
                holding = asyncio.ensure_future(self._hold(message.key))
                try:
                    await self._deal_with(message)
                finally:
                    holding.cancel()
        except Exception as error:
            # Whatever it is, the message is still there and is taken up again when its lease ends.
            logger.error("%s: answering failed: %s", self.inbox.channel, type(error).__name__)

    async def _deal_with(self, message: Waiting) -> None:
        if message.state == WAITING:
            language = await self.run(self.inbox.language, message.conversation)
            if message.tries > MOST_TRIES:
                answer = self._answering.give_up(language)
            else:
                scene = await self.run(self.inbox.scene, message.conversation)
                answer = await self._answering.answer(message, language, scene)
            parts = await self._with_doubtful(message, answer)
            await self.run(self.inbox.answered, message, parts, answer.language, self.means.active)
            event = self._changed.pop(message.conversation, None)
            if event is not None:
                event.set()
        if self.means.active and self.delivery is not None:
            await self.delivery.deliver(message)
        elif message.state == ANSWERED:
            await self.run(self.inbox.hold, message.key, None)

    async def _with_doubtful(self, message: Waiting, answer: Answer) -> list[Part]:
        """The answer, after what perhaps did not arrive before it.

        An answer that asks a question holds all there is to know; only other things would be missed.
        """
        doubtful: list[Part] = await self.run(self.inbox.outgoing.doubtful, message.conversation)
        said = [part.text for part in doubtful if part.text]
        if not said or answer.asks:
            return answer.parts
        before = texts_of(answer.language).get("messaging", "perhaps_seen")
        return [Part({"kind": "text", "text": t}) for t in split("\n\n".join([before, *said]), LONGEST_TEXT)] + list(
            answer.parts
        )

    async def _hold(self, key: str) -> None:
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            await self.run(self.inbox.renew, key, LEASE_SECONDS)

    async def _sweep(self) -> None:
        rounds = 0
        while True:
            try:
                for conversation in await self.run(self.inbox.open_conversations):
                    if conversation not in self._working:
                        self.work_on(conversation)
                if rounds % HOUSEKEEPING_EVERY == 0:
                    await self.run(self.inbox.sweep, days_kept())
            except Exception as error:
                logger.error("%s: looking for unanswered messages failed: %s", self.inbox.channel, type(error).__name__)
            rounds += 1
            await asyncio.sleep(SWEEP_SECONDS)
