"""Exact choices: payloads, numbers, letters, labels."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.knowledge import load_knowledge
from advisor.reading.choices import Choices, read_payload

KNOWLEDGE = load_knowledge()
CHOICES = Choices(KNOWLEDGE)


def value(text: str, question: str) -> object:
    choice = CHOICES.read(text, KNOWLEDGE.questions[question])
    return choice.value if choice else None


def labels(language: str, question: str) -> dict[str, str]:
    options = KNOWLEDGE.wording[language]["questions"][question]["options"]  # type: ignore[index]
    return {name: texts["label"] for name, texts in options.items()}


@pytest.mark.parametrize(
    "text",
    [
        "2",
        "2.",
        " 2 ",
        "②",
        "(2)",
        "option 2",
        "the second one",
        "No. 2",
        "B",
        "b)",
        "选2",
        "第二个",
        "选第二个",
        "2号",
    ],
)
def test_a_place_names_the_second_option(text: str) -> None:
    assert value(text, "say_no") == "sometimes"


@pytest.mark.parametrize("text", ["9", "the ninth", "H", "0", "第九个", "22"])
def test_a_place_that_does_not_exist_names_nothing(text: str) -> None:
    assert value(text, "say_no") is None


@pytest.mark.parametrize("text", ["the last one", "最后一个"])
def test_the_last_option_can_be_named(text: str) -> None:
    assert value(text, "company_ties") == "lasting"


@pytest.mark.parametrize("text", ["1 3 4", "1,3,4", "1、3、4", "1 and 3 and 4", "4 3 1", "1和3和4"])
def test_several_places_name_several_options(text: str) -> None:
    assert value(text, "funding_channels") == ("project", "fees", "dues")


@pytest.mark.parametrize(
    ("text", "expected"), [("none of them", ()), ("都没有", ()), ("all of them", 8), ("全都有", 8)]
)
def test_none_and_all_are_choices_too(text: str, expected: object) -> None:
    found = value(text, "funding_channels")
    assert found == expected or (isinstance(found, tuple) and len(found) == expected)


def test_two_places_do_not_answer_a_question_that_takes_one() -> None:
    assert value("1 2", "say_no") is None


def test_a_bare_number_is_not_certain_where_it_could_be_a_figure() -> None:
    choice = CHOICES.read("3", KNOWLEDGE.questions["government_share"])
    assert choice is not None
    assert choice.value == "25-49"
    assert not choice.certain


def test_a_number_called_an_option_is_certain_even_there() -> None:
    choice = CHOICES.read("option 3", KNOWLEDGE.questions["government_share"])
    assert choice is not None
    assert choice.value == "25-49"
    assert choice.certain


@pytest.mark.parametrize("text", ["30%", "a third", "about 3 in 10", "三成", "one third"])
def test_a_share_is_no_place(text: str) -> None:
    assert value(text, "government_share") is None


@pytest.mark.parametrize("language", KNOWLEDGE.languages)
@pytest.mark.parametrize("question", list(KNOWLEDGE.questions))
def test_every_label_is_understood_whatever_its_case_and_punctuation(language: str, question: str) -> None:
    several = KNOWLEDGE.questions[question].several
    for name, label in labels(language, question).items():
        for spelt in (label, label.upper(), f"  {label}. ", label.replace(" ", "").replace(",", "")):
            choice = CHOICES.read(spelt, KNOWLEDGE.questions[question])
            assert choice is not None, spelt
            assert choice.certain, spelt
            assert choice.value == ((name,) if several else name)


@pytest.mark.parametrize("language", KNOWLEDGE.languages)
def test_labels_joined_by_commas_are_taken_apart_though_labels_hold_commas(language: str) -> None:
    texts = labels(language, "funding_channels")
    chosen = ("project", "subsidy", "company", "own")
    assert value(", ".join(texts[name] for name in chosen), "funding_channels") == chosen


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(KNOWLEDGE.questions["funding_channels"].values), min_size=1))
def test_any_set_of_labels_reads_back_as_that_set(chosen: set[str]) -> None:
    texts = labels("en", "funding_channels")
    found = value(", ".join(texts[name] for name in sorted(chosen)), "funding_channels")
    assert isinstance(found, tuple)
    assert set(found) == chosen


def test_a_payload_answers_its_question() -> None:
    payload = read_payload("main_source=users", KNOWLEDGE)
    assert payload is not None
    assert (payload.question, payload.value) == ("main_source", "users")


def test_a_payload_may_hold_several_values_or_none() -> None:
    several, nothing = (
        read_payload("funding_channels=dues,project", KNOWLEDGE),
        read_payload("funding_channels=", KNOWLEDGE),
    )
    assert several is not None
    assert several.value == ("project", "dues")
    assert nothing is not None
    assert nothing.value == ()


def test_a_payload_may_be_a_command_with_an_argument() -> None:
    payload = read_payload("do=deeper:services", KNOWLEDGE)
    assert payload is not None
    assert (payload.intent, payload.argument) == ("deeper", "services")


@pytest.mark.parametrize(
    "text",
    ["main_source=gold", "nothing_known=1", "do=", "main_source=", "a = b", "say_no=can,cannot", "do=rm -rf"],
)
def test_a_payload_that_names_what_does_not_exist_is_none(text: str) -> None:
    assert read_payload(text, KNOWLEDGE) is None


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80), st.sampled_from(list(KNOWLEDGE.questions)))
def test_no_text_breaks_the_reading_of_choices(text: str, question: str) -> None:
    choice = CHOICES.read(text, KNOWLEDGE.questions[question])
    if choice is not None:
        values = choice.value if isinstance(choice.value, tuple) else (choice.value,)
        assert set(values) <= set(KNOWLEDGE.questions[question].values)
