"""A message counts once, however often it is sent, and a turn outlives whoever waits for it."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa.core.channels.channel import UserMessage

from advisor.channels.web.turns import Turns
from advisor.storage.conversations import Exchange


class Log:
    """Conversations in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, Exchange] = {}

    def answered(self, conversation: str, id: str) -> Exchange | None:
        return self.kept.get(id)


class Advisor:
    """Answers slowly, counts, keeps; fails when told to."""

    def __init__(self, log: Log) -> None:
        self.log, self.taken, self.fails = log, 0, False

    async def __call__(self, message: UserMessage) -> None:
        self.taken += 1
        await asyncio.sleep(0.02)
        if self.fails:
            raise RuntimeError(message.text)
        await message.output_channel.send_response(message.sender_id, {"text": f"heard {message.text}"})
        self.log.kept[message.message_id] = Exchange(message.message_id, message.text, 0.0, [{"text": "heard it"}])


def run(talk: Any) -> None:
    async def talking() -> None:
        log = Log()
        advisor = Advisor(log)
        await talk(Turns(advisor, log), advisor)  # type: ignore[arg-type]

    asyncio.run(talking())


def test_the_same_message_at_once_and_later_counts_once() -> None:
    async def talk(turns: Turns, advisor: Advisor) -> None:
        at_once = await asyncio.gather(*(turns.answer("c", "m1", "hello", {}) for _ in range(5)))
        assert all(replies == [{"text": "heard hello"}] for replies in at_once)
        assert await turns.answer("c", "m1", "hello", {}) == [{"text": "heard it"}]
        assert advisor.taken == 1

    run(talk)


def test_the_same_id_in_another_conversation_is_another_message() -> None:
    async def talk(turns: Turns, advisor: Advisor) -> None:
        await asyncio.gather(turns.answer("c", "m1", "a", {}), turns.answer("d", "m1", "b", {}))
        assert advisor.taken == 2

    run(talk)


def test_a_turn_goes_on_when_nobody_waits_any_more() -> None:
    async def talk(turns: Turns, advisor: Advisor) -> None:
        waiting = asyncio.ensure_future(turns.answer("c", "m1", "hello", {}))
        await asyncio.sleep(0.005)
        waiting.cancel()
        await asyncio.sleep(0.05)
        assert "m1" in advisor.log.kept

    run(talk)


def test_a_turn_that_failed_can_be_sent_again() -> None:
    async def talk(turns: Turns, advisor: Advisor) -> None:
        advisor.fails = True
        assert await turns.answer("c", "m1", "hello", {}) is None
        advisor.fails = False
        assert await turns.answer("c", "m1", "hello", {}) == [{"text": "heard hello"}]

    run(talk)


def test_words_of_a_failed_turn_are_not_logged(caplog: Any) -> None:
    async def talk(turns: Turns, advisor: Advisor) -> None:
        advisor.fails = True
        await turns.answer("c", "m1", "our street office", {})

    run(talk)
    assert "RuntimeError" in caplog.text
    assert "street office" not in caplog.text
