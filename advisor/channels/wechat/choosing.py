"""What may be chosen from the last answer, and which of it a person's words choose: a number or a label."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from advisor.knowledge import load_knowledge
from advisor.reading import lexicon
from advisor.reading.choices import plain
from advisor.reading.text import normalize
from advisor.wording.messages import choose, command
from advisor.wording.texts import Texts

Reply = Mapping[str, Any]

_EDGES = " .!,;。、)("
_LISTED = re.compile(r"^\s*(\d{1,2})\. ", re.MULTILINE)
_BARE = re.compile(r"\d{1,2}")
_LONGEST = 80
"""Characters; no label is longer."""


@dataclass(frozen=True)
class Offer:
    """Something to choose. number: what it is called by; 0 where it has only its label.

    in_text: the text of the message lists it already.
    """

    number: int
    label: str
    payload: str
    in_text: bool = False


def offers(replies: Sequence[Reply]) -> list[tuple[Offer, ...]]:
    """For each message of an answer, what can be chosen from it.

    The options of a question have the numbers its text gives them; while one is open, nothing else has a
    number, because “5” may be a figure. Without a question, everything is numbered through, after whatever
    numbers the texts use themselves.
    """
    asked = any(_is_question(reply) for reply in replies)
    found, number = [], max((_last_number(reply) for reply in replies), default=0)
    for reply in replies:
        options = _options(reply)
        here = []
        for button in reply.get("buttons") or ():
            label, payload = str(button["title"]), str(button["payload"])
            if payload in options:
                here.append(Offer(options[payload], label, payload, in_text=True))
            elif asked:
                here.append(Offer(0, label, payload))
            else:
                number += 1
                here.append(Offer(number, label, payload))
        found.append(tuple(here))
    return found


def chosen_by_words(text: str, replies: Sequence[Reply]) -> Offer | None:
    """What a person's words choose. Numbers of a question's options are left to the reader, which knows
    when “3” could be a figure."""
    if len(text) > _LONGEST:
        return None
    standing = [offer for message in offers(replies) for offer in message]
    wanted = plain(text)
    named = [offer for offer in standing if wanted and plain(offer.label) == wanted]
    if named:
        return named[-1]
    place = place_of(text)
    found = next((offer for offer in standing if offer.number == place and place and not offer.in_text), None)
    return found or _named_answer(wanted, replies)


def chosen_by_payload(payload: str, replies: Sequence[Reply]) -> Offer | None:
    """What a tapped line of a menu chooses, where it still stands open."""
    return next((offer for message in offers(replies) for offer in message if offer.payload == payload), None)


def place_of(text: str) -> int:
    """The place a text names and nothing else (“2”, “２.”, “②”, “二”, “第二个”, “the second one”); 0: none."""
    even = normalize(text).lower().strip(_EDGES)
    if _BARE.fullmatch(even):
        return int(even)
    for language in lexicon.languages():
        places = _places(language)
        if even in places:
            return places[even]
        for pattern in _frames(language):
            found = pattern.fullmatch(even)
            if found:
                named = next(group for group in found.groupdict().values() if group)
                return int(named) if named.isdecimal() else places[named]
    return 0


@cache
def _places(language: str) -> dict[str, int]:
    numbers = lexicon.load(language, "choices")["numbers"]
    return {str(word): int(place) for place, words in numbers.items() for word in words}


@cache
def _frames(language: str) -> tuple[re.Pattern[str], ...]:
    words = lexicon.load(language, "choices")
    number = "|".join([*_places(language), r"\d{1,2}"])
    parts = {
        "figure": r"(?P<figure>\d{1,2})",
        "number": f"(?P<number>{number})",
        "ordinal": f"(?P<ordinal>{'|'.join(words['ordinals']) or '(?!)'})",
        "letter": "(?!)",
    }
    patterns = []
    for frame in words["frames"]:
        for name, expression in parts.items():
            frame = frame.replace("{" + name + "}", expression)
        patterns.append(re.compile(frame))
    return tuple(patterns)


def _named_answer(wanted: str, replies: Sequence[Reply]) -> Offer | None:
    """At the review: the answer whose name a text is, to be changed."""
    if not any((reply.get("custom") or {}).get("type") == "review" for reply in replies):
        return None
    knowledge = load_knowledge()
    for language in knowledge.languages:
        texts = Texts(knowledge, language)
        for question in knowledge.questions:
            name = texts.get("questions", question, "name")
            if wanted and plain(name) == wanted:
                return Offer(0, name, command("change", question))
    return None


def _is_question(reply: Reply) -> bool:
    return (reply.get("custom") or {}).get("type") == "question"


def _last_number(reply: Reply) -> int:
    """The last number of a list in a text; parts of a result that can be folded away are not shown here."""
    listed = [] if reply.get("title") else _LISTED.findall(str(reply.get("text") or ""))
    return int(listed[-1]) if listed else 0


def _options(reply: Reply) -> dict[str, int]:
    """Payload → number of the options a question's text lists."""
    if not _is_question(reply):
        return {}
    question = reply["custom"]
    values = [option["value"] for option in question["options"]]
    return {choose(question["id"], value): place for place, value in enumerate(values, 1)}
