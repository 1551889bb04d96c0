"""Papers as HTML and PDF."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from advisor.reports.page import stylesheet
from advisor.reports.pdf import SHEETS
from advisor.reports.printing import print_pdf
from advisor.training.papers.paper import Paper, as_content, page_number

TEMPLATES = Path(__file__).parent / "templates"
TEMPLATE, STYLE = "paper.html.j2", "paper.css"


def html_paper(paper: Paper) -> str:
    """The paper as one HTML file that asks for nothing else and runs no script."""
    # Ours and no one else's words, so that its quotation marks may stand as they are.
    return _rendered(paper, style=Markup(stylesheet() + _style()))


def pdf_paper(paper: Paper) -> bytes:
    """The paper as PDF/UA-1 on A4. Raises PrintingUnavailable where Pango or a font is not installed."""

    def layout(missing: str) -> str:
        return _rendered(paper, missing=missing)

    before, between, after = (_quoted(words) for words in page_number(paper))
    numbers = f"{before} counter(page) {between} counter(pages) {after}"
    extra = f"{_style()} @page {{ @bottom-right {{ content: {numbers}; }} }}"
    return print_pdf(as_content(paper), layout, SHEETS, extra, pdf_variant="pdf/ua-1")


def _rendered(paper: Paper, style: str = "", missing: str = "") -> str:
    return _environment().get_template(TEMPLATE).render(paper=paper, style=style, missing=missing)


@cache
def _style() -> str:
    return (TEMPLATES / STYLE).read_text(encoding="utf-8")


def _quoted(text: str) -> str:
    """The text as CSS writes it."""
    return '"' + "".join(f"\\{ord(letter):x} " if letter in '"\\\n' else letter for letter in text) + '"'


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
