"""The texts of training_board.yml filled in, and counts as figures with words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from advisor.training.board_records import FEW, HIDDEN, MOST, NOBODY, RANGE, SHOWN, TOGETHER, Counted, Figure
from advisor.wording.texts import Texts

BOARD = "training_board"


def say(texts: Texts, path: str, **words: object) -> str:
    """A text of training_board.yml (`path` with dots), filled in."""
    return texts.get(BOARD, *path.split(".")).format_map({name: str(word) for name, word in words.items()})


def basis(texts: Texts, counted: int, waiting: int | None, shown: bool, minimum: int) -> Counted:
    """How many are counted, in words; `waiting` only where it may be told."""
    if not shown and counted < 2 * minimum:
        note = say(texts, "basis.too_few", minimum=minimum)
    elif not shown:
        note = say(texts, "basis.alike", counted=counted, minimum=minimum)
    elif waiting:
        note = say(texts, "basis.waiting", counted=counted, waiting=waiting, minimum=minimum)
    else:
        note = say(texts, "basis.counted", counted=counted)
    return Counted(counted, waiting, counted > 0 and shown, note)


def block(texts: Texts, ids: Sequence[str], labels: Sequence[str], count: int, counted: int) -> Figure:
    """The count of one id, or of several together."""
    state = NOBODY if not count else SHOWN if len(ids) == 1 else TOGETHER
    label = say(texts, "figure.or").join(labels)
    text = say(texts, f"figure.{state}", label=label, count=count, counted=counted)
    return Figure(tuple(ids), label, state, count, count, count, count / counted, text)


def alone(texts: Texts, id: str, label: str, state: str, count: int, counted: int, minimum: int) -> Figure:
    """A count that stands by itself, as its state (`shown`, `few`, `most`, `hidden`) allows."""
    if state == SHOWN:
        return block(texts, (id,), (label,), count, counted)
    low = counted - minimum + 1 if state == MOST else 0
    high = minimum - 1 if state == FEW else counted
    return bounded(texts, (id,), (label,), state, low, high, counted, minimum)


def leading(
    texts: Texts,
    groups: Iterable[tuple[Sequence[str], Sequence[str]]],
    ids: Collection[str],
    counted: int,
    minimum: int,
) -> tuple[Figure, ...]:
    """Groups (ids, labels) of which all, or all but fewer than the minimum, are in the one that holds `ids`."""
    figures = []
    for group, labels in groups:
        if set(ids) <= set(group):
            figures.append(bounded(texts, group, labels, MOST, counted - minimum + 1, counted, counted, minimum))
        else:
            figures.append(bounded(texts, group, labels, FEW, 0, minimum - 1, counted, minimum))
    return tuple(figures)


def bounded(
    texts: Texts,
    ids: Sequence[str],
    labels: Sequence[str],
    state: str,
    low: int,
    high: int,
    counted: int,
    minimum: int,
) -> Figure:
    """A count of which only bounds are shown, or nothing."""
    label = say(texts, "figure.or").join(labels)
    if state == HIDDEN:
        low, high = 0, counted
    text = say(texts, f"figure.{state}", label=label, low=low, high=high, counted=counted, minimum=minimum)
    return Figure(tuple(ids), label, state, None, low, high, None, text)


def between(texts: Texts, id: str, label: str, low: int, high: int, counted: int, minimum: int) -> Figure:
    """A count that other figures enclose: exact where they meet, hidden where they say nothing."""
    if low == high:
        return block(texts, (id,), (label,), low, counted)
    state = RANGE if low or high < counted else HIDDEN
    return bounded(texts, (id,), (label,), state, low, high, counted, minimum)
