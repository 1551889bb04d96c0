"""What may be chosen: the buttons of the last answer, and commands that always stand open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.channels.web.refusals import Refused
from advisor.knowledge.records import Knowledge
from advisor.reading.choices import Payload, read_payload
from advisor.wording.messages import choose
from advisor.wording.texts import Texts

STANDING = {
    "start_over": ("menu", "start_over"),
    "why": ("replies", "why"),
    "go_back": ("replies", "back"),
    "skip": ("replies", "skip"),
    "change": ("review", "change"),
}
"""Commands that are always open, and where widget.yml has the words on their buttons."""


@dataclass(frozen=True)
class Chosen:
    """What goes on to the conversation (`payload`), and what the leader saw on the button."""

    payload: str
    label: str


def chosen(choices: Sequence[str], replies: Sequence[Mapping[str, Any]], texts: Texts) -> Chosen:
    """The choice of a leader; `replies`: the last answer. Raises Refused for what was not offered."""
    titles = {button["payload"]: button["title"] for reply in replies for button in reply.get("buttons", ())}
    if len(choices) > 1:
        return _several(choices, titles, replies, texts)
    payload = choices[0]
    if payload in titles:
        return Chosen(payload, titles[payload])
    command = read_payload(payload, texts.knowledge)
    label = _standing(command, texts) if command else None
    if label is None:
        raise Refused("not_offered")
    return Chosen(payload, label)


def _several(
    choices: Sequence[str], titles: Mapping[str, str], replies: Sequence[Mapping[str, Any]], texts: Texts
) -> Chosen:
    """Several options of the open question, where it takes several."""
    open_questions = [r["custom"] for r in replies if (r.get("custom") or {}).get("type") == "question"]
    question = texts.knowledge.questions.get(open_questions[-1]["id"]) if open_questions else None
    if question is None or not question.several:
        raise Refused("not_offered")
    single = {choose(question.id, value): value for value in question.values}
    if any(choice not in titles or choice not in single for choice in choices):
        raise Refused("not_offered")
    values = [single[choice] for choice in dict.fromkeys(choices)]
    return Chosen(
        choose(question.id, *values),
        texts.get("widget", "list", "comma").join(titles[choose(question.id, value)] for value in values),
    )


def _standing(command: Payload, texts: Texts) -> str | None:
    """The words for a command that is always open, none for the very first; None where it is no such command."""
    knowledge: Knowledge = texts.knowledge
    if command.intent == "start":
        return ""
    if command.intent == "language":
        return texts.own_names().get(str(command.argument))
    if command.intent == "change" and command.argument in knowledge.questions:
        name = texts.get("questions", str(command.argument), "name")
        return texts.get("widget", "review", "change_this").format(name=name)
    if command.intent not in STANDING or command.argument is not None:
        return None
    return texts.get("widget", *STANDING[command.intent])
