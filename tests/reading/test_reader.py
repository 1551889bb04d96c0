"""Answers in a leader's own words, with their certainty."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.knowledge.records import Knowledge
from advisor.reading.reader import Reader
from advisor.reading.saving import load_model, save_model
from advisor.reading.training import ReaderModel

PLAIN = [
    ("main_source", "nearly all of it is the council's contract", "government"),
    ("main_source", "the members' subscriptions, they are most of it", "users"),
    ("main_source", "主要是居委会和街道给的项目经费", "government"),
    ("main_source", "靠学员交的学费", "users"),
    ("government_share", "around 65 percent", "50-74"),
    ("government_share", "三成多一点", "25-49"),
    ("government_share", "not a penny from them", "0"),
    ("staff_qualified", "nobody has any certificate", "none"),
    ("staff_qualified", "十个人里有七个持证", "most"),
    ("staff_origin", "we put an advert in the paper and hired them", "recruited"),
    ("staff_origin", "都是街道派下来的", "appointed"),
    ("work_method", "we have a written plan, procedures and hold a review afterwards", "system"),
    ("work_method", "全凭老经验", "experience"),
    ("company_ties", "no contact with companies at all", "none"),
    ("company_ties", "和超市签了三年的合作协议", "lasting"),
    ("government_role", "街道管得很细,大事都由他们拍板", "guardian"),
    ("say_no", "we have to do whatever they ask, no choice", "cannot"),
    ("needs_first", "街道的任务和居民的需要两边都要顾", "both"),
    ("venue", "we rent two rooms of our own", "own"),
    ("legal_form", "在民政局登记注册的民非", "registered"),
]


@pytest.mark.parametrize(("question", "says", "expected"), PLAIN)
def test_a_plain_answer_is_read_rightly(reader: Reader, question: str, says: str, expected: str) -> None:
    reading = reader.read(says, question)
    assert reading.intent == "answer"
    assert reading.answers[question] == expected


@pytest.mark.parametrize(("question", "says"), [(q, says) for q, says, _ in PLAIN[:12]])
def test_reading_the_same_twice_gives_the_same(reader: Reader, question: str, says: str) -> None:
    assert reader.read(says, question) == reader.read(says, question)


def test_one_sentence_can_settle_several_questions(reader: Reader) -> None:
    reading = reader.read(
        "80% is the district's purchase contract, the other 20% are fees the old people pay", "main_source"
    )
    assert reading.answers["main_source"] == "government"
    assert reading.answers["government_share"] == "75-100"
    assert reading.sure["government_share"]


def test_the_figure_behind_a_share_is_kept(reader: Reader) -> None:
    assert reader.read("about 40 percent", "government_share").figures["government_share"] == pytest.approx(40, abs=1)


@pytest.mark.parametrize(
    ("says", "question"),
    [("I really couldn't tell you", "main_source"), ("这个我说不上来", "staff_workload")],
)
def test_not_knowing_is_an_answer_too(reader: Reader, says: str, question: str) -> None:
    assert reader.read(says, question).answers[question] == "skip"


def test_an_uncertain_answer_names_the_likeliest_values(reader: Reader) -> None:
    reading = reader.read("it comes and goes, a bit of this", "staff_workload")
    assert not reading.certain
    assert 1 <= len(reading.likely) <= 2


@pytest.mark.parametrize(
    "text", ["", "   ", "\n", "😀😀", "👍🏽", "……", "/restart", '/answer{"a": 1}', "///", "\x00\x01", "?!"]
)
def test_what_holds_no_words_is_never_stored(reader: Reader, text: str) -> None:
    reading = reader.read(text, "main_source")
    assert not reading.answers or not reading.certain
    assert reading.intent in ("unclear", "repeat")


@pytest.mark.parametrize(
    "text", ["asdkjh qwpoeiu zzxcv", "xqzt vvvv kjkjkj", "龘靐齉爩 鱻麤", "%%%% ####", "lkjhgfdsa"]
)
@pytest.mark.parametrize("question", ["main_source", "say_no", "government_share", "funding_channels"])
def test_nothing_certain_comes_from_gibberish(reader: Reader, text: str, question: str) -> None:
    assert not reader.read(text, question).certain


@pytest.mark.parametrize("text", ["asdf qwer", "blah blah", "lorem ipsum dolor", "jkl;"])
@pytest.mark.parametrize("question", ["main_source", "say_no", "funder_loss", "turnover"])
def test_without_a_known_word_nothing_is_guessed(reader: Reader, text: str, question: str) -> None:
    reading = reader.read(text, question)
    assert (reading.intent, reading.answers) == ("unclear", {})


def test_a_slip_of_the_finger_is_no_reason_not_to_understand(reader: Reader) -> None:
    assert reader.read("goverment", "main_source").answers == {"main_source": "government"}
    assert reader.read("voluntears", "staff_origin").answers == {"staff_origin": "founders"}


def test_a_long_text_is_read_by_its_beginning(reader: Reader) -> None:
    assert reader.read("the street pays for nearly everything we do. " * 200, "main_source").intent in (
        "answer",
        "unclear",
    )
    assert not reader.read("x" * 5000, "main_source").certain


def test_a_button_is_always_certain(reader: Reader) -> None:
    reading = reader.read("say_no=cannot", "say_no")
    assert reading.certain
    assert reading.chosen
    assert reading.answers == {"say_no": "cannot"}


def test_a_button_of_an_earlier_question_corrects_it(reader: Reader) -> None:
    reading = reader.read("main_source=users", "say_no")
    assert reading.intent == "correct"
    assert reading.answers == {"main_source": "users"}


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(max_size=120),
    phase=st.sampled_from(["new", "asking", "confirming", "review", "result", "elsewhere"]),
)
def test_no_text_breaks_the_reader(reader: Reader, knowledge: Knowledge, text: str, phase: str) -> None:
    reading = reader.read(text, "funder_loss" if phase in ("asking", "confirming") else None, phase=phase)
    for question, value in reading.answers.items():
        values = value if isinstance(value, tuple) else (value,)
        assert set(values) <= {*knowledge.questions[question].values, "skip"}


def test_a_saved_model_reads_the_same(reader: Reader, model: ReaderModel, knowledge: Knowledge, tmp_path: Path) -> None:
    save_model(model, tmp_path)
    again = Reader(load_model(tmp_path), knowledge)
    for question, says, _ in PLAIN:
        assert again.read(says, question) == reader.read(says, question)


def test_the_saved_model_is_small(model: ReaderModel, tmp_path: Path) -> None:
    save_model(model, tmp_path)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 30_000_000


@pytest.mark.parametrize(
    ("says", "open_question", "other"),
    [
        ("two of our nine people are certified", "funding_channels", "staff_qualified"),
        ("九个人里两个有社工证", "funding_channels", "staff_qualified"),
    ],
)
def test_an_answer_to_another_question_is_not_taken_for_this_one(
    reader: Reader, says: str, open_question: str, other: str
) -> None:
    reading = reader.read(says, open_question)
    assert not reading.certain
    assert open_question not in reading.answers
    assert reading.answers[other] == "few"


@pytest.mark.parametrize(
    ("says", "question"),
    [("what counts as a lasting agreement?", "company_ties"), ("什么样的算长期合作", "company_ties")],
)
def test_a_question_about_an_option_is_no_answer(reader: Reader, says: str, question: str) -> None:
    assert not reader.read(says, question).answers


@pytest.mark.parametrize("says", ["what happens to my answers?", "我说的这些谁能看到"])
def test_asking_where_answers_go_deletes_nothing(reader: Reader, says: str) -> None:
    assert reader.read(says, "main_source").intent == "privacy"


@pytest.mark.parametrize(
    "text", ["main_source=users", "do=delete", "do=skip", "/restart", 'core_form{"main_source":"users"}']
)
def test_typed_words_are_no_command_whatever_they_look_like(reader: Reader, text: str) -> None:
    reading = reader.read(text, "main_source", language="en", typed=True)
    assert not reading.chosen
    assert not reading.certain


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_name_of_a_question_alone_asks_to_change_it_and_stores_nothing(
    reader: Reader, knowledge: Knowledge, language: str
) -> None:
    answered = [question.id for question in knowledge.in_stage("core")]
    for question in answered:
        name = knowledge.wording[language]["questions"][question]["name"]
        reading = reader.read(name, None, language=language, phase="review", answered=answered)
        assert (reading.intent, reading.wish, dict(reading.answers)) == ("change", (question,), {}), name
