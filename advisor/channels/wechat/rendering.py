"""The advisor's messages of one turn as what a messaging channel sends: few parts, in bytes, with numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.channels.web.keys import OWNER, PAGE_SECONDS, PageKey, page_key
from advisor.channels.wechat.choosing import Offer, Reply, offers
from advisor.channels.wechat.splitting import size, split
from advisor.reports.card import result_card
from advisor.storage.outgoing import MORE, READY, Part
from advisor.wording.texts import Texts

LONGEST_TEXT = 2048
"""Bytes of UTF-8 a text message may have, on all three platforms."""
LONGEST_HEAD, LONGEST_LABEL, MOST_LINES = 1024, 128, 10
"""Bytes of a menu's head and of one of its lines (id and label alike); lines."""


@dataclass(frozen=True)
class Room:
    """What a channel has room for in answer to one message. public_url: where result pages are reached."""

    texts: int = 3
    pictures: bool = True
    menus: bool = False
    public_url: str = ""


def render(replies: Sequence[Reply], texts: Texts, room: Room, before: str = "") -> list[Part]:
    """The parts of an answer; what there is no room for now comes behind “more”. before: said first."""
    numbered = offers(replies)
    results = [reply["custom"] for reply in replies if _kind(reply) == "assessment"]
    in_brief = bool(results) and any(reply.get("title") for reply in replies)
    blocks = [before] if before else []
    menu: dict[str, Any] | None = None
    for place, (reply, here) in enumerate(zip(replies, numbered, strict=True)):
        said = "" if in_brief and reply.get("title") else str(reply.get("text") or "")
        if _kind(reply) == "assessment":
            brief = ["", *_brief(reply["custom"], texts)] if in_brief else []
            page = ["", _page(reply["custom"], texts, room.public_url)] if room.public_url else []
            said = texts.lines([said, *brief, *page])
        last = place == len(replies) - 1
        if room.menus and last and not results:
            menu = _menu(reply, said, here, texts)
        blocks.append(texts.lines(filter(None, [said, *_lines(here, texts)])))
    parts = _text_parts([block for block in blocks if block.strip()], texts, room, menu)
    if in_brief and room.pictures:
        parts.append(Part({"kind": "picture", "result": results[-1]["id"]}))
    return parts


def plain_parts(text: str, texts: Texts, room: Room) -> list[Part]:
    """A text of ours as parts."""
    return _text_parts([text], texts, room, None)


def more_line(texts: Texts) -> str:
    """How to read on."""
    return texts.get("messaging", "more")


def _text_parts(blocks: Sequence[str], texts: Texts, room: Room, menu: dict[str, Any] | None) -> list[Part]:
    invitation = "\n\n" + more_line(texts)
    pieces = split("\n\n".join(blocks), LONGEST_TEXT - size(invitation))
    parts = []
    for place, piece in enumerate(pieces, 1):
        if place == room.texts and len(pieces) > room.texts:
            piece += invitation
        parts.append(Part({"kind": "text", "text": piece}, READY if place <= room.texts else MORE))
    if menu is not None and parts and len(parts) <= room.texts:
        last = parts[-1].text
        if last.endswith(menu["block"]):
            head = last[: -len(menu["block"])] + menu["said"]
            if size(head) <= LONGEST_HEAD:
                lines = {name: menu[name] for name in ("options", "tail")}
                parts[-1] = Part({"kind": "menu", "text": last, "head": head, **lines})
    return parts


def _menu(reply: Reply, said: str, here: Sequence[Offer], texts: Texts) -> dict[str, Any] | None:
    """The last message as a menu, where its choices fit one; a question that takes several stays text."""
    lines = [offer for offer in here if offer.number]
    if not lines or len(lines) > MOST_LINES or (reply.get("custom") or {}).get("multiple"):
        return None
    labels = [_option(offer, texts) for offer in lines]
    if any(size(label) > LONGEST_LABEL for label in labels) or any(size(o.payload) > LONGEST_LABEL for o in lines):
        return None
    block = texts.lines(filter(None, [said, *_lines(here, texts)]))
    kept = [line for line in said.split("\n") if line not in labels]
    if len(said.split("\n")) - len(kept) != sum(offer.in_text for offer in lines):
        return None  # The options are explained in the text: whoever taps must be able to read that.
    return {
        "block": block,
        "said": texts.lines(kept),
        "options": [[offer.payload, label] for offer, label in zip(lines, labels, strict=True)],
        "tail": _also(here, texts),
    }


def _lines(here: Sequence[Offer], texts: Texts) -> list[str]:
    """What can be chosen and is not in the text."""
    listed = [_option(offer, texts) for offer in here if offer.number and not offer.in_text]
    return [*listed, _also(here, texts)]


def _option(offer: Offer, texts: Texts) -> str:
    return texts.say("question.option", number=offer.number, label=offer.label)


def _also(here: Sequence[Offer], texts: Texts) -> str:
    labels = [texts.say("list.quote", text=offer.label) for offer in here if not offer.number]
    also, between = texts.get("messaging", "also"), texts.get("messaging", "between_labels")
    return also.format(labels=between.join(labels)) if labels else ""


def _brief(assessment: Mapping[str, Any], texts: Texts) -> list[str]:
    """The first problems and steps of a result, and how far it carries."""
    card, words = result_card(assessment, texts), texts.find("messaging", "result")
    lines = [words["problems"] if card["problems"] else words["no_problems"]]
    lines += [words["problem"].format(title=each["title"], cite=each["cite"]) for each in card["problems"]]
    if card["more"]:
        lines.append(words["more_problems"].format(count=card["more"]))
    if card["steps"]:
        lines += ["", words["steps"]]
        lines += [words["step"].format(title=each["title"], who=each["who"]) for each in card["steps"]]
    return [*lines, "", words["limits"]]


def _page(assessment: Mapping[str, Any], texts: Texts, public_url: str) -> str:
    id = assessment["id"]
    link = f"{public_url}/result/{id}?key={page_key(PageKey(id, OWNER))}"
    return texts.get("messaging", "result", "page").format(hours=PAGE_SECONDS // 3600, link=link)


def _kind(reply: Reply) -> str:
    return str((reply.get("custom") or {}).get("type", ""))
