"""What an answer settles besides the question asked."""

from __future__ import annotations

import pytest

from advisor.knowledge.records import Knowledge
from advisor.reading.reader import Reader
from advisor.reading.settling import fits_together, together

SETTLED = [
    (
        "all of it is a running subsidy of the sub-district, not a cent from anywhere else",
        "funding_channels",
        ("subsidy",),
    ),
    ("three quarters tuition, the other quarter a grant from a charity foundation", "government_share", "0"),
    ("全部是街道的运营补贴,别的一分没有", "funding_channels", ("subsidy",)),
    ("四分之三是学费,剩下四分之一是基金会给的", "government_share", "0"),
]


@pytest.mark.parametrize(("says", "other", "value"), SETTLED)
def test_an_answer_about_money_settles_what_follows(reader: Reader, says: str, other: str, value: object) -> None:
    reading = reader.read(says, "main_source")
    assert reading.answers[other] == value
    assert reading.sure[other] or not reading.certain


ASIDES = [
    (
        "nearly everything is the district's contract, and in the yearly plan the residents' wishes come first",
        "needs_first",
        "users",
    ),
    ("钱基本都是街道的项目款,干活的人都是我们自己公开招聘来的", "staff_origin", "recruited"),
]


@pytest.mark.parametrize(("says", "other", "value"), ASIDES)
def test_what_is_said_by_the_way_is_heard(reader: Reader, says: str, other: str, value: str) -> None:
    assert reader.read(says, "main_source").answers.get(other) == value


@pytest.mark.parametrize("says", ["the council's contract", "街道的项目款", "mostly fees", "主要靠会费"])
def test_a_plain_answer_brings_no_asides(reader: Reader, says: str) -> None:
    assert set(reader.read(says, "main_source").answers) <= set(together())


def test_what_contradicts_itself_does_not_fit_together(knowledge: Knowledge) -> None:
    assert fits_together({"government_share": "50-74", "users_share": "25-49"}, knowledge)
    assert not fits_together({"government_share": "75-100", "users_share": "50-74"}, knowledge)
    assert not fits_together({"main_source": "government", "government_share": "0"}, knowledge)
    assert fits_together({"main_source": "skip", "government_share": "skip"}, knowledge)


TWO = [
    (
        "two things I got wrong: nobody here has a certificate, and each of us has a post of our own",
        {"staff_qualified": "none", "staff_workload": "clear"},
    ),
    ("有两处说错了:持证的一个都没有;活是各有专岗", {"staff_qualified": "none", "staff_workload": "clear"}),
]


@pytest.mark.parametrize(("says", "corrected"), TWO)
def test_two_answers_can_be_corrected_at_once(reader: Reader, says: str, corrected: dict[str, str]) -> None:
    reading = reader.read(
        says, "company_ties", answered=("staff_origin", "staff_qualified", "staff_workload", "say_no")
    )
    assert reading.intent == "correct"
    assert {question: reading.answers.get(question) for question in corrected} == corrected
