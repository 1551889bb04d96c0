"""From the button to the result, in both languages, on phones and on desks, with axe at every step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fake_conversation import RESULT, words
from playwright.sync_api import expect
from window import DESKTOP, PHONE, Window

Make = Callable[..., Window]


@pytest.mark.parametrize(
    ("language", "viewport", "scheme"),
    [
        pytest.param("en", PHONE, "dark", id="en-phone-dark"),
        pytest.param("en", DESKTOP, "light", id="en-desktop-light"),
        pytest.param("zh", PHONE, "light", id="zh-phone-light"),
        pytest.param("zh", DESKTOP, "dark", id="zh-desktop-dark"),
    ],
)
def test_from_the_button_to_the_result(window: Make, language: str, viewport: Any, scheme: str) -> None:
    visitor = window(language, viewport, color_scheme=scheme).visit()
    assert visitor.axe() == []
    visitor.launcher.click()
    visitor.agree.wait_for()
    assert "90" in visitor.page.locator(".notice").inner_text()
    assert not [path for path in visitor.fake.asked if "/webhooks/" in path], "sent before consent"
    assert visitor.axe() == []

    visitor.agree.click()
    labels = [option["label"] for option in words(language, "questions")["main_source"]["options"].values()]
    expect(visitor.page.locator(".option")).to_have_text(labels)
    assert all(box and box["height"] >= 44 for box in (o.bounding_box() for o in visitor.page.locator(".option").all()))
    assert not visitor.page.evaluate("document.documentElement.scrollWidth > innerWidth"), "scrolls sideways"
    assert visitor.axe() == []

    visitor.option(2).click()
    expect(visitor.switches).to_have_count(8)
    expect(visitor.done).to_be_disabled()
    visitor.switches.nth(0).click()
    visitor.switches.nth(2).click()
    expect(visitor.switches.nth(2)).to_have_attribute("aria-pressed", "true")
    expect(visitor.done).to_have_text(visitor.text("replies.done_count", count=2))
    assert visitor.axe() == []
    visitor.done.click()
    expect(visitor.switches).to_have_count(0)
    visitor.page.get_by_text(words(language, "questions")["staff_workload"]["ask"]).wait_for()
    assert visitor.sent() == [["main_source=mixed"], ["funding_channels=project", "funding_channels=fees"]]

    visitor.option(0).click()
    change = visitor.page.get_by_role(
        "button", name=visitor.text("review.change_this", name=words(language, "questions")["main_source"]["name"])
    )
    change.wait_for()
    assert visitor.axe() == []
    change.click()
    visitor.option(0).click()
    visitor.page.locator(".advisor-said:last-child .review").wait_for()
    visitor.option(0).click()
    card = visitor.page.locator(".card")
    expect(card.locator(".card-title")).to_have_text(
        words(language, "orientations")["types"]["government_market"]["name"]
    )
    expect(card.get_by_role("img", name=card.locator(".card-title").inner_text())).to_have_count(1)
    expect(card).to_contain_text(visitor.text("card.more", count=4))
    assert visitor.axe() == []

    with visitor.page.context.expect_page() as opened:
        card.get_by_role("button", name=visitor.text("card.open")).click()
    opened.value.wait_for_url(f"**/result/{RESULT}?ticket=1")
    assert visitor.errors == []
    assert visitor.foreign() == []


def test_asides_and_progress(window: Make) -> None:
    visitor = window().talk()
    page = visitor.page
    bar = page.get_by_role("progressbar")
    expect(bar).to_have_attribute("aria-valuetext", visitor.text("progress.text", step=1, of=3))
    expect(page.get_by_role("button", name=visitor.text("replies.back"), exact=True)).to_have_count(0)
    page.get_by_role("button", name=visitor.text("replies.why")).click()
    visitor.expect_said(visitor.text("replies.why"))
    page.get_by_role("button", name=visitor.text("replies.skip"), exact=True).click()
    expect(bar).to_have_attribute("aria-valuenow", "2")
    page.get_by_role("button", name=visitor.text("replies.back"), exact=True).click()
    expect(bar).to_have_attribute("aria-valuenow", "1")
    assert visitor.sent() == [["do=why"], ["do=skip"], ["do=go_back"]]


def test_none_of_these_is_sent_at_once(window: Make) -> None:
    visitor = window().talk()
    visitor.option(0).click()
    visitor.switches.nth(1).click()
    visitor.page.get_by_role("button", name=words("en", "conversation")["question"]["none_of_these"]).click()
    visitor.page.get_by_text(words("en", "questions")["staff_workload"]["ask"]).wait_for()
    assert visitor.sent()[-1] == ["funding_channels="]


def test_another_language_in_the_middle(window: Make) -> None:
    visitor = window().talk()
    visitor.page.get_by_role("button", name=visitor.text("menu.label"), exact=True).click()
    assert visitor.axe() == []
    visitor.page.locator(".menu").get_by_text("中文").click()
    visitor.language = "zh"
    expect(visitor.field).to_be_visible()
    visitor.page.get_by_text(words("zh", "questions")["main_source"]["ask"]).wait_for()
    visitor.expect_said("中文")
    assert visitor.sent() == [["do=language:zh"]]
    visitor.reopen()
    expect(visitor.field).to_be_visible()


def test_another_language_before_the_start(window: Make) -> None:
    visitor = window().notice()
    visitor.page.get_by_role("button", name="中文").click()
    visitor.language = "zh"
    expect(visitor.agree).to_have_text(visitor.text("notice.agree"))
    visitor.agree.click()
    visitor.page.get_by_text(words("zh", "questions")["main_source"]["ask"]).wait_for()


def test_starting_over_asks_first(window: Make) -> None:
    visitor = window().talk()
    visitor.option(0).click()
    visitor.switches.first.wait_for()
    visitor.pick_from_menu("menu.start_over")
    expect(visitor.page.locator(".option")).to_have_count(2)
    visitor.option(0).click()
    expect(visitor.page.locator(".option")).to_have_count(5)


def test_a_blocked_new_page_becomes_a_link(window: Make) -> None:
    visitor = window(script="window.open = () => null").talk()
    visitor.answer_all()
    visitor.option(0).click()
    visitor.page.get_by_role("button", name=visitor.text("card.open")).click()
    link = visitor.page.get_by_role("link", name=visitor.text("card.link"))
    expect(link).to_have_attribute("href", f"{visitor.fake.address}/result/{RESULT}?ticket=1")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_of_its_own(window: Make, language: str) -> None:
    visitor = window(language)
    visitor.page.goto(visitor.fake.address)
    visitor.agree.wait_for()
    assert visitor.axe(whole=True) == []
    assert visitor.page.evaluate("document.activeElement === document.body"), "a page takes no focus by itself"
    visitor.agree.click()
    visitor.option(0).wait_for()
    expect(visitor.field).to_be_focused()
    expect(visitor.page.get_by_role("button", name=visitor.text("close"), exact=True)).to_have_count(0)
    assert visitor.axe(whole=True) == []
    assert (visitor.errors, visitor.foreign()) == ([], [])
