"""Nobody who knows the rules can compute a count that is not shown: proved by trying all small groups."""

import pytest
from workshop_groups import KNOWLEDGE

from advisor.training.board_records import FEW, HIDDEN, MOST, SHOWN
from advisor.training.protection import blocks_of, dominant, state_of
from advisor.training.published import publish

LARGEST = 16


def vectors(people, cells):
    if cells == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in vectors(people - first, cells - 1):
            yield (first, *rest)


def shown_blocks(counts, minimum):
    return tuple(
        sorted((block, sum(counts[cell] for cell in block)) for block in blocks_of(counts, minimum))
    ), dominant(counts, minimum)


@pytest.mark.parametrize("minimum", [2, 3, 4, 5])
@pytest.mark.parametrize("cells", [2, 3, 4, 5, 6])
def test_no_count_inside_a_block_can_be_computed(minimum, cells):
    names = [f"v{number}" for number in range(cells)]
    for people in range(1, LARGEST + 1 if cells < 6 else 14):
        preimages = {}
        for vector in vectors(people, cells):
            counts = dict(zip(names, vector, strict=True))
            preimages.setdefault(shown_blocks(counts, minimum), []).append(counts)
        for (blocks, leading), possible in preimages.items():
            if len(blocks) == 1:
                blocks = ((tuple(names), people),)
            for block, together in blocks:
                if len(block) == 1 or together == 0:
                    continue
                for cell in block:
                    assert len({counts[cell] for counts in possible}) > 1, (blocks, leading, possible[:3])


@pytest.mark.parametrize("minimum", [2, 3, 4, 5])
def test_every_block_stands_for_at_least_the_minimum_or_for_nobody(minimum):
    for people in range(1, LARGEST + 1):
        for vector in vectors(people, 4):
            counts = dict(zip("abcd", vector, strict=True))
            blocks = blocks_of(counts, minimum)
            assert sorted(cell for block in blocks for cell in block) == list("abcd")
            if len(blocks) > 1:
                sizes = [sum(counts[cell] for cell in block) for block in blocks]
                assert all(size == 0 or size >= minimum for size in sizes)
                assert sum(size > 0 for size in sizes) > 1


@pytest.mark.parametrize("minimum", [2, 3, 4, 5])
def test_no_count_that_stands_by_itself_can_be_computed(minimum):
    for people in range(LARGEST + 1):
        possible = {}
        for count in range(people + 1):
            possible.setdefault(state_of(count, people, minimum), []).append(count)
        for state, counts in possible.items():
            assert state != SHOWN or all(minimum <= count <= people - minimum for count in counts)
            if state in (FEW, MOST) or (state == HIDDEN and people):
                assert len(counts) > 1


@pytest.mark.parametrize("minimum", [2, 3, 4])
@pytest.mark.parametrize(
    "classes",
    [(("appointed", "community"), ("recruited", "founders")), (("appointed",), ("community", "recruited", "founders"))],
)
def test_no_count_can_be_computed_where_classes_are_shown_first(minimum, classes):
    question = KNOWLEDGE.questions["staff_origin"]
    for people in range(1, 15):
        preimages = {}
        for vector in vectors(people, len(question.values)):
            counts = dict(zip(question.values, vector, strict=True))
            published = publish(question, counts, minimum, classes)
            preimages.setdefault((published.blocks, published.leading), []).append(counts)
        for ((blocks,), _), possible in preimages.items():
            for block, together in blocks:
                assert len(blocks) == 1 or together == 0 or together >= minimum
                if len(block) > 1 and together:
                    for value in block:
                        assert len({counts[value] for counts in possible}) > 1, (blocks, possible[:3])


def test_a_minimum_of_one_protects_nothing():
    assert blocks_of({"a": 1, "b": 0}, 1) == (("a",), ("b",))
    assert state_of(1, 1, 1) == SHOWN


def test_what_nearly_all_answered_is_told_without_a_figure():
    assert dominant({"a": 11, "b": 1, "c": 0}, 4) == "a"
    assert dominant({"a": 12, "b": 0, "c": 0}, 4) == "a"
    assert dominant({"a": 8, "b": 4}, 4) is None
    assert len(blocks_of({"a": 11, "b": 1, "c": 0}, 4)) == 1
