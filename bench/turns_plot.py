"""The picture of docs/*/speed.md: how long a turn takes as one conversation goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup
from turns_table import BOTS, plain

from advisor.reports.drawing import drawing, element, words

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 56, 150, 34, 44
DASHES = {"floor": "2 4", "init": "8 4", "ours": "none"}
"""Lines differ by shape, not by colour alone."""
LINE = 16
STYLE = ".drawing{color:#222;background:#fff}"


def growth_picture(figures: Mapping[str, Mapping[str, Any]], said: Mapping[str, Any], language: str) -> str:
    """Milliseconds by turn, a line for each bot; `said`: `picture` of turns_words.yml."""
    curves = {name: {int(turn): ms for turn, ms in figures[name]["curve_ms"].items()} for name in BOTS}
    last = max(turn for curve in curves.values() for turn in curve)
    most = _round_up(max(ms for curve in curves.values() for ms in curve.values()))

    def place(turn: float, ms: float) -> tuple[float, float]:
        across = LEFT + turn / last * (WIDTH - LEFT - RIGHT)
        return across, HEIGHT - BOTTOM - ms / most * (HEIGHT - TOP - BOTTOM)

    pieces = [element("rect", "", width=WIDTH, height=HEIGHT, fill="#fff")]
    for part in range(5):
        x, y = place(0, most * part / 4)
        pieces.append(element("path", "drawn-frame", d=f"M{x:.1f} {y:.1f}H{WIDTH - RIGHT}"))
        pieces.append(words([plain_axis(most * part / 4)], x - 8, y + 4, "drawn-label", "end"))
        turn = last * part / 4
        pieces.append(words([f"{turn:.0f}"], place(turn, 0)[0], HEIGHT - BOTTOM + 18, "drawn-label", "middle"))
    pieces.append(words([said["up"]], LEFT - 8, TOP - 12, "drawn-note", "end"))
    middle = (LEFT + WIDTH - RIGHT) / 2
    pieces.append(words([said["across"]], middle, HEIGHT - 8, "drawn-note", "middle"))
    below = 0.0
    for name in sorted(BOTS, key=lambda bot: curves[bot][last], reverse=True):
        points = [place(turn, ms) for turn, ms in sorted(curves[name].items())]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        pieces.append(element("path", "drawn-place", d=path, stroke_dasharray=DASHES[name]))
        # Names stand at the end of their lines, and never one upon the other.
        below = max(points[-1][1] + 4, below + LINE)
        pieces.append(words([said["bots"][name]], WIDTH - RIGHT + 8, below, "drawn-label"))
    described = " ".join(
        said["described"].format(
            bot=said["bots"][name], early=plain(figures[name]["early_ms"]), late=plain(figures[name]["late_ms"])
        )
        for name in BOTS
    )
    return str(drawing(f"turns-{language}", (WIDTH, HEIGHT), said["title"], described, Markup("").join(pieces), STYLE))


def plain_axis(value: float) -> str:
    """A number at an axis."""
    return f"{value:g}"


def _round_up(value: float) -> float:
    """The next number that four steps divide evenly."""
    step = 1.0
    while step * 40 < value:
        step *= 10
    return next(step * 4 * times for times in range(1, 11) if step * 4 * times >= value)
