"""Sending an answer through a platform's API: every part once, and what cannot be sent now is not lost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from advisor.channels.wechat.client import ApiClient, Menu, Recipient
from advisor.channels.wechat.errors import ApiFault
from advisor.channels.wechat.rendering import Room
from advisor.channels.wechat.speaking import texts_of
from advisor.reports.printing import PrintingUnavailable
from advisor.storage.inbox import Inbox, Waiting
from advisor.storage.outgoing import DOUBTFUL, HELD, READY, SENDING, Part

logger = logging.getLogger(__name__)

MOST_TRIES = 5
FIRST_PAUSE = 20.0
"""Seconds until an answer that could not be sent is tried again; doubled each time, ten minutes in all."""
SAME_ID_SECONDS = 50.0
"""For how long a WeCom app knows a message again (SAME_MESSAGE_SECONDS, less the time of a request)."""

Run = Callable[..., Awaitable[Any]]


@dataclass
class Means:
    """What the account can do now; an account that turns out to lack something does without from then on.

    active   answers go through the API, else into the answer to a push
    """

    active: bool
    menus: bool
    pictures: bool
    public_url: str
    texts: int = 3

    def room(self) -> Room:
        """What an answer may consist of."""
        if not self.active:
            return Room(1, False, False, self.public_url)
        return Room(self.texts, self.pictures, self.menus, self.public_url)


class Outcome(Enum):
    """What became of a part."""

    ARRIVED = "arrived"
    DOUBTFUL = "doubtful"
    LATER = "later"
    WHEN_THEY_WRITE = "when they write"


class Delivery:
    """Sends the parts of answers. picture: the PNG of a result by its id, None where there is none."""

    def __init__(
        self, client: ApiClient, inbox: Inbox, run: Run, means: Means, picture: Callable[[str, str], bytes | None]
    ) -> None:
        self._client, self._inbox, self._run, self._means, self._picture = client, inbox, run, means, picture

    async def deliver(self, message: Waiting) -> None:
        """Send what is ready of the answer to a message, in order, and settle what becomes of the message."""
        await self._settle_interrupted(message)
        to = Recipient(message.person, message.account if self._client.account.platform == "customer_service" else "")
        for part in await self._run(self._inbox.outgoing.of, message.key, READY):
            await self._run(self._inbox.outgoing.mark, part.number, SENDING)
            outcome = await self._send(to, message, part)
            if outcome is Outcome.ARRIVED:
                await self._run(self._inbox.outgoing.arrived, part.number)
            elif outcome is Outcome.DOUBTFUL:
                await self._run(self._inbox.outgoing.mark, part.number, DOUBTFUL)
            else:
                await self._hold(message, outcome)
                return
        await self._run(self._inbox.finish, message.key)

    async def _settle_interrupted(self, message: Waiting) -> None:
        """Parts whose sending a restart interrupted: sent again where the platform knows them again."""
        for part in await self._run(self._inbox.outgoing.of, message.key, SENDING):
            again = self._knows_again(part, self._inbox.clock())
            await self._run(self._inbox.outgoing.mark, part.number, READY if again else DOUBTFUL)
        await self._run(self._inbox.outgoing.mark_all, message.key, READY, HELD)

    async def _hold(self, message: Waiting, outcome: Outcome) -> None:
        later = outcome is Outcome.LATER and message.tries <= MOST_TRIES
        pause = FIRST_PAUSE * 2 ** (message.tries - 1) if later else None
        await self._run(self._inbox.hold, message.key, pause)

    async def _send(self, to: Recipient, message: Waiting, part: Part) -> Outcome:
        id = f"{message.key[:20]}-{part.number}"
        try:
            await self._hand_to_client(to, message, part, id)
        except ApiFault as fault:
            return await self._outcome(to, message, part, fault)
        return Outcome.ARRIVED

    async def _hand_to_client(self, to: Recipient, message: Waiting, part: Part, id: str) -> None:
        document = part.document
        if document["kind"] == "picture":
            await self._send_picture(to, message, str(document["result"]), id)
        elif document["kind"] == "menu" and self._means.menus:
            options = [(str(payload), str(label)) for payload, label in document["options"]]
            await self._client.send_menu(to, Menu(document["head"], options, document["tail"]), id)
        else:
            await self._client.send_text(to, part.text, id)

    async def _send_picture(self, to: Recipient, message: Waiting, result: str, id: str) -> None:
        """The summary of a result; where it cannot be, the text and the page have to do."""
        try:
            content = await asyncio.to_thread(self._picture, message.conversation, result)
            if content is not None:
                await self._client.send_image(to, await self._client.upload_image(content), id)
        except PrintingUnavailable as fault:
            self._means.pictures = False
            logger.error("no pictures of results can be made: %s", fault)
        except ApiFault as fault:
            if fault.kind == "permission":
                self._means.pictures = False
            logger.warning("a picture of a result was left out: %s", fault)

    async def _outcome(self, to: Recipient, message: Waiting, part: Part, fault: ApiFault) -> Outcome:
        if fault.perhaps_done and not self._knows_again(part, None):
            return Outcome.DOUBTFUL
        if part.document["kind"] == "menu" and self._means.menus and fault.kind in ("permission", "content", "unknown"):
            logger.warning("the account takes no menus, options are sent as text from now on: %s", fault)
            self._means.menus = False
            return await self._send(to, message, part)
        if fault.kind == "content":
            return await self._say_not_let_through(to, message, part)
        if fault.waits_for_person or fault.kind == "window_closed":
            return Outcome.WHEN_THEY_WRITE
        if fault.kind == "permission":
            if self._client.account.platform == "official_account":
                logger.error("the account may not send, answers go into answers to pushes from now on: %s", fault)
                self._means.active = False
            return Outcome.WHEN_THEY_WRITE
        return Outcome.LATER

    async def _say_not_let_through(self, to: Recipient, message: Waiting, part: Part) -> Outcome:
        texts = texts_of(await self._run(self._inbox.language, message.conversation))
        said = texts.get("messaging", "not_let_through")
        if part.text == said:
            return Outcome.ARRIVED  # Not even that was let through; the log has the code.
        return await self._send(to, message, Part({"kind": "text", "text": said}, number=part.number))

    def _knows_again(self, part: Part, now: float | None) -> bool:
        """Whether the platform would notice that a part is sent a second time."""
        platform = self._client.account.platform
        if platform == "wecom":
            return now is not None and now - part.changed < SAME_ID_SECONDS
        return platform == "customer_service"
