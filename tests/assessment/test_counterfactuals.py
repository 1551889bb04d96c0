"""Counterfactuals hold what they claim, and nothing nearer was overlooked."""

from itertools import combinations, product

from answer_space import CHANNELS, KNOWLEDGE, MONEY, NEEDS, any_answers, given_values
from hypothesis import given, settings

from advisor.assessment import assess, orient

THREE = (MONEY, NEEDS, CHANNELS)
TARGETS = {"government", "market", "government_market", "outside"}


def fewest_changes(answers):
    """Orientation → least number of changed answers, tried out over the whole space."""
    here = orient(answers, KNOWLEDGE).orientation
    open_to_change = [question for question in THREE if answers.get(question) not in (None, "skip")]
    fewest = {}
    for size in range(1, len(open_to_change) + 1):
        for changed in combinations(open_to_change, size):
            options = [
                [value for value in given_values(KNOWLEDGE.questions[q]) if value != answers[q]] for q in changed
            ]
            for values in product(*options):
                reached = orient({**answers, **dict(zip(changed, values, strict=True))}, KNOWLEDGE).orientation
                if reached != here and reached in TARGETS:
                    fewest.setdefault(reached, size)
        if set(fewest) == TARGETS - {here}:
            break
    return fewest


@given(any_answers())
def test_applied_each_gives_exactly_what_it_claims(answers):
    here = orient(answers, KNOWLEDGE).orientation
    for counterfactual in assess(answers, KNOWLEDGE).counterfactuals:
        there = orient({**answers, **counterfactual.change}, KNOWLEDGE)
        assert (there.orientation, there.confidence) == (counterfactual.orientation, counterfactual.confidence)
        assert there.orientation in TARGETS - {here}


@settings(max_examples=40, deadline=None)
@given(any_answers())
def test_every_reachable_orientation_is_reached_with_as_few_changes_as_can_be(answers):
    sizes = {}
    for counterfactual in assess(answers, KNOWLEDGE).counterfactuals:
        sizes.setdefault(counterfactual.orientation, set()).add(len(counterfactual.change))
    assert sizes == {orientation: {size} for orientation, size in fewest_changes(answers).items()}


@given(any_answers())
def test_only_real_answers_to_the_three_questions_are_changed_and_really_changed(answers):
    for counterfactual in assess(answers, KNOWLEDGE).counterfactuals:
        for question, value in counterfactual.change.items():
            assert question in THREE
            assert answers[question] not in ("skip", value)
            assert value in given_values(KNOWLEDGE.questions[question])


@given(any_answers())
def test_fewest_changes_come_first_and_no_set_of_questions_comes_twice_for_one_orientation(answers):
    listed = assess(answers, KNOWLEDGE).counterfactuals
    sizes = [len(counterfactual.change) for counterfactual in listed]
    assert sizes == sorted(sizes)
    ways = [(counterfactual.orientation, tuple(counterfactual.change)) for counterfactual in listed]
    assert len(ways) == len(set(ways))
