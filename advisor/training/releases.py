"""Which answers are in the figures: they come in by whole steps of the minimum, never one by one.

What was released before is handed on from board to board. Without it (the first board after a start)
the figures begin with as many whole steps as there are, in the order of joining; the rest waits. A
start anew can so move a figure by fewer than a step, once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Given = TypeVar("Given", bound=Hashable)


@dataclass(frozen=True)
class Release(Generic[Given]):
    """What is in the figures.

    counts  what was given → by how many
    of      participant's id → what they had given; without those who left since
    gone    how many left since: they stay in the counts until the next step
    """

    counts: Mapping[Given, int] = field(default_factory=dict)
    of: Mapping[str, Given] = field(default_factory=dict)
    gone: int = 0

    @property
    def counted(self) -> int:
        """People in the figures."""
        return sum(self.counts.values())

    def waiting(self, now: Mapping[str, Given]) -> int:
        """How many of those who have given something are not in the figures with it."""
        return sum(person not in self.of or self.of[person] != given for person, given in now.items())


def first_release(now: Mapping[str, Given], minimum: int) -> Release[Given]:
    """As many whole steps as there are, in the order of `now` (participant's id → what they gave)."""
    step = max(minimum, 1)
    return _release(dict(list(now.items())[: len(now) // step * step]))


def next_release(
    before: Release[Given], now: Mapping[str, Given], there: Collection[str], minimum: int
) -> Release[Given]:
    """The figures after what came since, the same as before while fewer than the minimum changed.

    there  ids of everybody in the session; what others gave is forgotten but for the counts
    """
    step = max(minimum, 1)
    kept = {person: given for person, given in before.of.items() if person in there}
    gone = before.gone + len(before.of) - len(kept)
    still = [person for person in now if person in kept]
    # As many newcomers as make whole steps: of twelve and steps of four nobody is left waiting.
    most = max(0, len(now) // step * step - len(still))
    chosen = [*still, *[person for person in now if person not in kept][:most]]
    changed = sum(now.get(person) != given for person, given in kept.items()) + len(chosen) - len(still)
    if changed + gone < step:
        return Release(before.counts, kept, gone)
    return _release({person: now[person] for person in chosen} if len(chosen) >= step else {})


def _release(now: Mapping[str, Given]) -> Release[Given]:
    return Release(Counter(now.values()), dict(now))
