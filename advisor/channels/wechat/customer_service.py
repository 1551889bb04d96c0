"""The channel of WeChat customer service (微信客服), at `/webhooks/wechat_service/`: for anybody in WeChat.

A push only says that there is something to read; the messages are read from the platform's queue.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from advisor.channels.wechat.channel import MessagingChannel
from advisor.channels.wechat.client import CustomerServiceClient
from advisor.channels.wechat.errors import ApiFault, Platform
from advisor.channels.wechat.gate import Push
from advisor.channels.wechat.incoming import Incoming, incoming, incoming_from_service
from advisor.channels.wechat.speaking import welcome
from advisor.storage.receipts import Cursors

logger = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0
"""Seconds until a queue that could not be read is read again; doubled each time."""
BY_THE_CUSTOMER = 3


class CustomerServiceChannel(MessagingChannel):
    """Reads each desk's queue from where it stopped, and answers through the API."""

    platform: Platform = "customer_service"

    @classmethod
    def name(cls) -> str:
        """The name in events and in the address."""
        return "wechat_service"

    async def start(self) -> None:
        """Also read what came while nobody was here."""
        self._cursors = Cursors(self.engine)
        self._reading: dict[str, asyncio.Task[None]] = {}
        self._calls: dict[str, str] = {}
        await super().start()
        for queue in await self.desk.run(self._cursors.all, f"{self.name()}:"):
            self._read_soon(queue.partition(":")[2], "")

    async def receive(self, push: Push, came: float) -> str:
        """See MessagingChannel.receive."""
        said = incoming(push.message)
        only = self.settings.account.desk
        if said.kind == "kf_event" and said.service_account and only in ("", said.service_account):
            # Known before the push is acknowledged: a restart reads this queue without being called.
            await self.desk.run(self._cursors.add, self._queue(said.service_account))
            self._read_soon(said.service_account, said.sync_token)
        return ""

    def _queue(self, desk: str) -> str:
        return f"{self.name()}:{desk}"

    def _read_soon(self, desk: str, call: str) -> None:
        self._calls[desk] = call
        if desk not in self._reading:
            task = asyncio.ensure_future(self._read(desk))
            self._reading[desk] = task
            task.add_done_callback(lambda _: self._reading.pop(desk, None))

    async def _read(self, desk: str) -> None:
        """Read a queue to its end, and again where another call came meanwhile."""
        pause = FIRST_PAUSE
        while desk in self._calls:
            call = self._calls.pop(desk)
            try:
                await self._read_once(desk, call)
                pause = FIRST_PAUSE
            except Exception as error:
                told = str(error) if isinstance(error, ApiFault) else type(error).__name__
                logger.error("%s: a queue could not be read: %s", self.name(), told)
                await asyncio.sleep(pause)
                pause = min(LONGEST_PAUSE, pause * 2)
                # A call is good for ten minutes; without one the platform only allows fewer requests.
                self._calls.setdefault(desk, "")

    async def _read_once(self, desk: str, call: str) -> None:
        queue = self._queue(desk)
        cursor: str = await self.desk.run(self._cursors.at, queue)
        assert isinstance(self.client, CustomerServiceClient)
        more = True
        while more:
            page = await self.client.messages_since(cursor, call, desk)
            for item in page.messages:
                await self._take_item(item)
            # Everything is on disk; only now does the queue move on.
            await self.desk.run(self._cursors.move, queue, page.cursor)
            cursor, more = page.cursor, page.more

    async def _take_item(self, item: Mapping[str, Any]) -> None:
        said = incoming_from_service(item)
        if not said.person or (said.kind == "other" and not _by_the_customer(item)):
            return
        if said.kind == "enter":
            await self._enter(said)
            return
        arrival = await self.take(said, said.at)
        if arrival.is_nudge and arrival.new:
            await self.desk.fetch(arrival.conversation)

    async def _enter(self, said: Incoming) -> None:
        """Somebody opened the conversation: who is new, or scanned the code of a session, is spoken to.

        Only with the code that comes with it can anything be said before they write.
        """
        message = self.waiting(said, said.at)
        met = await self.desk.run(self.desk.inbox.has_met, message.conversation)
        if not await self.desk.run(self.desk.inbox.note, message.key, message.conversation, said.scene):
            return
        language = await self.desk.run(self.desk.inbox.language, message.conversation)
        step = await asyncio.to_thread(self.joining.step, message, language)
        text = step.text if step is not None else "" if met else welcome()
        if not text or not said.welcome_code:
            return
        assert isinstance(self.client, CustomerServiceClient)
        try:
            await self.client.welcome(said.welcome_code, text, message.key[:32])
        except ApiFault as fault:
            logger.warning("%s: a welcome was not sent: %s", self.name(), fault)


def _by_the_customer(item: Mapping[str, Any]) -> bool:
    return item.get("msgtype") != "event" and str(item.get("origin")) == str(BY_THE_CUSTOMER)
