"""Nothing that was typed is lost, nothing counts twice, and people are told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from window import Window

Make = Callable[..., Window]
WORDS = "mostly from the street"


def one_message(visitor: Window, times: int) -> None:
    """The words arrived so many times under one id, and were answered once."""
    visitor.switches.first.wait_for()
    visitor.expect_said(WORDS)
    arrived = [body["id"] for body in visitor.fake.received if body.get("text") == WORDS]
    assert (len(arrived), len(set(arrived))) == (times, 1)
    expect(visitor.page.get_by_text(f"Noted: Main source of money: {WORDS}.")).to_have_count(1)
    expect(visitor.page.locator(".fate")).to_have_count(0)


@pytest.mark.parametrize("trouble", ["drop", "cut", "429"])
def test_sent_again_by_itself(window: Make, trouble: str) -> None:
    visitor = window().talk()
    visitor.fake.troubles = [trouble]
    visitor.say(WORDS)
    one_message(visitor, times=2)


@pytest.mark.parametrize(("trouble", "said"), [("500", "The server says 500."), ("failed", "Not taken in.")])
def test_sent_again_by_hand(window: Make, trouble: str, said: str) -> None:
    visitor = window().talk()
    visitor.fake.troubles = [trouble]
    visitor.say(WORDS)
    visitor.page.get_by_text(said).wait_for()
    assert visitor.axe() == []
    visitor.page.get_by_role("button", name=visitor.text("log.retry")).click()
    one_message(visitor, times=2)


def test_after_three_more_tries_it_is_up_to_the_leader(window: Make) -> None:
    visitor = window()
    visitor.page.clock.install()
    visitor.talk()
    visitor.fake.troubles = ["drop"] * 4
    visitor.say(WORDS)
    _run(visitor.page, lambda: visitor.page.get_by_role("button", name=visitor.text("log.retry")).count() > 0)
    visitor.page.get_by_role("button", name=visitor.text("log.retry")).click()
    one_message(visitor, times=5)


def test_a_server_that_does_not_answer(window: Make) -> None:
    visitor = window()
    visitor.page.clock.install()
    visitor.talk()
    visitor.fake.troubles = ["hang"]
    visitor.say(WORDS)
    _run(visitor.page, lambda: visitor.switches.count() > 0, step=5000)
    one_message(visitor, times=2)


def _run(page: Page, reached: Callable[[], bool], step: int = 1000) -> None:
    """Lets the page's clock run on until something is there."""
    for _ in range(60):
        if reached():
            return
        page.clock.run_for(step)
        page.wait_for_timeout(30)
    raise AssertionError("It was not reached.")


def test_taken_back(window: Make) -> None:
    visitor = window().talk()
    visitor.fake.troubles = ["500"]
    visitor.say(WORDS)
    visitor.page.get_by_role("button", name=visitor.text("log.take_back")).click()
    expect(visitor.field).to_have_value(WORDS)
    visitor.expect_said()
    visitor.option(0).wait_for()


def test_what_the_server_does_not_accept_comes_back(window: Make) -> None:
    visitor = window().talk()
    visitor.fake.troubles = ["400"]
    visitor.say(WORDS)
    expect(visitor.page.locator(".status")).to_contain_text("The server says 400.")
    expect(visitor.field).to_have_value(WORDS)
    visitor.option(0).wait_for()


def test_a_start_that_fails_can_be_tried_again(window: Make) -> None:
    visitor = window().notice()
    visitor.fake.troubles = ["500"]
    visitor.agree.click()
    visitor.page.get_by_role("button", name=visitor.text("log.retry")).click()
    visitor.option(0).wait_for()


def test_offline_and_back(window: Make) -> None:
    visitor = window().talk()
    context = visitor.page.context
    context.set_offline(True)
    expect(visitor.page.locator(".status")).to_have_text(visitor.text("offline"))
    visitor.say(WORDS)
    expect(visitor.page.locator(".fate")).to_have_text(visitor.text("log.waiting"))
    assert visitor.axe() == []
    context.set_offline(False)
    one_message(visitor, times=1)
    expect(visitor.page.locator(".status")).to_have_text("")


def test_the_advisor_is_seen_writing(window: Make) -> None:
    visitor = window().talk()
    visitor.fake.troubles = ["slow"]
    visitor.say(WORDS)
    expect(visitor.page.locator(".writing")).to_have_text(visitor.text("log.writing"))
    one_message(visitor, times=1)


def test_the_window_cannot_be_loaded(window: Make) -> None:
    visitor = window().visit()
    visitor.page.route("**/web/app.js*", lambda route: route.abort())
    visitor.launcher.click()
    expect(visitor.page.locator(".fault")).to_have_text(visitor.text("loader.failed"))
    expect(visitor.launcher).to_have_text(visitor.text("loader.name"))
    visitor.page.unroute("**/web/app.js*")
    visitor.launcher.click()
    visitor.agree.wait_for()


def test_the_conversation_cannot_be_fetched(window: Make) -> None:
    visitor = window().talk()
    visitor.page.route("**/webhooks/web/history", lambda route: route.abort())
    visitor.reopen()
    again = visitor.page.get_by_role("button", name=visitor.text("try_again"))
    again.wait_for()
    assert visitor.axe() == []
    visitor.page.unroute("**/webhooks/web/history")
    again.click()
    visitor.option(0).wait_for()
