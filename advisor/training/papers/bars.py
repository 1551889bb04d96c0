"""One bar as SVG: how large a share is, in one colour for all and with no mark of good or bad."""

from __future__ import annotations

from markupsafe import Markup

from advisor.reports.drawing import drawing, element, frame

WIDTH, HEIGHT = 160.0, 12.0
EDGE = 0.5


def bar(id: str, text: str, share: float | None) -> Markup:
    """A bar of `share` (0 to 1) of the whole; None, no figure, is an empty dashed frame. `text` says the same."""
    inner = WIDTH - 2 * EDGE
    dashed = {"stroke_dasharray": "2 3"} if share is None else {}
    pieces = frame(EDGE, EDGE, inner, HEIGHT - 2 * EDGE, **dashed)
    if share:
        drawn = {"x": EDGE, "y": EDGE, "width": inner * min(share, 1.0), "height": HEIGHT - 2 * EDGE, "rx": 3}
        pieces += element("rect", "drawn-bar", "", fill="currentColor", fill_opacity=0.65, **drawn)
    return drawing(id, (WIDTH, HEIGHT), text, text, pieces)
