"""Watches every turn from outside: wraps what the channels call, and knows nothing of what is said."""

from __future__ import annotations

from typing import Any

from advisor.serving.logs import mark_conversation


class Watch:
    """Counts the turns under way."""

    def __init__(self) -> None:
        self.under_way = 0

    def follow(self, agent: Any) -> None:
        """See every message the channels hand to this agent."""
        handle = agent.handle_message

        async def watched(message: Any) -> Any:
            mark_conversation(message.sender_id)
            self.under_way += 1
            try:
                return await handle(message)
            finally:
                self.under_way -= 1

        agent.handle_message = watched
