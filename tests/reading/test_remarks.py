"""Remarks off the script, commands, corrections, in both languages."""

from __future__ import annotations

import pytest

from advisor.reading.reader import Reader

WHILE_ASKING = [
    ("why", "what do you need this for?"),
    ("why", "问这个有什么用"),
    ("repeat", "could you say the question again"),
    ("repeat", "没听清楚,再说一遍"),
    ("go_back", "go back to the previous question"),
    ("go_back", "回到上一题"),
    ("status", "how many questions are left?"),
    ("status", "还有几题"),
    ("pause", "pause"),
    ("pause", "暂停一下"),
    ("delete", "delete my data"),
    ("delete", "删除我的数据"),
    ("start_over", "start over"),
    ("start_over", "重新开始"),
    ("human", "I want to talk to a real person"),
    ("human", "转人工"),
    ("result_now", "show me the result now"),
    ("result_now", "直接出结果吧"),
    ("privacy", "who sees my answers?"),
    ("privacy", "谁能看到这些"),
    ("thanks", "thank you!"),
    ("help", "how does this work"),
]


@pytest.mark.parametrize(("intent", "says"), WHILE_ASKING)
def test_a_remark_is_known_while_a_question_is_open(reader: Reader, intent: str, says: str) -> None:
    reading = reader.read(says, "staff_workload")
    assert reading.intent == intent
    assert not reading.answers


@pytest.mark.parametrize("says", ["skip", "pass", "next question please", "跳过", "这题跳过吧", "下一题"])
def test_leaving_a_question_out_is_stored_as_skip(reader: Reader, says: str) -> None:
    reading = reader.read(says, "needs_first")
    assert reading.certain
    assert reading.answers == {"needs_first": "skip"}


@pytest.mark.parametrize(
    ("says", "question"),
    [
        ("大概七成吧", "government_share"),
        ("roughly seventy percent", "government_share"),
        ("half a year, not more", "funder_loss"),
    ],
)
def test_a_short_answer_is_no_remark(reader: Reader, says: str, question: str) -> None:
    reading = reader.read(says, question)
    assert reading.intent == "answer"
    assert question in reading.answers


@pytest.mark.parametrize("says", ["what has that got to do with anything?", "这跟你们有什么关系"])
def test_a_counter_question_is_no_answer(reader: Reader, says: str) -> None:
    reading = reader.read(says, "main_source")
    assert reading.intent != "answer"
    assert not reading.answers


@pytest.mark.parametrize(
    ("says", "wished"),
    [("can we do this in Chinese", "zh"), ("换成英文", "en"), ("English please", "en"), ("用中文说吧", "zh")],
)
def test_a_wish_for_another_language_names_it(reader: Reader, says: str, wished: str) -> None:
    reading = reader.read(says, "main_source")
    assert reading.intent == "language"
    assert reading.wish == (wished,)


@pytest.mark.parametrize(
    ("says", "question", "expected"),
    [
        ("wait, the government share I gave is wrong, it is 30 percent, not 60", "government_share", "25-49"),
        ("刚才政府占比说错了,是三成,不是六成", "government_share", "25-49"),
        (
            "I said our staff were sent by the street, that is wrong, we hired them ourselves",
            "staff_origin",
            "recruited",
        ),
        ("前面人员来源那题我答错了,是我们自己公开招聘的", "staff_origin", "recruited"),
    ],
)
def test_a_correction_changes_the_question_it_speaks_of(
    reader: Reader, says: str, question: str, expected: str
) -> None:
    reading = reader.read(says, "company_ties")
    assert reading.intent == "correct"
    assert reading.answers == {question: expected}


@pytest.mark.parametrize(
    ("phase", "says", "intent"),
    [
        ("new", "yes, start please", "start"),
        ("new", "开始吧", "start"),
        ("new", "hello", "greet"),
        ("confirming", "yes, that's right", "yes"),
        ("confirming", "不对", "no"),
        ("review", "all correct, show the result", "looks_right"),
        ("review", "没有问题,看结果吧", "looks_right"),
        ("review", "change something", "change"),
        ("review", "有一处不对", "change"),
        ("result", "what should we do first?", "first_steps"),
        ("result", "我们自己能做什么", "own_steps"),
        ("result", "why this type?", "why_result"),
        ("result", "为什么是这一类", "why_result"),
        ("result", "show me all the problems", "all_problems"),
        ("result", "let's go deeper", "deeper"),
        ("result", "that's enough for today, thanks", "enough"),
        ("result", "先到这里吧", "enough"),
        ("result", "bye", "goodbye"),
    ],
)
def test_the_phase_decides_what_words_mean(reader: Reader, phase: str, says: str, intent: str) -> None:
    assert reader.read(says, None, phase=phase).intent == intent


def test_no_is_an_answer_while_a_question_is_open(reader: Reader) -> None:
    assert reader.read("no", "disclosure").answers == {"disclosure": "no"}


@pytest.mark.parametrize("says", ["tell me more about 4.3", "说说4.3"])
def test_a_section_that_is_asked_about_is_named(reader: Reader, says: str) -> None:
    reading = reader.read(says, None, phase="result")
    assert reading.intent in ("tell_more", "knowledge")
    assert reading.wish == ("4.3",)


def test_changing_a_named_answer_names_its_question(reader: Reader) -> None:
    reading = reader.read("I want to change the one about companies", None, phase="review")
    assert reading.intent in ("change", "correct")
    assert "company_ties" in reading.wish


def test_a_command_button_carries_its_argument(reader: Reader) -> None:
    reading = reader.read("do=change:main_source", None, phase="review")
    assert (reading.intent, reading.wish) == ("change", ("main_source",))
