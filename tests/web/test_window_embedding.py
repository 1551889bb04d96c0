"""On somebody else's page: small, alone, silent before the tap, under a strict policy, in the right language."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator

import pytest
from fake_server import LIBRARIES, WEB, FakeServer, loader
from playwright.sync_api import expect
from window import Window

Make = Callable[..., Window]
MOST_OF_LOADER = 6 * 1024
MOST_OF_APP = 40 * 1024


def _size(text: str) -> int:
    return len(gzip.compress(text.encode()))


def test_the_loader_is_small() -> None:
    assert _size(loader((WEB / "loader.js").read_text(encoding="utf-8"))) <= MOST_OF_LOADER


def test_the_window_is_small() -> None:
    fetched = [path for path in WEB.glob("*") if path.suffix in (".js", ".css")]
    fetched = [path for path in fetched if not path.name.startswith(("loader", "page", "result."))]
    assert sum(_size(path.read_text(encoding="utf-8")) for path in [*fetched, *LIBRARIES.values()]) <= MOST_OF_APP


def test_nothing_is_asked_for_before_the_tap(window: Make) -> None:
    visitor = window().visit()
    visitor.launcher.hover()
    visitor.launcher.focus()
    visitor.page.wait_for_load_state("networkidle")
    paths = [url.removeprefix(visitor.fake.address) for url in visitor.requested]
    assert sorted(paths) == ["/host.html?lang=en", "/web/icon.svg", "/web/loader.js"]
    assert visitor.page.evaluate("localStorage.length + document.cookie.length") == 0


def test_a_strict_policy_holds(window: Make) -> None:
    visitor = window().talk()
    visitor.answer_all()
    visitor.option(0).click()
    visitor.page.locator(".card").wait_for()
    styled = visitor.page.locator(".option").first.evaluate("e => getComputedStyle(e).borderTopLeftRadius")
    assert styled == "14px"
    assert (visitor.errors, visitor.foreign()) == ([], [])


@pytest.fixture
def elsewhere() -> Iterator[FakeServer]:
    server = FakeServer()
    server.start()
    yield server
    server.stop()


def test_a_page_on_another_host(window: Make, elsewhere: FakeServer) -> None:
    visitor = window()
    visitor.fake.allowed = {elsewhere.address}
    visitor.page.goto(f"{elsewhere.address}/host.html?server={visitor.fake.address}")
    visitor.launcher.click()
    visitor.agree.click()
    visitor.option(0).wait_for()
    visitor.fake.troubles = ["429"]
    visitor.say("mostly from the street")
    visitor.switches.first.wait_for()
    assert [error for error in visitor.errors if "429" not in error] == []
    assert len(visitor.received_as("mostly from the street")) == 2
    assert not [path for path in elsewhere.asked if path.startswith(("/web/app", "/webhooks"))]


def test_a_page_that_is_not_allowed(window: Make, elsewhere: FakeServer) -> None:
    visitor = window()
    visitor.page.goto(f"{elsewhere.address}/host.html?server={visitor.fake.address}")
    visitor.launcher.click()
    expect(visitor.page.locator(".fault")).to_have_text(visitor.text("loader.failed"))


def test_two_tags_make_one_button(window: Make) -> None:
    visitor = window().visit("&tags=2")
    expect(visitor.launcher).to_have_count(1)


@pytest.mark.parametrize(
    ("browser_language", "page_language", "attribute", "shown"),
    [
        ("en", "en", "", "en"),
        ("en", "zh-Hans", "", "zh"),
        ("en", "en", "zh", "zh"),
        ("zh-CN", "", "", "zh"),
        ("fr", "fr", "", "en"),
    ],
)
def test_the_language_of_the_button(
    window: Make, browser_language: str, page_language: str, attribute: str, shown: str
) -> None:
    visitor = window(browser_language)
    query = f"?lang={page_language}" + (f"&language={attribute}" if attribute else "")
    visitor.page.goto(f"{visitor.fake.address}/host.html{query}")
    visitor.language = shown
    expect(visitor.launcher).to_have_text(visitor.text("loader.name"))
    visitor.launcher.click()
    expect(visitor.agree).to_have_text(visitor.text("notice.agree"))


@pytest.mark.parametrize("position", ["left", "right"])
def test_the_corner(window: Make, position: str) -> None:
    visitor = window().notice(f"&position={position}")
    box = visitor.page.locator(".panel").bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (400, 640)
    assert (box["x"] < 100) is (position == "left")


def test_all_of_a_phone(window: Make) -> None:
    visitor = window(viewport={"width": 375, "height": 812}).notice()
    assert visitor.page.locator(".panel").bounding_box() == {"x": 0, "y": 0, "width": 375, "height": 812}


def test_styles_of_the_page_stay_outside(window: Make) -> None:
    visitor = window().notice()
    before = visitor.agree.bounding_box()
    visitor.page.evaluate(
        """() => { const sheet = new CSSStyleSheet();
        sheet.replaceSync('* { font: 40px serif; color: red } button { padding: 50px }');
        document.adoptedStyleSheets = [sheet]; }"""
    )
    assert visitor.agree.bounding_box() == before
