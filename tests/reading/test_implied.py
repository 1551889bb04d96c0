"""What an understood answer settles for other questions."""

from __future__ import annotations

from advisor.knowledge import load_knowledge
from advisor.reading.facts import read_facts
from advisor.reading.implied import implied, likely_implied

KNOWLEDGE = load_knowledge()


def test_users_channels_alone_make_the_users_the_main_source() -> None:
    found = implied("funding_channels", ("fees", "dues"), None, KNOWLEDGE)
    assert found == {"main_source": "users", "government_share": "0", "users_share": "75-100"}


def test_no_channel_at_all_means_no_main_source() -> None:
    assert implied("funding_channels", (), None, KNOWLEDGE)["main_source"] == "none"


def test_channels_of_both_sides_settle_nothing() -> None:
    assert implied("funding_channels", ("project", "fees"), None, KNOWLEDGE) == {}


def test_more_than_half_makes_the_main_source_but_exactly_half_does_not() -> None:
    assert implied("government_share", "50-74", 60.0, KNOWLEDGE) == {"main_source": "government"}
    assert implied("government_share", "50-74", 50.0, KNOWLEDGE) == {}


def test_an_answer_between_two_high_shares_still_settles_the_main_source() -> None:
    ranking = (("75-100", 0.52), ("50-74", 0.45), ("25-49", 0.03))
    assert likely_implied("government_share", ranking, None, KNOWLEDGE) == {"main_source": "government"}


def test_an_answer_between_a_high_and_a_low_share_settles_nothing() -> None:
    ranking = (("50-74", 0.55), ("25-49", 0.45))
    assert likely_implied("government_share", ranking, None, KNOWLEDGE) == {}


def test_each_a_third_is_said_of_every_payer_named_before() -> None:
    answers = read_facts("政府补助、会费、企业赞助,各三分之一", "zh", "main_source", KNOWLEDGE).answers
    assert answers["government_share"].value == answers["users_share"].value == "25-49"


def test_a_channel_that_brings_nothing_leaves_the_payers_other_channel() -> None:
    answers = read_facts("service fees 70%, foundation 30%, no dues", "en", "main_source", KNOWLEDGE).answers
    assert answers["users_share"].value == "50-74"
