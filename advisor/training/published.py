"""The answers to one question as far as they are shown, and what that tells of anything else counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from advisor.knowledge.records import AnswerValue, Question
from advisor.training.board_records import SHOWN
from advisor.training.events import Facet, Reach
from advisor.training.protection import Block, blocks_of, dominant, state_of


@dataclass(frozen=True)
class Published:
    """One question's figures.

    blocks   groups of facets with their counts, one list of blocks after the other; within a list they
             exclude each other and add up to `counted`. A question with one answer has one list, a list
             question one for each option
    states   for a list: option → how its count is shown
    leading  the options of the class that all, or all but fewer than the minimum, are in; else empty
    classes  of the options of a question with one answer
    """

    counted: int
    blocks: tuple[tuple[tuple[tuple[Facet, ...], int], ...], ...]
    states: Mapping[str, str]
    leading: tuple[str, ...] = ()
    classes: tuple[tuple[str, ...], ...] = ()

    @property
    def shown(self) -> bool:
        """Whether there are counts to show."""
        return self.counted > 0 and any(len(blocks) > 1 for blocks in self.blocks)


def publish(
    question: Question, counts: Mapping[AnswerValue, int], minimum: int, classes: tuple[tuple[str, ...], ...]
) -> Published:
    """What of these answers (answer → by how many) is shown; `classes` of its options come first."""
    counted = sum(counts.values())
    if question.several:
        return _of_list(question, counts, counted, minimum)
    by_value = {value: counts.get(value, 0) for value in question.values}
    groups = {group[0]: group for group in classes}
    of_group = {first: sum(by_value[value] for value in group) for first, group in groups.items()}
    blocks: list[Block] = []
    for block in blocks_of(of_group, minimum):
        values = tuple(value for first in block for value in groups[first])
        if len(block) == 1:
            blocks += blocks_of({value: by_value[value] for value in values}, minimum)
        else:
            blocks.append(values)
    order = list(by_value)
    blocks.sort(key=lambda block: order.index(block[0]))
    counted_blocks = tuple((tuple(block), sum(by_value[value] for value in block)) for block in blocks)
    leading = dominant(of_group, minimum)
    return Published(counted, (counted_blocks,), {}, groups[leading] if leading else (), classes)


def around(reach: Reach, question: str, published: Published) -> list[tuple[int, int, bool]]:
    """For each list of blocks: how many certainly have the outcome, how many may have it, and whether
    the blocks draw the line exactly where the outcome does."""
    found = []
    for blocks in published.blocks:
        inside = [(facets, n) for facets, n in blocks if reach.certain[question].issuperset(facets)]
        touched = [(facets, n) for facets, n in blocks if not reach.possible[question].isdisjoint(facets)]
        found.append((sum(n for _, n in inside), sum(n for _, n in touched), inside == touched))
    return found


def keeps_apart(count: int, reach: Reach, published: Mapping[str, Published], minimum: int) -> bool:
    """Whether a count of an outcome leaves at least the minimum between it and the blocks round it."""
    for question in reach.questions:
        if question not in published:
            continue
        whole = published[question].counted
        for inside, touched, _ in around(reach, question, published[question]):
            # All of those counted are no block: that at least the minimum are left there is checked already.
            if (inside and count - inside < minimum) or (touched < whole and touched - count < minimum):
                return False
    return True


def _of_list(question: Question, counts: Mapping[AnswerValue, int], counted: int, minimum: int) -> Published:
    states: dict[str, str] = {}
    blocks: list[tuple[tuple[tuple[Facet, ...], int], ...]] = []
    for option in question.values:
        chosen = sum(n for answer, n in counts.items() if not isinstance(answer, str) and option in answer)
        states[option] = state_of(chosen, counted, minimum)
        with_it: tuple[Facet, ...] = ((option, True),)
        without: tuple[Facet, ...] = ((option, False),)
        if states[option] == SHOWN:
            blocks.append(((with_it, chosen), (without, counted - chosen)))
        else:
            blocks.append((((*with_it, *without), counted),))
    return Published(counted, tuple(blocks), states)
