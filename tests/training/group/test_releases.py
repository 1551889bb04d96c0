from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.training.releases import Release, first_release, next_release

ANSWERS = st.sampled_from("abc")
PEOPLE = st.dictionaries(st.sampled_from([f"p{number}" for number in range(12)]), ANSWERS)
MINIMUM = st.integers(1, 5)


@given(PEOPLE, MINIMUM)
def test_the_first_figures_are_whole_steps_in_the_order_of_joining(now, minimum):
    release = first_release(now, minimum)
    assert release.counted == len(now) // minimum * minimum
    assert release.waiting(now) < minimum
    assert list(release.of) == list(now)[: release.counted]


@given(PEOPLE, MINIMUM, ANSWERS)
def test_one_more_changes_nothing_unless_a_step_is_full(now, minimum, answer):
    before, after = first_release(now, minimum), first_release({**now, "last": answer}, minimum)
    assert after == before or after.counted - before.counted == minimum


@settings(max_examples=300)
@given(st.lists(PEOPLE, min_size=1, max_size=8), st.integers(2, 5))
def test_figures_only_move_when_the_answers_of_the_minimum_have(moments, minimum):
    release: Release[str] = first_release({}, minimum)
    there = {f"p{number}" for number in range(12)}
    for now in moments:
        following = next_release(release, now, there, minimum)
        if following.of != release.of:
            moved = {person for person in {*release.of, *now} if release.of.get(person) != now.get(person)}
            assert len(moved) >= minimum
        assert following.counts == Counter(following.of.values())
        assert following.counted == 0 or following.counted >= minimum
        release = following


@given(PEOPLE, MINIMUM)
def test_who_leaves_is_forgotten_and_moves_no_figure_alone(now, minimum):
    before = first_release(now, minimum)
    if not before.of or minimum == 1:
        return
    left = next(iter(before.of))
    rest = {person: answer for person, answer in now.items() if person != left}
    after = next_release(before, rest, set(rest), minimum)
    assert left not in after.of
    if len(now) - before.counted + 1 < minimum:
        assert after.counts == before.counts
        assert after.gone == 1


def test_those_who_left_fill_a_step_with_those_who_came():
    before = first_release({"p1": "a", "p2": "a"}, 2)
    after = next_release(before, {"p2": "a", "p3": "b"}, {"p2", "p3"}, 2)
    assert after == Release(Counter({"a": 1, "b": 1}), {"p2": "a", "p3": "b"})
