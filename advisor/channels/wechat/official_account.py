"""The channel of a WeChat Official Account (公众号), at `/webhooks/wechat/`."""

from __future__ import annotations

from advisor.channels.wechat.channel import MessagingChannel
from advisor.channels.wechat.errors import Platform
from advisor.channels.wechat.gate import Push
from advisor.channels.wechat.incoming import incoming
from advisor.channels.wechat.passive import answer_to_push


class OfficialAccountChannel(MessagingChannel):
    """Answers through the customer-service API, or for accounts without it in the answer to the push."""

    platform: Platform = "official_account"

    @classmethod
    def name(cls) -> str:
        """The name in events and in the address."""
        return "wechat"

    async def receive(self, push: Push, came: float) -> str:
        """See MessagingChannel.receive."""
        said = incoming(push.message)
        if not said.person:
            return ""
        conversation = self.conversation(said.account, said.person)
        if said.kind == "unsubscribe":
            await self.desk.run(self.desk.inbox.leave, self.key(said), conversation)
            return ""
        if said.kind in ("view", "enter", "kf_event") or (said.kind == "other" and is_event(push)):
            return ""
        arrival = await self.take(said, came)
        if not self.means.active:
            return await answer_to_push(self.desk, arrival, came, said.at)
        if arrival.is_nudge:
            # The API would not send it before; an answer to a push needs no permission and has no quota.
            return await answer_to_push(self.desk, arrival, came, said.at, only_held=True)
        return ""


def is_event(push: Push) -> bool:
    """Whether a push tells of something that happened, not of something said."""
    return push.message.get("MsgType", "").strip().casefold() == "event"
