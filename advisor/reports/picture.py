"""The summary of a result as one picture, for chats where files are hard to pass on."""

from __future__ import annotations

import io

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageChops

from advisor.reports.page import render
from advisor.reports.pdf import chart_style
from advisor.reports.printing import drawing_lock, print_pdf
from advisor.reports.records import ResultContent

WIDTH = 1080
SHOWN = 3
"""How many problems and steps the picture shows."""
COLOURS = 64
"""Enough for soft edges of letters in five colours; a quarter of the size of a full-colour picture."""
PIXELS_PER_POINT = 96 / 72


def picture(content: ResultContent) -> bytes:
    """A PNG, 1080 pixels wide and as long as its content.

    Raises PrintingUnavailable where Pango or a font is not installed.
    """

    def layout(missing: str) -> str:
        style = chart_style(content.language)
        return render("summary.html.j2", content, chart_style=style, shown=SHOWN, missing=missing)

    pdf = print_pdf(content, layout, ("summary.css",))
    with drawing_lock:
        document = pypdfium2.PdfDocument(pdf)
        try:
            drawn = document[0].render(scale=PIXELS_PER_POINT).to_pil().convert("RGB")
        finally:
            document.close()
    written = io.BytesIO()
    small = _cut_below(drawn).quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(written, "PNG", optimize=True)
    return written.getvalue()


def _cut_below(drawn: Image.Image) -> Image.Image:
    """The picture without the empty paper below, a margin like the one above left in place."""
    empty = Image.new("RGB", drawn.size, drawn.getpixel((0, 0)))
    found = ImageChops.difference(drawn, empty).getbbox()
    if found is None:
        return drawn
    return drawn.crop((0, 0, drawn.width, min(drawn.height, found[3] + found[1])))
