"""The advisor's messages as the chat window takes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from advisor.reports.card import result_card
from advisor.storage.conversations import Exchange
from advisor.wording.texts import Texts

_TAKEN = ("text", "brief", "title", "items", "custom")


def rendered(reply: Mapping[str, Any], texts: Texts) -> dict[str, Any]:
    """One message: text, buttons and what else there is; an assessment comes with its card."""
    message: dict[str, Any] = {name: reply[name] for name in _TAKEN if reply.get(name)}
    message.setdefault("text", "")
    message["buttons"] = [
        {"title": button["title"], "payload": button["payload"]} for button in reply.get("buttons") or ()
    ]
    custom = reply.get("custom") or {}
    if custom.get("type") == "assessment":
        message["card"] = result_card(custom, texts)
    return message


def history(exchanges: Iterable[Exchange], texts: Texts) -> list[dict[str, Any]]:
    """A whole conversation, oldest first."""
    messages: list[dict[str, Any]] = []
    for exchange in exchanges:
        messages.append({"from": "leader", "id": exchange.id, "text": exchange.said})
        messages += [{"from": "advisor", **rendered(reply, texts)} for reply in exchange.replies]
    return messages
