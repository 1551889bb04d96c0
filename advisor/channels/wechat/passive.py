"""Answers in the answer to a push, for accounts that may not send by themselves.

The platform waits five seconds and asks three times. The first two tries hold on until it gives up, so that
it asks again, unless the answer is there in time; the last one takes the answer or says that it comes in a
moment. Whatever the person sends next fetches it.
"""

from __future__ import annotations

import asyncio
import time

from advisor.channels.wechat.inbox import Desk
from advisor.channels.wechat.rendering import LONGEST_TEXT, more_line
from advisor.channels.wechat.speaking import spoken_languages, texts_of
from advisor.channels.wechat.splitting import size
from advisor.storage.outgoing import Handed
from advisor.storage.receipts import Arrival

IN_TIME_SECONDS = 4.3
"""After this nothing is handed over any more: it might not arrive before the platform gives up at 5 s."""
GIVEN_UP_SECONDS = 6.0
LAST_TRY_FROM, LAST_TRY_UNTIL = 9.0, 30.0
"""Seconds after the message within which a try must be the third: they come at 0, 5 and 10."""
ALL_TRIES_SECONDS = 16.0
"""After this the platform does not ask again."""
LOOK_AGAIN_SECONDS = 0.3
"""Another worker may have the answer; ours is told at once."""


async def answer_to_push(desk: Desk, arrival: Arrival, came: float, at: int, *, only_held: bool = False) -> str:
    """The text a push is answered with; empty: `success`, nothing to say. Returns late on purpose where the
    platform is to ask again.

    came: when this copy came (`time.time()`); at: when the platform made it.
    """
    conversation, key = arrival.conversation, arrival.key
    while (left := came + IN_TIME_SECONDS - time.time()) > 0:
        handing = asyncio.ensure_future(
            desk.run(desk.inbox.outgoing.hand_over, conversation, key, came, _room(), only_held=only_held)
        )
        try:
            handed: Handed | None = await asyncio.shield(handing)
        except asyncio.CancelledError:
            # The connection was cut while the answer was being taken: the next try shall get it.
            await asyncio.shield(_give_back(desk, key, handing))
            raise
        if handed is not None:
            return await _with_invitation(desk, conversation, handed)
        await desk.changed(conversation, left if desk.works_on(conversation) else min(left, LOOK_AGAIN_SECONDS))
    if _is_last(arrival, came, at):
        told = await desk.run(desk.inbox.tell, arrival.collects, key)
        return _in_a_moment(await desk.run(desk.inbox.language, conversation)) if told else ""
    await asyncio.sleep(max(0.0, came + GIVEN_UP_SECONDS - time.time()))
    return ""


def _is_last(arrival: Arrival, came: float, at: int) -> bool:
    """By when the first try came, or where that one got lost, by when the message was written."""
    return came - arrival.first >= LAST_TRY_FROM or LAST_TRY_FROM + 1 <= came - at <= LAST_TRY_UNTIL


async def _give_back(desk: Desk, key: str, handing: asyncio.Future[Handed | None]) -> None:
    if (handed := await handing) is not None and handed.text:
        await desk.run(desk.inbox.outgoing.take_back, key)


def _room() -> int:
    """Bytes of an answer that may still be followed by the invitation to read on."""
    return LONGEST_TEXT - max(size("\n\n" + more_line(texts_of(language))) for language in spoken_languages())


async def _with_invitation(desk: Desk, conversation: str, handed: Handed) -> str:
    if not handed.more:
        return handed.text
    texts = texts_of(await desk.run(desk.inbox.language, conversation))
    invitation = more_line(texts)
    return handed.text if handed.text.endswith(invitation) else f"{handed.text}\n\n{invitation}"


def _in_a_moment(language: str) -> str:
    """In the person's language, or in every language where it is not known yet."""
    languages = [language] if language in spoken_languages() else spoken_languages()
    return "\n".join(texts_of(each).get("messaging", "in_a_moment") for each in languages)
