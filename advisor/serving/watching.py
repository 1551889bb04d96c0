"""Watches every turn from outside: wraps what the channels call, and keeps nothing of what is said."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from advisor.conversation.slots import INTERVIEW_SLOT
from advisor.knowledge import load_knowledge
from advisor.metrics import CHANNELS, MESSAGES_READ, TURN_SECONDS, TURNS, TURNS_UNDER_WAY, one_of
from advisor.reading.reading import ANSWER, CORRECT, UNCLEAR
from advisor.serving.logs import mark_conversation


class Watch:
    """Counts turns, how long they take and what was understood."""

    def __init__(self) -> None:
        self.under_way = 0

    def follow(self, agent: Any) -> None:
        """See every message the channels hand to this agent, and every turn it saves."""
        handle, save = agent.handle_message, agent.tracker_store.save

        async def watched(message: Any) -> Any:
            mark_conversation(message.sender_id)
            channel, began, outcome = one_of(message.input_channel, CHANNELS), time.perf_counter(), "failed"
            self.under_way += 1
            TURNS_UNDER_WAY.inc()
            try:
                done = await handle(message)
                # A turn without a word is one that failed on the way; Rasa only logs it.
                outcome = "answered" if getattr(message.output_channel, "messages", True) else "failed"
                return done
            finally:
                self.under_way -= 1
                TURNS_UNDER_WAY.dec()
                TURNS.labels(channel, outcome).inc()
                TURN_SECONDS.labels(channel).observe(time.perf_counter() - began)

        async def saved(tracker: DialogueStateTracker) -> None:
            reading = what_was_understood(tracker)
            await save(tracker)
            if reading:
                MESSAGES_READ.labels(reading).inc()

        agent.handle_message, agent.tracker_store.save = watched, saved


def what_was_understood(tracker: DialogueStateTracker) -> str:
    """What the last message of a turn that is about to be saved led to, one of `READINGS`; empty where there is none.

    It is told by the reading and by the slots the turn has set: answers, or a reading to confirm.
    """
    slots: dict[str, Any] = {}
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return _reading(event.parse_data.get("reading") or {}, slots) if event.text else ""
        if isinstance(event, SlotSet):
            slots.setdefault(event.key, event.value)
    return ""


def _reading(reading: Mapping[str, Any], slots: Mapping[str, Any]) -> str:
    interview = slots.get(INTERVIEW_SLOT) or {}
    if reading.get("chosen"):
        return "chosen"
    if (interview.get("pending") or {}).get("kind") == "reading":
        return "read_back"
    if any(slots.get(question) is not None for question in load_knowledge().questions):
        return "stored"
    if reading.get("intent", UNCLEAR) not in (ANSWER, CORRECT, UNCLEAR):
        return "remark"
    return "asked" if reading.get("answers") else "not_understood"
