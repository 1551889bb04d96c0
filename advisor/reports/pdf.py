"""The report as a tagged PDF with bookmarks and page numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping

from advisor.reports.fonts import families
from advisor.reports.page import render
from advisor.reports.printing import print_pdf
from advisor.reports.records import ResultContent

SHEETS = ("result.css", "pdf.css")
ACCENT = "#1b6072"

_COUNTERS = {"page": "counter(page)", "pages": "counter(pages)"}
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def pdf_report(content: ResultContent) -> bytes:
    """The report as PDF/UA-1 on A4. Raises PrintingUnavailable where Pango or a font is not installed."""

    def layout(missing: str) -> str:
        style = chart_style(content.language)
        return render("result.html.j2", content, chart_style=style, printed=True, missing=missing)

    number = _page_number(content.words["page"]["number"], _COUNTERS)
    extra = f"@page {{ @bottom-right {{ content: {number}; }} }}"
    return print_pdf(content, layout, SHEETS, extra, pdf_variant="pdf/ua-1")


def chart_style(language: str) -> str:
    """What stands inside the drawings of a print: its style sheets do not reach into them."""
    fonts = families(language).replace('"', "")
    return f"text{{font-family:{fonts}}}.drawn-mark{{fill:{ACCENT}}}.drawn-place{{stroke:{ACCENT}}}"


def _page_number(text: str, counters: Mapping[str, str]) -> str:
    """“{page} of {pages}” as the value of CSS `content`."""
    parts = _PLACEHOLDER.split(text)
    # Texts and names of counters take turns.
    return " ".join(
        counters[part] if number % 2 else _quoted(part) for number, part in enumerate(parts) if number % 2 or part
    )


def _quoted(text: str) -> str:
    escaped = re.sub(r'["\\\n]', lambda found: f"\\{ord(found[0]):x} ", text)
    return f'"{escaped}"'
