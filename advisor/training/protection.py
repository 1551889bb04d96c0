"""Which counts may be shown, so that no figure stands for fewer people than the minimum.

Counts of exclusive answers are shown as blocks (`blocks_of`): an answer by itself where at least the
minimum gave it, all others together. Every block stands for at least the minimum, so neither it nor
what is left without it is a small group. Nobody who knows this rule can compute a count inside a
block: there are always several ways to fill it that give the same blocks. That is not so for every
rule of this kind (ties and full pools give counts away), so it is proved by trying all counts there
are (`tests/training/group/test_protection.py`). That nobody gave an answer is hidden like any small
count, unless it holds for every answer below the minimum: then there is no small group. That all gave
the same answer is never told, since it would tell everybody's; that nearly all did, or all, is
(`dominant`), with no figure but the least it can be.

A count that stands by itself (an option of a list, a problem) is shown where both those counted and
the others are at least the minimum (`state_of`).

Who left a question out is not in its figures; how many did is told in whole steps of the minimum.

What is not protected: who joined, who finished and at which question somebody is; what two boards a
step apart tell about those (at least the minimum) who came in between; what somebody can subtract who
knows answers of others; and narrower bounds, though not a count of one table, from putting figures on
different questions side by side.
"""

from __future__ import annotations

from collections.abc import Mapping

from advisor.training.board_records import FEW, HIDDEN, MOST, SHOWN

Block = tuple[str, ...]


def blocks_of(counts: Mapping[str, int], minimum: int) -> tuple[Block, ...]:
    """Exclusive answers in blocks of at least `minimum` people; one block of all: nothing can be shown.

    Answers fewer than the minimum gave are put together, those of nobody included. Until they are
    enough, the next smallest join them, equal ones at once; also where all of them fell short by exactly
    one, which the sum alone would tell. A block of nobody stands where at least two answers are shown.
    """
    whole = (tuple(counts),)
    if minimum <= 1:
        return tuple((each,) for each in counts)
    alone = {each: count for each, count in counts.items() if count >= minimum}
    pool = {each: count for each, count in counts.items() if count < minimum}
    while pool and alone and _tells(pool, alone, minimum):
        least = min(alone.values())
        pool.update({each: count for each, count in alone.items() if count == least})
        alone = {each: count for each, count in alone.items() if count > least}
    if not alone:
        return whole
    together = tuple(each for each in counts if each in pool)
    return (*((each,) for each in alone), *((together,) if pool else ()))


def dominant(counts: Mapping[str, int], minimum: int) -> str | None:
    """The exclusive answer that all, or all but fewer than the minimum, gave; then `blocks_of` shows none.

    Not told where, with a minimum of two or three, every answer can have fallen short by exactly one:
    that no answer is dominant would give it away. (With a larger minimum there are other ways.)
    """
    counted = sum(counts.values())
    if minimum <= 3 and counted == len(counts) * (minimum - 1):
        return None
    found = [each for each, count in counts.items() if state_of(count, counted, minimum) == MOST]
    return found[0] if found and len(counts) > 1 else None


def _tells(pool: Mapping[str, int], alone: Mapping[str, int], minimum: int) -> bool:
    together = sum(pool.values())
    if together == 0:
        return len(alone) < 2
    return together < minimum or all(count == minimum - 1 for count in pool.values())


def state_of(count: int, counted: int, minimum: int) -> str:
    """How a count that stands by itself is shown: `shown`, `few`, `most` or `hidden`.

    With fewer than twice the minimum (less one) counted, few and most cannot be told apart without
    giving counts away, so nothing is said.
    """
    if minimum <= 1:
        return SHOWN
    if counted < 2 * minimum - 1:
        return HIDDEN
    if count < minimum:
        return FEW
    return MOST if counted - count < minimum else SHOWN
