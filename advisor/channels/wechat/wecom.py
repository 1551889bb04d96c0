"""The channel of a WeCom self-built app (企业微信自建应用), at `/webhooks/wecom/`: for members of the corporation."""

from __future__ import annotations

from advisor.channels.wechat.channel import MessagingChannel
from advisor.channels.wechat.errors import Platform
from advisor.channels.wechat.gate import Push
from advisor.channels.wechat.incoming import incoming
from advisor.channels.wechat.official_account import is_event


class WecomChannel(MessagingChannel):
    """Answers through the app's API."""

    platform: Platform = "wecom"

    @classmethod
    def name(cls) -> str:
        """The name in events and in the address."""
        return "wecom"

    async def receive(self, push: Push, came: float) -> str:
        """See MessagingChannel.receive."""
        said = incoming(push.message)
        if not said.person:
            return ""
        conversation = self.conversation(said.account, said.person)
        if said.kind == "unsubscribe":
            await self.desk.run(self.desk.inbox.leave, self.key(said), conversation)
            return ""
        if said.kind in ("view", "kf_event") or (said.kind == "other" and is_event(push)):
            return ""
        # The app is opened many times a day; only the first time is one to say something.
        if said.kind == "enter" and await self.desk.run(self.desk.inbox.has_met, conversation):
            return ""
        arrival = await self.take(said, came)
        if arrival.is_nudge and arrival.new:
            await self.desk.fetch(conversation)
        return ""
