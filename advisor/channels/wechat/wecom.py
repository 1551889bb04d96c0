"""The channel of a WeCom self-built app (企业微信自建应用), at `/webhooks/wecom/`: for members of the corporation."""

from __future__ import annotations

from typing import ClassVar

from advisor.channels.wechat.errors import Platform
from advisor.channels.wechat.incoming import Incoming, Kind
from advisor.channels.wechat.pushed import PushedChannel


class WecomChannel(PushedChannel):
    """Answers through the app's API."""

    platform: Platform = "wecom"
    says_nothing: ClassVar[frozenset[Kind]] = frozenset({"view", "kf_event"})

    @classmethod
    def name(cls) -> str:
        """The name in events and in the address."""
        return "wecom"

    async def answer(self, said: Incoming, came: float) -> str:
        """See PushedChannel.answer."""
        conversation = self.conversation(said.account, said.person)
        # The app is opened many times a day; only the first time is one to say something.
        if said.kind == "enter" and await self.desk.run(self.desk.inbox.has_met, conversation):
            return ""
        arrival = await self.take(said, came)
        if arrival.is_nudge and arrival.new:
            await self.desk.fetch(conversation)
        return ""
