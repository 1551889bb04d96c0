"""The channel of a WeChat Official Account (公众号), at `/webhooks/wechat/`."""

from __future__ import annotations

from typing import ClassVar

from advisor.channels.wechat.errors import Platform
from advisor.channels.wechat.incoming import Incoming, Kind
from advisor.channels.wechat.passive import answer_to_push
from advisor.channels.wechat.pushed import PushedChannel


class OfficialAccountChannel(PushedChannel):
    """Answers through the customer-service API, or for accounts without it in the answer to the push."""

    platform: Platform = "official_account"
    says_nothing: ClassVar[frozenset[Kind]] = frozenset({"view", "enter", "kf_event"})

    @classmethod
    def name(cls) -> str:
        """The name in events and in the address."""
        return "wechat"

    async def answer(self, said: Incoming, came: float) -> str:
        """See PushedChannel.answer."""
        arrival = await self.take(said, came)
        if not self.means.active:
            return await answer_to_push(self.desk, arrival, came, said.at)
        if arrival.is_nudge:
            # The API would not send it before; an answer to a push needs no permission and has no quota.
            return await answer_to_push(self.desk, arrival, came, said.at, only_held=True)
        return ""
