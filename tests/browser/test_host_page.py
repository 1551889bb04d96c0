"""The window on the page of an organization: under a strict policy, and by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Route, expect

from .plain_http import interview
from .visitor import Visitor

VISITOR = Callable[..., Visitor]
HOST = """<!doctype html><html lang="{language}"><meta charset="utf-8"><title>Willow Street</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="/web/icon.svg">
<main><h1>Elder care on Willow Street</h1><p>A page of an organization.</p></main>
<script src="/web/loader.js" defer></script></html>"""
POLICY = {"Content-Security-Policy": "default-src 'self'", "Content-Type": "text/html; charset=utf-8"}


def on_a_page(visitor: Visitor) -> Visitor:
    """A page of the same origin with the one tag, and nothing allowed but what comes from there."""

    def answer(route: Route) -> None:
        route.fulfill(body=HOST.format(language=visitor.language), headers=POLICY)

    visitor.page.route("**/host.html*", answer)
    return visitor


def test_a_strict_policy_holds_from_the_button_to_the_card(visitor: VISITOR) -> None:
    leader = on_a_page(visitor("zh"))
    leader.visit()
    before = [url.removeprefix(leader.address) for url in leader.requested]
    assert sorted(before) == ["/host.html?lang=zh", "/web/icon.svg", "/web/loader.js"]
    assert leader.faults() == []
    leader.launcher.click()
    leader.agree.click()
    leader.expect_question("main_source")
    leader.answer("main_source", "users")
    assert leader.faults() == []
    interview(leader.client)
    leader.reopen()
    card = leader.page.locator(".card")
    card.get_by_role("img").wait_for()
    styled = card.locator(".primary").evaluate("button => getComputedStyle(button).borderTopLeftRadius")
    assert styled != "0px"
    with leader.page.context.expect_page() as opened:
        card.locator(".primary").click()
    opened.value.locator("main[data-role=owner]").wait_for()
    assert leader.faults() == []


def test_by_keyboard_alone(visitor: VISITOR) -> None:
    leader = on_a_page(visitor())
    leader.visit()
    press = leader.page.keyboard.press
    _tab_to(leader, leader.text("loader.open"))
    press("Enter")
    leader.agree.wait_for()
    _tab_to(leader, leader.text("notice.agree"))
    press("Enter")
    leader.expect_question("main_source")
    expect(leader.field).to_be_focused()
    _tab_to(leader, leader.label("main_source", "none"), "Shift+Tab")
    press("Enter")
    leader.expect_question("government_share")
    _tab_to(leader, leader.label("government_share", "0"))
    press("Enter")
    leader.expect_question("funding_channels")
    _tab_to(leader, leader.label("funding_channels", "own"))
    press("Space")
    _tab_to(leader, leader.text("replies.done_count", count=1))
    press("Enter")
    leader.expect_question("funder_loss")
    _tab_to(leader, leader.text("composer.label"))
    leader.page.keyboard.type("we have reserves for about half a year")
    press("Enter")
    leader.expect_question("staff_origin")
    _tab_to(leader, leader.text("menu.label"), "Shift+Tab")
    press("Enter")
    press("Escape")
    expect(leader.page.locator(".menu")).to_be_hidden()
    press("Escape")
    expect(leader.launcher).to_be_focused()
    press("Enter")
    leader.expect_question("staff_origin")
    assert leader.faults() == []


def _tab_to(leader: Visitor, name: str, key: str = "Tab") -> None:
    for _ in range(30):
        leader.page.keyboard.press(key)
        focused = leader.page.evaluate(
            """() => { const e = document.activeElement.shadowRoot?.activeElement;
            return e ? e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText : ''; }"""
        )
        if focused.strip() == name:
            return
    raise AssertionError(f"{key} does not lead to {name!r}.")
