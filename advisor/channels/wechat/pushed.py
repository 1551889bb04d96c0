"""Channels whose pushes hold what a person did, where customer service has to fetch it."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from advisor.channels.wechat.channel import MessagingChannel
from advisor.channels.wechat.gate import Push
from advisor.channels.wechat.incoming import Incoming, Kind, incoming


class PushedChannel(MessagingChannel):
    """Sorts out pushes nothing is said to. says_nothing: kinds of them, besides events nobody knows."""

    says_nothing: ClassVar[frozenset[Kind]]

    async def receive(self, push: Push, came: float) -> str:
        """See MessagingChannel.receive."""
        said = incoming(push.message)
        if not said.person:
            return ""
        if said.kind == "unsubscribe":
            conversation = self.conversation(said.account, said.person)
            await self.desk.run(self.desk.inbox.leave, self.key(said), conversation)
            return ""
        if said.kind in self.says_nothing or (said.kind == "other" and _is_event(push)):
            return ""
        return await self.answer(said, came)

    @abstractmethod
    async def answer(self, said: Incoming, came: float) -> str:
        """Take in what a person did; what the push is answered with, as `receive` does."""


def _is_event(push: Push) -> bool:
    """Whether a push tells of something that happened, not of something said."""
    return push.message.get("MsgType", "").strip().casefold() == "event"
