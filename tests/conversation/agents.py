"""Rasa's agent as the server loads it, with conversations kept in a folder of the test's own."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from advisor.serving.lighter_rasa import leave_tensorflow_out
from advisor.serving.quiet import be_quiet

be_quiet()
leave_tensorflow_out()

from rasa.core.agent import load_agent  # noqa: E402
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage  # noqa: E402
from rasa.core.utils import AvailableEndpoints  # noqa: E402
from rasa.utils.log_utils import configure_structlog  # noqa: E402

from actions import conversation  # noqa: E402
from advisor.conversation.action_calls import ActionsHere  # noqa: E402
from advisor.conversation.conversation_store import ConversationStore  # noqa: E402
from advisor.serving.model import MODEL_FILE  # noqa: E402
from advisor.serving.steadier_rasa import fail_with_the_store  # noqa: E402
from advisor.serving.swifter_rasa import do_once_what_rasa_repeats  # noqa: E402

T = TypeVar("T")


class RememberedActions(ActionsHere):
    """The actions of this process, with their replies kept for a look."""

    def __init__(self) -> None:
        super().__init__()
        self.replies: list[dict[str, Any]] = []

    async def request(self, *how: Any, json: Any, **more: Any) -> dict[str, Any]:
        reply = await super().request(*how, json=json, **more)
        self.replies.append(reply)
        return reply


class Served:
    """An agent, its store, and one loop everything runs in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.loop = asyncio.new_event_loop()
        for opened in (conversation.assessments, conversation.sessions):
            opened.cache_clear()
        configure_structlog(logging.ERROR)
        do_once_what_rasa_repeats()
        fail_with_the_store()
        self.store = ConversationStore()
        self.actions = RememberedActions()
        endpoints = AvailableEndpoints(tracker_store=self.store, action=self.actions)
        self.agent = self.run(load_agent(model_path=str(MODEL_FILE), endpoints=endpoints))

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def say(self, conversation: str, text: str, id: str | None = None) -> list[dict[str, Any]]:
        """One message of a leader; what is answered."""
        heard = CollectingOutputChannel()
        message = UserMessage(text, heard, conversation, input_channel="rest", message_id=id or uuid.uuid4().hex)
        self.run(self.agent.handle_message(message))
        return heard.messages
