"""One message of a person into the parts of its answer: a turn of the conversation, or a word of welcome."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.channels.web.offers import chosen
from advisor.channels.web.refusals import Refused
from advisor.channels.web.turns import Turns
from advisor.channels.wechat.choosing import Reply, chosen_by_payload, chosen_by_words, place_of
from advisor.channels.wechat.joining import Joining
from advisor.channels.wechat.rendering import Room, plain_parts, render
from advisor.channels.wechat.speaking import spoken_languages, texts_of, welcome
from advisor.reading.text import language_of
from advisor.storage.conversations import ConversationLog
from advisor.storage.inbox import Waiting
from advisor.storage.outgoing import Part
from advisor.wording.messages import command
from advisor.wording.texts import Texts

FEW = 3
"""Messages the platforms allow after a menu click, a scan or following, where a person wrote nothing."""
AGAIN_AFTER_SECONDS = 1.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Said:
    """What goes on to the conversation: words, or a payload with the label it was chosen by."""

    text: str
    metadata: Mapping[str, Any]
    before: str = ""


@dataclass(frozen=True)
class Answer:
    """language: the one it is in. asks: whether it asks a question anew."""

    parts: list[Part]
    language: str
    asks: bool = False


class Answering:
    """Turns of the conversation for one channel. room: how much may be sent (it can change while running)."""

    def __init__(self, turns: Turns, log: ConversationLog, room: Callable[[], Room], joining: Joining) -> None:
        self._turns, self._log, self._room, self._joining = turns, log, room, joining

    async def answer(self, message: Waiting, language: str, scene: str) -> Answer:
        """The answer to a message. language, scene: what is known of the person."""
        document, room = message.document, self._room()
        kind = str(document.get("kind", ""))
        if kind in ("subscribe", "scan", "click", "enter"):
            room = Room(min(room.texts, FEW - room.pictures), room.pictures, room.menus, room.public_url)
        # A turn that was taken before a restart must not be read in the light of its own answer.
        before = await asyncio.to_thread(self._log.last, message.conversation, message.key)
        last = before.replies if before else []
        spoken = _language_of(last) or language
        step = await asyncio.to_thread(self._joining.step, message, spoken)
        if step is not None and not step.goes_on:
            return Answer(plain_parts(step.text, texts_of(spoken), room), spoken)
        document = document if step is None else {"kind": "enter"}
        if before is None and self._is_first(document):
            greeting = "\n\n".join([step.text, welcome()] if step else [welcome()])
            return Answer(plain_parts(greeting, texts_of(spoken), room), "")
        said = self._said(document, last, before is not None, texts_of(spoken))
        metadata = dict(said.metadata) | ({"scene": scene} if scene else {})
        if spoken:
            metadata.setdefault("language", spoken)
        replies = await self._turns.answer(message.conversation, message.key, said.text, metadata)
        if replies is None:
            await asyncio.sleep(AGAIN_AFTER_SECONDS)
            replies = await self._turns.answer(message.conversation, message.key, said.text, metadata)
        now = _language_of(replies or ()) or spoken or language_of(said.text) or ""
        if replies is None:
            return Answer(plain_parts(texts_of(now).say("failure.turn"), texts_of(now), room), now)
        asks = any((reply.get("custom") or {}).get("type") == "question" for reply in replies)
        # Drawing up a result's card takes a moment of the processor.
        parts = await asyncio.to_thread(render, replies, texts_of(now), room, step.text if step else said.before)
        return Answer(parts, now, asks)

    def give_up(self, language: str) -> Answer:
        """What is said where a message cannot be answered, however often it is tried."""
        texts = texts_of(language)
        return Answer(plain_parts(texts.say("failure.turn"), texts, self._room()), language)

    def _is_first(self, document: Mapping[str, Any]) -> bool:
        """Whether somebody new did something that says no language: they are greeted in all of them."""
        kind, text = document.get("kind"), str(document.get("text", ""))
        if kind == "click":
            return False
        if kind in ("text", "voice", "menu_choice") and text:
            return language_of(text) is None and not 1 <= place_of(text) <= len(spoken_languages())
        return True

    def _said(self, document: Mapping[str, Any], last: Sequence[Reply], met: bool, texts: Texts) -> Said:
        kind, text = str(document.get("kind", "")), str(document.get("text", ""))
        if kind in ("subscribe", "scan", "enter"):
            return _payload(command("greet"), texts.get("messaging", "did", kind))
        if kind == "click":
            return self._clicked(text, last, texts)
        if kind in ("text", "voice", "menu_choice") and text:
            offer = chosen_by_payload(str(document.get("menu_id", "")), last) if kind == "menu_choice" else None
            offer = offer or chosen_by_words(text, last)
            if offer is not None:
                return _payload(offer.payload, offer.label)
            if not met and language_of(text) is None:
                language = spoken_languages()[place_of(text) - 1]
                start = texts_of(language).say("greeting.start")
                return Said(command("start"), {"label": start, "language": language})
            return Said(text, {"typed": True})
        kind = kind if texts.has("messaging", "cannot_read", kind) else "other"
        again = _payload(command("repeat"), texts.get("messaging", "did", kind))
        return Said(again.text, again.metadata, texts.get("messaging", "cannot_read", kind))

    def _clicked(self, key: str, last: Sequence[Reply], texts: Texts) -> Said:
        """A line of the account's own menu: what an answer offered, or a command that always stands open."""
        try:
            offer = chosen((key,), last, texts)
            return _payload(offer.payload, offer.label or texts.get("messaging", "did", "click"), texts.language)
        except Refused:
            logger.warning("a line of the menu has a key that is no command; see the documentation of menus")
            return _payload(command("help"), texts.get("messaging", "did", "click"), texts.language)


def _payload(payload: str, label: str, language: str = "") -> Said:
    return Said(payload, {"label": label} | ({"language": language} if language else {}))


def _language_of(replies: Sequence[Reply]) -> str:
    return next((str(reply["language"]) for reply in reversed(replies) if reply.get("language")), "")
