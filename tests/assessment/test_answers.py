"""Answers are taken as they come from files and forms; what is wrong is named."""

import pytest
from answer_space import KNOWLEDGE, any_answers
from hypothesis import given
from hypothesis import strategies as st

from advisor.assessment import assess, check_answers


def right(**raw):
    answers, faults = check_answers(raw, KNOWLEDGE)
    assert faults == []
    return dict(answers)


def fault(**raw):
    answers, faults = check_answers(raw, KNOWLEDGE)
    assert answers == {}
    assert len(faults) == 1
    return faults[0]


@pytest.mark.parametrize(
    "given_list",
    [
        ["fees", "project"],
        ("fees", "project", "fees"),
        "fees,project",
        " fees ; project ",
        "fees、project",
        "fees,,project",
    ],
)
def test_several_values_are_kept_in_the_order_of_the_options_each_once(given_list):
    assert right(funding_channels=given_list) == {"funding_channels": ("project", "fees")}


@pytest.mark.parametrize("none_of_them", [[], (), "[]"])
def test_none_of_the_values_is_an_answer(none_of_them):
    assert right(funding_channels=none_of_them) == {"funding_channels": ()}


@pytest.mark.parametrize("empty", [None, "", "   "])
def test_nothing_is_no_answer(empty):
    assert right(main_source=empty, funding_channels=empty) == {}


@pytest.mark.parametrize("skipped", ["skip", ["skip"]])
def test_several_values_can_be_skipped(skipped):
    assert right(funding_channels=skipped) == {"funding_channels": "skip"}


def test_every_question_can_be_skipped():
    skipped = dict.fromkeys(KNOWLEDGE.questions, "skip")
    assert right(**skipped) == skipped


@pytest.mark.parametrize("zero", [0, 0.0, "0", " 0 "])
def test_a_number_from_a_spreadsheet_is_read_as_its_text(zero):
    assert right(paid_staff=zero) == {"paid_staff": "0"}


def test_answers_come_out_in_the_order_of_the_questions():
    assert list(right(say_no="can", main_source="users", needs_first="own")) == ["main_source", "needs_first", "say_no"]


def test_a_wrong_value_is_named_with_the_allowed_ones_and_the_nearest():
    wrong = fault(needs_first="goverment")
    assert (wrong.kind, wrong.field, wrong.found) == ("unknown_value", "needs_first", "goverment")
    assert wrong.allowed == ("government", "users", "both", "own", "skip")
    assert wrong.nearest == "government"


def test_a_capital_letter_is_wrong_but_understood():
    assert fault(needs_first="BOTH").nearest == "both"


def test_an_unknown_question_is_named_with_the_nearest_even_where_it_is_empty():
    wrong = fault(main_sorce=None)
    assert (wrong.kind, wrong.field, wrong.nearest) == ("unknown_question", "main_sorce", "main_source")
    assert wrong.allowed == tuple(KNOWLEDGE.questions)


@pytest.mark.parametrize("wrong", [True, 1.5, {"a": 1}, 7, float("nan")])
def test_what_is_no_text_is_named(wrong):
    found = fault(main_source=wrong)
    assert (found.kind, found.nearest) == ("unknown_value", None)


def test_a_list_where_one_value_is_asked_is_named():
    assert fault(main_source=["users"]).kind == "one_value_only"


def test_each_wrong_entry_of_a_list_is_named_and_skip_is_none_of_them():
    answers, faults = check_answers({"funding_channels": ["fees", "lottery", 3, "skip"]}, KNOWLEDGE)
    assert answers == {}
    assert [wrong.found for wrong in faults] == ["lottery", "3", "skip"]


def test_a_wrong_answer_leaves_the_right_ones():
    answers, faults = check_answers({"main_source": "users", "say_no": "maybe"}, KNOWLEDGE)
    assert (answers, len(faults)) == ({"main_source": "users"}, 1)


@given(any_answers())
def test_right_answers_pass_unchanged(answers):
    assert check_answers(answers, KNOWLEDGE) == (answers, [])


@given(any_answers(), st.randoms())
def test_the_order_of_answers_does_not_matter_nor_lists_for_tuples(answers, random):
    shuffled = list(answers.items())
    random.shuffle(shuffled)
    as_lists = {q: value if isinstance(value, str) else list(reversed(value)) for q, value in shuffled}
    one, other = assess(answers, KNOWLEDGE), assess(as_lists, KNOWLEDGE)
    assert one == other
    assert list(one.answers) == list(other.answers)
