"""Numbers, labels and taps: what they choose, and when they are left to the reader."""

from __future__ import annotations

from typing import Any

import pytest

from advisor.channels.wechat.choosing import chosen_by_payload, chosen_by_words, offers, place_of
from advisor.channels.wechat.rendering import Room, render
from advisor.knowledge import load_knowledge
from advisor.wording.messages import Message
from advisor.wording.questions import question_message
from advisor.wording.texts import Texts

EN, ZH = Texts(load_knowledge(), "en"), Texts(load_knowledge(), "zh")
YES_NO = {
    "text": "我的理解是：政府的钱为主。对吗？",
    "buttons": [{"title": "对", "payload": "do=yes"}, {"title": "不对", "payload": "do=no"}],
    "custom": {"type": "confirm", "about": {}},
}


def reply(message: Message) -> dict[str, Any]:
    buttons = [{"title": button.label, "payload": button.payload} for button in message.buttons]
    return {"text": message.text, "buttons": buttons, "custom": message.custom, **message.extras}


def question(id: str, texts: Texts = ZH, **more: Any) -> dict[str, Any]:
    return reply(question_message(texts, texts.knowledge.questions[id], **more))


@pytest.mark.parametrize(
    "said",
    [
        "1",
        "１",
        "1.",
        "１．",
        "①",
        "一",
        "(1)",
        "（1）",
        " 1 ",
        "1、",
        "选1",
        "第一个",
        "第1个",
        "对",
        "对。",
        "the first one",
    ],
)
def test_many_ways_to_say_the_first(said: str) -> None:
    chosen = chosen_by_words(said, [YES_NO])
    assert chosen is not None
    assert chosen.payload == "do=yes"


@pytest.mark.parametrize("said", ["3", "0", "12个人", "大约1成", "1 2", "a", "", "x" * 500, "🙂", "对了我想问"])
def test_what_chooses_nothing(said: str) -> None:
    assert chosen_by_words(said, [YES_NO]) is None


def test_figures_are_left_to_the_reader_while_a_question_is_open() -> None:
    asked = question("paid_staff")
    assert chosen_by_words("3", [asked]) is None
    assert chosen_by_words("5", [asked]) is None, "it may be five people"
    skip = chosen_by_words("跳过", [asked])
    assert skip is not None
    assert skip.payload == "do=skip"
    label = asked["buttons"][1]["title"]
    chosen = chosen_by_words(label, [asked])
    assert chosen is not None
    assert chosen.payload == "paid_staff=1-2"


def test_every_number_in_an_answer_means_one_thing() -> None:
    steps = {"text": "你们自己就能做的：\n1. 甲\n2. 乙", "buttons": YES_NO["buttons"]}
    more = {"text": "还要再深入吗？", "buttons": [{"title": "好的", "payload": "do=deeper"}]}
    numbers = [offer.number for message in offers([steps, more]) for offer in message]
    assert numbers == [3, 4, 5]
    chosen = chosen_by_words("5", [steps, more])
    assert chosen is not None
    assert chosen.payload == "do=deeper"
    said = "\n".join(part.text for part in render([steps, more], ZH, Room()))
    assert "3. 对\n4. 不对" in said
    assert "5. 好的" in said


def test_an_answer_named_at_the_review_is_opened() -> None:
    review = {"text": "…", "buttons": YES_NO["buttons"], "custom": {"type": "review", "answers": {}}}
    chosen = chosen_by_words("主要经费来源", [review])
    assert chosen is not None
    assert chosen.payload == "do=change:main_source"
    assert chosen_by_words("主要经费来源", [YES_NO]) is None


def test_a_tap_chooses_only_what_still_stands_open() -> None:
    assert chosen_by_payload("do=yes", [YES_NO]) is not None
    assert chosen_by_payload("do=delete", [YES_NO]) is None
    assert chosen_by_payload("", [YES_NO]) is None


def test_places_named_in_words() -> None:
    said = {"2": 2, "二": 2, "第二个": 2, "选2": 2, "the second one": 2, "10": 10, "12个人": 0, "b": 0, "": 0}
    assert {text: place_of(text) for text in said} == said
