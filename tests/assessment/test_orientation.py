"""The orientation over every combination of the answers it rests on, against an independent reading."""

from itertools import product

import pytest
from answer_space import CHANNELS, KNOWLEDGE, MONEY, NEEDS, any_answers, possible_values
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.assessment import orient

GOVERNMENT_MONEY, USERS_MONEY = {"project", "subsidy"}, {"fees", "dues"}
TYPE_OF_NEEDS = {"government": "government", "users": "market", "both": "government_market"}
VOTES = {
    "government_role": {"guardian": "government", "director": "market", "supervisor": "government_market"},
    "say_no": {"cannot": "government", "sometimes": "government_market", "can": "market"},
    "staff_qualified": {"none": "government", "few": "government", "some": "government_market", "most": "market"},
}


def contract_orientation(answers):
    """Orientation, confidence, leans, nearest by the decision table of the reading, Table 1 left aside."""
    money, needs, channels = (answers.get(question) for question in (MONEY, NEEDS, CHANNELS))
    listed = set(channels) if isinstance(channels, tuple) else set()
    government = money == "government" or bool(listed & GOVERNMENT_MONEY)
    users = money == "users" or bool(listed & USERS_MONEY)
    wanted = TYPE_OF_NEEDS.get(needs)
    if money == "government":
        if needs == "government":
            return "government", "firm", None, None
        if needs in ("users", "both") and users:
            return "government_market", "provisional", "government", None
        return "government", "provisional", None, None
    if money == "users":
        if needs == "users":
            return "market", "firm", None, None
        if needs in ("government", "both") and government:
            return "government_market", "provisional", "market", None
        return "market", "provisional", None, None
    if money == "mixed":
        if not isinstance(channels, tuple):
            return "government_market", "provisional", None, None
        if government and users:
            return "government_market", "firm" if needs == "both" else "provisional", None, None
        if government:
            return ("government" if needs == "government" else "government_market"), "provisional", None, None
        if users:
            return "market", "provisional", None, None
        return "outside", "provisional", None, wanted
    if money in ("donors", "none"):
        if government and users:
            return "government_market", "provisional", None, None
        return "outside", "provisional", None, wanted
    return wanted or "undetermined", "provisional", None, None


def votes_against(answers, orientation):
    columns = [values.get(answers.get(question)) for question, values in VOTES.items()]
    channels = answers.get(CHANNELS)
    if isinstance(channels, tuple):
        count = len(channels)
        columns.append("government" if count <= 1 else "market" if count <= 3 else "government_market")
    return sum(column is not None and column != orientation for column in columns)


def outcome(result):
    return result.orientation, result.confidence, result.leans, result.nearest


def test_every_combination_of_the_three_answers_gives_what_the_contract_says():
    for values in product(*(possible_values(KNOWLEDGE.questions[question]) for question in (MONEY, NEEDS, CHANNELS))):
        answers = {q: v for q, v in zip((MONEY, NEEDS, CHANNELS), values, strict=True) if v is not None}
        assert outcome(orient(answers, KNOWLEDGE)) == contract_orientation(answers), answers


@given(any_answers())
def test_three_rows_that_point_elsewhere_lower_firm_and_nothing_else(answers):
    orientation, confidence, leans, nearest = contract_orientation(answers)
    if confidence == "firm" and votes_against(answers, orientation) >= 3:
        confidence = "provisional"
    assert outcome(orient(answers, KNOWLEDGE)) == (orientation, confidence, leans, nearest)


@given(any_answers(), st.fixed_dictionaries({q: st.sampled_from([*VOTES[q], "skip"]) for q in VOTES}))
def test_the_rows_of_table_1_never_change_the_type(answers, votes):
    before, after = orient(answers, KNOWLEDGE), orient({**answers, **votes}, KNOWLEDGE)
    assert (after.orientation, after.leans, after.nearest) == (before.orientation, before.leans, before.nearest)


@settings(max_examples=40)
@given(any_answers(), st.sampled_from([q for q in KNOWLEDGE.questions if q not in (MONEY, NEEDS, CHANNELS)]))
def test_no_other_answer_has_a_say_in_the_type(answers, question):
    without = {q: value for q, value in answers.items() if q != question}
    assert orient(answers, KNOWLEDGE).orientation == orient(without, KNOWLEDGE).orientation


def test_a_value_that_is_none_of_the_questions_is_refused():
    with pytest.raises(KeyError):
        orient({MONEY: "lottery"}, KNOWLEDGE)
