"""What stays: over a reload, in another tab, where nothing can be stored; and what goes when it is deleted."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from fake_conversation import words
from playwright.sync_api import Route, expect
from window import Window

Make = Callable[..., Window]
NO_STORAGE = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
FULL_STORAGE = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"


def test_a_reload_keeps_conversation_and_draft(window: Make) -> None:
    visitor = window().talk()
    label = visitor.option(2).inner_text()
    visitor.option(2).click()
    visitor.switches.first.wait_for()
    visitor.field.fill("half a senten")
    visitor.reopen()
    visitor.switches.first.wait_for()
    visitor.expect_said(label)
    expect(visitor.field).to_have_value("half a senten")
    assert visitor.fake.asked.count("/webhooks/web/visitor") == 1


@pytest.mark.parametrize("script", [NO_STORAGE, FULL_STORAGE], ids=["forbidden", "full"])
def test_without_storage_it_works_and_says_so(window: Make, script: str) -> None:
    visitor = window(script=script).notice()
    expect(visitor.page.locator(".notice")).to_contain_text(visitor.text("notice.not_lasting"))
    visitor.agree.click()
    visitor.answer_all()
    assert visitor.errors == []


def test_a_message_on_its_way_survives_a_reload(window: Make) -> None:
    visitor = window().talk()
    visitor.fake.troubles = ["500"]
    visitor.say("mostly from the street")
    visitor.page.get_by_text("The server says 500.").wait_for()
    visitor.reopen()
    visitor.switches.first.wait_for()
    visitor.expect_said("mostly from the street")
    assert len(set(visitor.ids())) == 2, "start and message, the message twice under one id"


def test_closed_and_opened_again(window: Make) -> None:
    visitor = window().talk()
    visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator(".panel")).to_have_count(0)
    expect(visitor.launcher).to_be_focused()
    visitor.launcher.click()
    visitor.option(0).wait_for()


def test_two_tabs_show_the_same(window: Make) -> None:
    first = window().talk()
    second = Window(first.page.context.new_page(), first.fake, "en").visit()
    second.launcher.click()
    second.option(0).wait_for()
    label = first.option(2).inner_text()
    first.option(2).click()
    first.switches.first.wait_for()
    second.switches.first.wait_for()
    second.expect_said(label)
    asked = first.fake.asked.count("/webhooks/web/history")
    first.field.press_sequentially("a draft")
    expect(first.field).to_have_value("a draft")
    assert first.fake.asked.count("/webhooks/web/history") == asked, "a draft elsewhere is of no interest"


def test_a_visitor_the_server_forgot_keeps_the_words(window: Make) -> None:
    visitor = window().talk()
    visitor.fake.forget()
    visitor.say("mostly from the street")
    visitor.agree.wait_for()
    expect(visitor.page.locator(".notice")).to_contain_text(visitor.text("notice.unknown"))
    assert visitor.axe() == []
    visitor.agree.click()
    visitor.option(0).wait_for()
    expect(visitor.field).to_have_value("mostly from the street")


def test_deleting_asks_and_leaves_nothing(window: Make) -> None:
    visitor = window().talk()
    page = visitor.page
    visitor.pick_from_menu("menu.delete")
    keep = page.get_by_role("button", name=visitor.text("erase.keep"))
    expect(keep).to_be_focused()
    assert visitor.axe() == []
    keep.click()
    expect(page.get_by_role("button", name=visitor.text("menu.label"), exact=True)).to_be_focused()
    visitor.pick_from_menu("menu.delete")
    page.get_by_role("alertdialog").get_by_role("button", name=visitor.text("erase.agree")).click()
    expect(page.locator(".notice")).to_contain_text(visitor.text("notice.deleted"))
    assert not visitor.fake.visitors
    kept = page.evaluate("Object.values(localStorage).join()")
    assert set(json.loads(kept)) <= {"language", "outbox"}
    assert not json.loads(kept).get("outbox")


def test_my_data_is_a_file(window: Make) -> None:
    visitor = window("zh").talk()
    with visitor.page.expect_download() as download:
        visitor.pick_from_menu("menu.data")
    assert download.value.suggested_filename == visitor.text("menu.file_name")
    data = json.loads(download.value.path().read_text(encoding="utf-8"))
    asked = words("zh", "questions")["main_source"]["ask"]
    assert any(asked in message["text"] for message in data["messages"])


def test_a_renewed_token_takes_the_place_of_the_old_one(window: Make) -> None:
    visitor = window().talk()
    (old,) = visitor.fake.visitors

    def rotated(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "token": "renewed"})

    visitor.page.route("**/webhooks/web/history", rotated)
    # The server takes both, as it does after a rotation.
    visitor.fake.visitors["renewed"] = visitor.fake.visitors[old]
    visitor.reopen()
    visitor.option(0).wait_for()
    kept = json.loads(visitor.page.evaluate("localStorage.getItem('cultivation-advisor')"))
    assert kept["token"] == "renewed"
    visitor.page.unroute("**/webhooks/web/history")
    del visitor.fake.visitors[old]
    label = visitor.option(0).inner_text()
    visitor.option(0).click()
    visitor.expect_said(label)
    visitor.reopen()
    visitor.expect_said(label)
    assert visitor.errors == []
