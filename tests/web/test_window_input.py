"""Keys, input methods, and texts that are code."""

from __future__ import annotations

from collections.abc import Callable

from fake_conversation import words
from playwright.sync_api import expect
from window import Window

Make = Callable[..., Window]
INJECTED = "<img src=x onerror='window.hit = 1'><script>window.hit = 1</script>"
CHART = (
    '<svg xmlns="http://www.w3.org/2000/svg" onload="hit=1" viewBox="0 0 9 9"><script>hit=1</script>'
    '<foreignObject><b xmlns="http://www.w3.org/1999/xhtml">x</b></foreignObject>'
    '<a xlink:href="javascript:hit=1" xmlns:xlink="http://www.w3.org/1999/xlink"><text style="fill:red">Ties</text>'
    "</a></svg>"
)


def test_injected_text_stays_text(window: Make) -> None:
    visitor = window().talk()
    visitor.say(INJECTED)
    visitor.switches.first.wait_for()
    visitor.expect_said(INJECTED)
    visitor.reopen()
    visitor.switches.first.wait_for()
    visitor.expect_said(INJECTED)
    assert visitor.page.evaluate("window.hit") is None
    assert visitor.page.locator("img").count() == 0


def test_a_chart_only_draws(window: Make) -> None:
    visitor = window().visit()
    drawn = visitor.page.evaluate(
        "async (text) => { const {chartFrom} = await import('/web/chart.js'); return chartFrom(text).outerHTML; }",
        CHART,
    )
    assert "Ties" in drawn
    assert not [word for word in ("script", "onload", "foreignObject", "href=", "style") if word in drawn]
    refused = "async (text) => { const {chartFrom} = await import('/web/chart.js'); return chartFrom(text); }"
    assert visitor.page.evaluate(refused, "<p>no chart</p>") is None
    assert visitor.page.evaluate(refused, "<svg><broken") is None


def test_enter_sends_and_shift_enter_does_not(window: Make) -> None:
    visitor = window().talk()
    visitor.field.press_sequentially("one")
    visitor.field.press("Shift+Enter")
    visitor.field.press_sequentially("two")
    visitor.field.press("Enter")
    visitor.switches.first.wait_for()
    assert visitor.sent() == ["one\ntwo"]
    expect(visitor.field).to_have_value("")
    expect(visitor.field).to_be_focused()
    visitor.field.press("Enter")
    assert visitor.sent() == ["one\ntwo"], "nothing is not sent"


def test_enter_of_an_input_method_does_not_send(window: Make) -> None:
    visitor = window("zh").talk()
    visitor.field.focus()
    keys = visitor.page.context.new_cdp_session(visitor.page)
    keys.send("Input.imeSetComposition", {"text": "jie dao", "selectionStart": 7, "selectionEnd": 7})
    visitor.field.press("Enter")
    visitor.field.evaluate(
        "field => field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true}))"
    )
    assert visitor.sent() == []
    keys.send("Input.insertText", {"text": "街道"})
    visitor.field.press("Enter")
    visitor.switches.first.wait_for()
    assert visitor.sent() == ["街道"]


def test_a_long_text_is_counted(window: Make) -> None:
    visitor = window().talk()
    visitor.field.fill("x" * 900)
    expect(visitor.page.locator(".left")).to_have_text(visitor.text("composer.left", count=100))
    visitor.field.press_sequentially("y" * 110, delay=0)
    assert len(visitor.field.input_value()) == 1000
    assert visitor.axe() == []


def test_by_keyboard_alone(window: Make) -> None:
    visitor = window().visit()
    press = visitor.page.keyboard.press

    def tab_to(name: str) -> None:
        for _ in range(25):
            press("Tab")
            focused = visitor.page.evaluate(
                "() => { const e = document.activeElement.shadowRoot?.activeElement;"
                " return e ? e.getAttribute('aria-label') || e.innerText : ''; }"
            )
            if focused.strip() == name:
                return
        raise AssertionError(f"Tab does not lead to {name!r}.")

    tab_to(visitor.text("loader.open"))
    press("Enter")
    visitor.agree.wait_for()
    tab_to(visitor.text("notice.agree"))
    press("Enter")
    visitor.option(0).wait_for()
    expect(visitor.field).to_be_focused()
    press("Shift+Tab")
    press("Shift+Tab")
    press("Shift+Tab")
    press("Enter")
    visitor.switches.first.wait_for()
    assert visitor.sent() == [["main_source=none"]]
    channels = words("en", "questions")["funding_channels"]["options"]
    tab_to(channels["fees"]["label"])
    press("Space")
    tab_to(visitor.text("replies.done_count", count=1))
    press("Enter")
    visitor.page.get_by_text(words("en", "questions")["staff_workload"]["ask"]).wait_for()
    tab_to(words("en", "questions")["staff_workload"]["options"]["clear"]["label"])
    press("Enter")
    visitor.page.locator(".review").wait_for()
    press("Escape")
    expect(visitor.launcher).to_be_focused()


def test_the_menu_by_keyboard(window: Make) -> None:
    visitor = window().talk()
    menu = visitor.page.get_by_role("button", name=visitor.text("menu.label"), exact=True)
    menu.focus()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.locator(".menu button").first).to_be_focused()
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator(".menu")).to_be_hidden()
    expect(menu).to_be_focused()
    expect(visitor.page.locator(".panel")).to_be_visible()
