"""The page as a browser lays it out: nothing scrolls sideways, no word of a chart leaves its frame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from advisor.reports.page import Visit, html_report, page, stylesheet
from tests.reports.samples import LANGUAGES, content_of

CHROMIUM = Path("/usr/bin/chromium")
LINKS = {"pdf": "report.pdf", "docx": "report.docx", "png": "report.png", "html": "report.html"}
WIDTHS = (320, 375, 768, 1280)
LONG = "x" * 300

# A field's words must end inside its frame, all others inside the drawing. Upwards and downwards the box of
# a line is larger than its letters.
WORDS_OUTSIDE = """() => [...document.querySelectorAll('svg.drawing')].flatMap(svg =>
  [...svg.querySelectorAll('text')].filter(text => {
    const field = text.parentNode.dataset.funding && text.parentNode.querySelector('rect');
    const box = text.getBoundingClientRect(), frame = (field || svg).getBoundingClientRect();
    const across = box.left < frame.left - 1 || box.right > frame.right + 1;
    return across || box.top < frame.top - 4 || box.bottom > frame.bottom + 4;
  }).map(text => text.textContent))"""
SMALL_TARGETS = """() => [...document.querySelectorAll('main :is(a, button, summary, input:not([type=hidden])), nav a')]
  .filter(each => each.getClientRects().length)
  .map(each => each.closest('label.check') || each)
  .filter(each => each.getBoundingClientRect().height < 44)
  .map(each => each.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip(f"needs {CHROMIUM}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["owner", "guest", "file"])
def test_it_fits_every_screen(browser: Any, tmp_path: Path, language: str, kind: str) -> None:
    content = content_of(language=language, organization=LONG, heard={"main_source": LONG})
    (tmp_path / "result.css").write_text(stylesheet(), encoding="utf-8")
    visit = Visit("key", kind, LINKS, stylesheet="result.css", script="result.js") if kind != "file" else None
    written = page(content, visit) if visit else html_report(content)
    (tmp_path / "page.html").write_text(written, encoding="utf-8")
    opened = browser.new_page()
    for width in WIDTHS:
        opened.set_viewport_size({"width": width, "height": 800})
        opened.goto((tmp_path / "page.html").as_uri())
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
        assert opened.evaluate(WORDS_OUTSIDE) == []
        assert opened.evaluate(SMALL_TARGETS) == []
    opened.close()
