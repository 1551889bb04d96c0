"""One assistant and one browser for all of these tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize, sync_playwright
from window import AXE, DESKTOP, PHONE

from .running import Running
from .visitor import Visitor

CHROMIUM = Path(shutil.which("chromium") or "/usr/bin/chromium")
ALLOWED_SITE = "https://street.example"
PATIENCE = 10_000


# Not for the session: while Playwright runs, tests elsewhere can start neither it nor a loop of their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    assert CHROMIUM.is_file(), "Chromium is missing; these tests need it (Debian: `apt-get install chromium`)."
    assert AXE.is_file(), f"{AXE} is missing. Run `npm ci`."
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-background-networking"]
        )
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("assistant")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ADVISOR_DATA", str(folder / "data"))
        patch.setenv("ADVISOR_WEB_ORIGINS", ALLOWED_SITE)
        assistant = Running(folder)
        assistant.start()
        yield assistant
        assistant.stop()


@pytest.fixture
def context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browsers of their own, without anything kept from before."""
    made = []

    def make(language: str = "en", viewport: ViewportSize | None = None, **options: Any) -> BrowserContext:
        phone = viewport == PHONE
        fresh = browser.new_context(
            viewport=viewport or DESKTOP,
            has_touch=phone,
            is_mobile=phone,
            locale=language,
            reduced_motion="reduce",
            **options,
        )
        fresh.set_default_timeout(PATIENCE)
        made.append(fresh)
        return fresh

    yield make
    for each in made:
        each.close()


@pytest.fixture
def visitor(running: Running, context: Callable[..., BrowserContext]) -> Callable[..., Visitor]:
    """Makes visitors: `visitor(language="zh", viewport=PHONE, script=…, **options of a browser context)`."""

    def make(language: str = "en", viewport: ViewportSize | None = None, script: str = "", **options: Any) -> Visitor:
        fresh = context(language, viewport, **options)
        if script:
            fresh.add_init_script(script)
        return Visitor(fresh.new_page(), running, language)

    return make
