"""A fake server and one browser for all tests of the window; a context, a page and a record of each test's own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_server import LIBRARIES, FakeServer
from playwright.sync_api import Browser, ViewportSize, sync_playwright
from window import AXE, DESKTOP, PHONE, Window

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


@pytest.fixture(scope="session")
def fake() -> Iterator[FakeServer]:
    missing = [str(path) for path in [*LIBRARIES.values(), AXE] if not path.is_file()]
    assert not missing, f"These files are missing: {', '.join(missing)}. Run `npm ci`."
    server = FakeServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert Path(CHROMIUM).is_file(), "Chromium is missing; these tests need it (Debian: `apt-get install chromium`)."
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield running
        running.close()


@pytest.fixture
def window(fake: FakeServer, browser: Browser) -> Iterator[Callable[..., Window]]:
    """Makes windows: `window(language="zh", viewport=PHONE, **options of a browser context)`."""
    fake.forget()
    contexts = []

    def make(language: str = "en", viewport: ViewportSize | None = None, script: str = "", **options: Any) -> Window:
        phone = viewport == PHONE
        context = browser.new_context(
            viewport=viewport or DESKTOP,
            has_touch=phone,
            is_mobile=phone,
            locale=language,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(5000)
        if script:
            context.add_init_script(script)
        contexts.append(context)
        return Window(context.new_page(), fake, language)

    yield make
    for context in contexts:
        context.close()
