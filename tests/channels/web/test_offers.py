"""What may be chosen: what the last answer offered, and commands that always stand open."""

from __future__ import annotations

from typing import Any

import pytest

from advisor.channels.web.offers import chosen
from advisor.channels.web.refusals import Refused
from advisor.knowledge.records import Knowledge
from advisor.wording.questions import question_message
from advisor.wording.texts import Texts


@pytest.fixture(params=["en", "zh"])
def texts(request: pytest.FixtureRequest, knowledge: Knowledge) -> Texts:
    return Texts(knowledge, request.param)


def asked(texts: Texts, question: str) -> list[dict[str, Any]]:
    """The reply that asks a question, as it is stored."""
    message = question_message(texts, texts.knowledge.questions[question])
    buttons = [{"title": button.label, "payload": button.payload} for button in message.buttons]
    return [{"text": message.text, "buttons": buttons, "custom": dict(message.custom or {})}]


def test_an_offered_button_is_known_by_its_label(texts: Texts) -> None:
    picked = chosen(["main_source=users"], asked(texts, "main_source"), texts)
    assert picked.payload == "main_source=users"
    assert picked.label == texts.option("main_source", "users")["label"]


def test_several_options_go_on_as_one_answer(texts: Texts) -> None:
    picked = chosen(["funding_channels=fees", "funding_channels=project"], asked(texts, "funding_channels"), texts)
    assert picked.payload == "funding_channels=fees,project"
    assert texts.option("funding_channels", "fees")["label"] in picked.label


@pytest.mark.parametrize(
    ("question", "choices"),
    [
        ("main_source", ["government_share=0"]),
        ("main_source", ["main_source=users", "main_source=none"]),
        ("funding_channels", ["funding_channels=fees", "do=skip"]),
        ("funding_channels", ["funding_channels=fees,project"]),
        ("main_source", ["do=delete"]),
        ("main_source", ["do=yes"]),
        ("main_source", ["do=language:xx"]),
        ("main_source", ["do=change:weather"]),
        ("main_source", ["/restart"]),
        ("main_source", ["<script>"]),
    ],
)
def test_what_was_not_offered_is_refused(texts: Texts, question: str, choices: list[str]) -> None:
    with pytest.raises(Refused, match="not_offered"):
        chosen(choices, asked(texts, question), texts)


@pytest.mark.parametrize(
    "payload", ["do=why", "do=go_back", "do=language:zh", "do=change:main_source", "do=start_over"]
)
def test_standing_commands_are_always_open(texts: Texts, payload: str) -> None:
    assert chosen([payload], [], texts).label


def test_the_very_first_command_shows_nothing(texts: Texts) -> None:
    assert chosen(["do=start"], [], texts).label == ""
