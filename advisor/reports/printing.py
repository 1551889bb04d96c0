"""WeasyPrint as the reports use it: nothing fetched, nothing drawn as an empty box, errors for people."""

from __future__ import annotations

import contextlib
import io
import logging
import threading
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from advisor.metrics import DOCUMENTS_UNDER_WAY
from advisor.reports.fonts import families, shrink_fonts
from advisor.reports.page import stylesheet
from advisor.reports.records import ResultContent

MISSING_MARK = "〓"
"""Stands in print for a character that no font has, as printers have long done."""

INSTALL_LIBRARIES = (
    "PDF and picture need the library Pango. Install it, on Debian or Ubuntu with "
    "“apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0”, on macOS with “brew install pango”, "
    "and start again."
)
INSTALL_FONTS = (
    "No installed font can draw {count} of the characters, among them “{some}”. Install a font with Chinese "
    "characters, on Debian or Ubuntu with “apt-get install fonts-noto-cjk”, and start again."
)
SHOWN_AT_MOST = 12

drawing_lock = threading.Lock()
"""Held while a document is drawn: neither Pango's font map nor PDFium is made for several threads."""


class PrintingUnavailable(RuntimeError):
    """The machine lacks a library or a font; the message says what to install."""


Layout = Callable[[str], str]
"""The HTML to print, given the mark for missing characters (empty: nothing is missing)."""


def print_pdf(content: ResultContent, layout: Layout, sheets: Sequence[str], extra: str = "", **options: Any) -> bytes:
    """A PDF of what `layout` gives.

    sheets   names of style sheets in `templates/`
    extra    CSS besides them
    options  of WeasyPrint's `write_pdf`

    A character that somebody typed and no font has is printed as MISSING_MARK, and the text says so.
    Raises PrintingUnavailable where a library, or a font for the report's own words, is not installed.
    """
    with DOCUMENTS_UNDER_WAY.track_inprogress(), drawing_lock:
        family = f"font-family: {families(content.language)};"
        extra = f"@page {{ {family} }} body {{ {family} }} {extra}"
        printed, missing = _print(layout(""), sheets, extra, options)
        if missing and missing <= content.typed:
            html = layout(MISSING_MARK).translate({ord(letter): MISSING_MARK for letter in missing})
            printed, missing = _print(html, sheets, extra, options)
    if missing:
        some = "".join(sorted(missing)[:SHOWN_AT_MOST])
        raise PrintingUnavailable(INSTALL_FONTS.format(count=len(missing), some=some))
    return printed


def _print(html: str, sheets: Sequence[str], extra: str, options: dict[str, Any]) -> tuple[bytes, frozenset[str]]:
    """The PDF, and the characters in it that no font has."""
    weasyprint = _weasyprint()
    styles = [*(_sheet(name) for name in sheets), weasyprint.CSS(string=extra, url_fetcher=_refuse)]
    document = weasyprint.HTML(string=html, url_fetcher=_refuse).render(stylesheets=styles)
    printed: bytes = document.write_pdf(finisher=shrink_fonts, **options)
    return printed, frozenset(chr(code) for font in document.fonts.values() for code in font.missing)


@cache
def _weasyprint() -> Any:
    try:
        # Where a library is missing, WeasyPrint prints advice of its own besides raising.
        with contextlib.redirect_stdout(io.StringIO()):
            import weasyprint  # type: ignore[import-untyped]
    except OSError as error:
        raise PrintingUnavailable(f"{INSTALL_LIBRARIES} ({error})") from error
    # Media queries for the screen are none of its business and would be complained of each time.
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    return weasyprint


@cache
def _sheet(name: str) -> Any:
    return _weasyprint().CSS(string=stylesheet(name), url_fetcher=_refuse)


def _refuse(url: str, *_: Any, **__: Any) -> Any:
    """Reports hold all they need: whatever asks for more gets nothing."""
    raise ValueError(f"a report may not fetch anything, found {url!r}")
