"""Answers as parts: bytes, numbers, menus, results in brief."""

from __future__ import annotations

from typing import Any

import pytest
from test_choosing import YES_NO, question

from advisor.assessment.assess import assess
from advisor.channels.wechat.rendering import LONGEST_HEAD, LONGEST_TEXT, Room, render
from advisor.channels.wechat.splitting import size
from advisor.knowledge import load_knowledge
from advisor.storage.outgoing import MORE, READY
from advisor.wording.assessment_object import assessment_object
from advisor.wording.result import orientation_text, problems_text
from advisor.wording.texts import Texts

KNOWLEDGE = load_knowledge()
TEXTS = {language: Texts(KNOWLEDGE, language) for language in KNOWLEDGE.languages}


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_SECRET", "x" * 32)


def result(language: str, titled: bool = True) -> list[dict[str, Any]]:
    texts = TEXTS[language]
    answers = {"main_source": "government", "needs_first": "government", "say_no": "cannot", "venue": "none"}
    object = assessment_object(assess(answers, KNOWLEDGE), language, KNOWLEDGE)
    replies: list[dict[str, Any]] = [{"text": orientation_text(texts, object), "custom": object}]
    if titled:
        replies.append({"text": problems_text(texts, object, {}), "title": texts.say("result.parts.problems")})
        replies.append({"text": texts.say("result.limits"), "title": "…", "buttons": YES_NO["buttons"]})
    return replies


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("id", list(KNOWLEDGE.questions))
def test_every_question_is_one_text(id: str, language: str) -> None:
    asked = question(id, TEXTS[language])
    for more in ({}, {"explained": True}):
        parts = render([question(id, TEXTS[language], **more)], TEXTS[language], Room())
        assert len(parts) <= 2
        assert all(size(part.text) <= LONGEST_TEXT for part in parts)
    text = parts[0].text + parts[-1].text
    for option in asked["custom"]["options"]:
        assert option["label"] in text
    assert TEXTS[language].say("question.skip") in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_question_with_one_answer_can_be_a_menu(language: str) -> None:
    for id, each in KNOWLEDGE.questions.items():
        parts = render([question(id, TEXTS[language])], TEXTS[language], Room(menus=True))
        document = parts[-1].document
        assert document["kind"] == ("text" if each.several else "menu"), id
        if document["kind"] == "menu":
            assert [payload for payload, _ in document["options"]] == [f"{id}={value}" for value in each.values]
            assert [label for _, label in document["options"]] == [
                line for line in document["text"].split("\n") if line[:1].isdigit()
            ]
            assert size(document["head"]) <= LONGEST_HEAD
            assert TEXTS[language].get("questions", id, "ask") in document["head"]
            assert "1. " not in document["head"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_result_is_brief_with_a_picture_and_a_link(language: str) -> None:
    replies = result(language)
    parts = render(replies, TEXTS[language], Room(public_url="https://advisor.example.org"))
    assert [part.document["kind"] for part in parts] == ["text", "picture"]
    id = replies[0]["custom"]["id"]
    assert f"https://advisor.example.org/result/{id}?key=" in parts[0].text
    assert parts[1].document["result"] == id
    assert replies[1]["text"] not in parts[0].text
    assert TEXTS[language].say("result.limits") not in parts[0].text
    assert replies[0]["text"] in parts[0].text
    without = render(replies, TEXTS[language], Room(pictures=False))
    assert [part.document["kind"] for part in without] == ["text"]
    assert "http" not in without[0].text


def test_news_of_a_result_is_told_whole() -> None:
    parts = render(result("zh", titled=False), TEXTS["zh"], Room(public_url="https://advisor.example.org"))
    assert [part.document["kind"] for part in parts] == ["text"]
    assert "https://advisor.example.org/result/" in parts[0].text


def test_what_there_is_no_room_for_is_behind_more() -> None:
    replies = [{"text": "一句说完的话。" * 400}, YES_NO]
    more = TEXTS["zh"].get("messaging", "more")
    for texts in (1, 3):
        parts = render(replies, TEXTS["zh"], Room(texts=texts))
        assert [part.state for part in parts[: texts + 1]] == [READY] * texts + [MORE]
        assert all(size(part.text) <= LONGEST_TEXT for part in parts)
        assert [more in part.text for part in parts[:texts]] == [False] * (texts - 1) + [True]
        assert YES_NO["text"] in parts[-1].text


def test_a_label_stays_as_it_is_whatever_it_holds() -> None:
    odd = {"text": "]]> {x} <a>", "buttons": [{"title": "{y} ]]>", "payload": "do=yes"}]}
    assert render([odd], TEXTS["en"], Room())[0].text == "]]> {x} <a>\n1. {y} ]]>"
