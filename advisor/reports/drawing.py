"""Small pieces of SVG: escaped, rounded, styled by classes with plain attributes to fall back on.

Style sheets of a page reach a drawing through its classes. Where none do (a PDF, another page's card)
the attributes alone draw it in the colour of the text around it.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

TEXT_SIZE = 12
LINE_HEIGHT = 15
FONTS = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"

CLASSES = {
    "drawn-frame": {"fill": "none", "stroke": "currentColor", "stroke-opacity": ".35"},
    "drawn-place": {"fill": "none", "stroke": "currentColor", "stroke-width": "2"},
    "drawn-mark": {"fill": "currentColor"},
    "drawn-label": {"fill": "currentColor"},
    "drawn-name": {"fill": "currentColor", "font-weight": "bold"},
    "drawn-note": {"fill": "currentColor", "fill-opacity": ".75"},
}
"""Class → the attributes that stand in for the style sheet."""


def element(tag: str, class_: str = "", content: str = "", /, **attributes: object) -> Markup:
    """An element; `content` is markup. Attribute names are written with _ for -."""
    every: dict[str, object] = {"class": class_, **CLASSES.get(class_, {})} if class_ else {}
    every.update({name.replace("_", "-"): value for name, value in attributes.items()})
    written = "".join(f' {name}="{escape(_plain(value))}"' for name, value in every.items())
    return Markup(f"<{tag}{written}>{content}</{tag}>" if content else f"<{tag}{written}/>")


def words(lines: Iterable[str], x: float, y: float, class_: str, anchor: str = "start") -> Markup:
    """Lines of text one below the other; `y` is the base line of the first."""
    placed: dict[str, object] = {"text_anchor": anchor} if anchor != "start" else {}
    return Markup("").join(
        element("text", class_, escape(line), x=x, y=y + number * LINE_HEIGHT, **placed)
        for number, line in enumerate(lines)
    )


def middle(lines: list[str], x: float, y: float, class_: str) -> Markup:
    """Lines of text centred on a point."""
    first = y - (len(lines) - 1) * LINE_HEIGHT / 2 + TEXT_SIZE * 0.36
    return words(lines, x, first, class_, "middle")


def frame(x: float, y: float, width: float, height: float, class_: str = "drawn-frame", **more: object) -> Markup:
    """A frame with soft corners."""
    return element("rect", class_, x=x, y=y, width=width, height=height, rx=4, **more)


def diamond(x: float, y: float, size: float = 7) -> Markup:
    """The mark of the organization, centred on a point."""
    return element(
        "path", "drawn-mark", d=f"M{_plain(x)} {_plain(y - size)}l{size} {size}l{-size} {size}l{-size} {-size}z"
    )


def group(content: Iterable[Markup], **attributes: object) -> Markup:
    """Several pieces together."""
    return element("g", "", Markup("").join(content), **attributes)


def drawing(
    id: str, size: tuple[float, float], title: str, description: str, content: Markup, style: str = ""
) -> Markup:
    """A whole drawing with its title and description; `id` is unlike every other id on the page."""
    width, height = size
    told = element("title", "", escape(title), id=f"{id}-title")
    told += element("desc", "", escape(description), id=f"{id}-desc")
    if style:
        told += element("style", "", escape(style))
    return element(
        "svg",
        "drawing",
        told + content,
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        aria_labelledby=f"{id}-title",
        aria_describedby=f"{id}-desc",
        viewBox=f"0 0 {_plain(width)} {_plain(height)}",
        font_family=FONTS,
        font_size=TEXT_SIZE,
    )


def _plain(value: object) -> object:
    """Numbers with one decimal at most."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
