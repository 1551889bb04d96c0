"""What stays: over a reload, another language, a change of mind, a power cut; and what goes when it is deleted."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from threading import Thread

import pytest
from fake_conversation import words
from playwright.sync_api import expect

from .plain_http import Client, interview, new_id
from .running import Running
from .visitor import Visitor

VISITOR = Callable[..., Visitor]
NO_STORAGE = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
SAID = {"en": "about 30 percent", "zh": "大概三成吧"}
NOBODY_ELSE_SAYS = {"en": "why does a rainy hedgehog matter?", "zh": "下雨天的刺猬有什么关系？"}


def begun(visitor: Visitor) -> Visitor:
    """Two answers in: one by button, one in words."""
    visitor.begin()
    visitor.answer("main_source", "mixed")
    visitor.expect_question("government_share")
    visitor.tell(SAID[visitor.language])
    visitor.expect_question("funding_channels")
    return visitor


def test_a_reload_keeps_everything(visitor: VISITOR) -> None:
    leader = begun(visitor())
    leader.field.fill("half a senten")
    leader.again()
    leader.expect_said(*leader.said)
    leader.expect_question("funding_channels")
    expect(leader.field).to_have_value("half a senten")
    leader.answer_several("funding_channels", "project", "fees")
    leader.expect_question("funder_loss")
    assert leader.faults() == []


def test_starting_over_asks_first_and_forgets_the_answers(visitor: VISITOR) -> None:
    leader = begun(visitor())
    leader.pick_from_menu("menu.start_over")
    leader.said.append(leader.text("menu.start_over"))
    leader.press(words("en", "conversation")["confirm"]["start_over_yes"])
    leader.expect_question("main_source")
    expect(leader.page.locator(".entry").last).not_to_contain_text(leader.label("main_source", "mixed") + ".")


def test_asking_why_and_going_back(visitor: VISITOR) -> None:
    leader = begun(visitor("zh"))
    leader.press(leader.text("replies.why"))
    expect(leader.page.locator(".log")).to_contain_text(words("zh", "questions")["funding_channels"]["why"])
    leader.expect_question("funding_channels")
    leader.press(leader.text("replies.back"))
    leader.expect_question("government_share")
    leader.answer("government_share", "75-100")
    assert leader.faults() == []


@pytest.mark.parametrize(("before", "after", "asked_for"), [("en", "zh", "说中文"), ("zh", "en", "English please")])
def test_another_language_by_words_and_by_menu(visitor: VISITOR, before: str, after: str, asked_for: str) -> None:
    leader = begun(visitor(before))
    leader.say(asked_for)
    leader.language = after
    leader.expect_question("funding_channels")
    expect(leader.field).to_be_visible()
    expect(leader.page.locator(".panel")).to_have_attribute("lang", after)
    leader.page.get_by_role("button", name=leader.text("menu.label"), exact=True).click()
    leader.page.locator(".menu").get_by_text(words(before, "conversation")["own_name"], exact=True).click()
    leader.language = before
    leader.expect_question("funding_channels")
    leader.again()
    leader.expect_question("funding_channels")
    expect(leader.page.locator(".panel")).to_have_attribute("lang", before)
    assert leader.faults() == []


def test_without_storage_it_works_and_says_so(visitor: VISITOR) -> None:
    leader = visitor(script=NO_STORAGE).enter()
    expect(leader.page.locator(".notice")).to_contain_text(leader.text("notice.not_lasting"))
    leader.agree.click()
    leader.expect_question("main_source")
    leader.answer("main_source", "mixed")
    leader.expect_question("government_share")
    assert leader.errors == []


def test_words_typed_while_the_power_goes_arrive_once(visitor: VISITOR, running: Running) -> None:
    """One answer is on its way when the server dies, another is typed while it is gone."""
    leader = visitor().begin()
    leader.answer("main_source", "mixed")
    leader.expect_question("government_share")
    leader.say(SAID["en"])
    running.kill()
    leader.say("project money and fees")
    again = leader.page.get_by_role("button", name=leader.text("log.retry"))
    running.start()
    # It tries again by itself for a while; then it is the leader's turn.
    again.or_(leader.page.locator(".replies")).last.wait_for(timeout=60_000)
    if again.count():
        assert leader.axe(whole=True) == []
        again.first.click()
    leader.expect_said(leader.label("main_source", "mixed"), SAID["en"], "project money and fees")
    leader.page.locator(".replies").last.wait_for(timeout=60_000)
    expect(leader.page.locator(".fate")).to_have_count(0)
    kept = [message["you"] for message in leader.client.get("data").json["messages"]]
    assert kept == ["", leader.label("main_source", "mixed"), SAID["en"], "project money and fees"]


def test_ones_own_data_as_a_file(visitor: VISITOR) -> None:
    leader = begun(visitor("zh"))
    with leader.page.expect_download() as download:
        leader.pick_from_menu("menu.data")
    assert download.value.suggested_filename == leader.text("menu.file_name")
    given = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert given == leader.client.get("data").json
    assert [message["you"] for message in given["messages"]] == ["", *leader.said]
    assert given["agreed_to_the_notice"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_deleting_from_the_menu_leaves_nothing(visitor: VISITOR, running: Running, language: str) -> None:
    leader = begun(visitor(language))
    leader.tell(NOBODY_ELSE_SAYS[language])
    client = leader.client
    result = interview(client)["id"]
    page = client.post(f"results/{result}/page").json["url"]
    words_kept, result_kept = _as_written(NOBODY_ELSE_SAYS[language]), result.encode()
    stored = running.stored()
    assert result_kept in stored
    assert any(written in stored for written in words_kept)

    leader.pick_from_menu("menu.delete")
    confirm = leader.page.get_by_role("alertdialog")
    assert leader.faults() == []
    confirm.get_by_role("button", name=leader.text("erase.agree")).click()
    expect(leader.page.locator(".notice")).to_contain_text(leader.text("notice.deleted"))
    assert leader.kept().get("token") is None
    assert client.get("history").status == client.erase().status == 401
    assert client.post("message", {"id": "12345678", "text": "hello"}).status == 401
    assert client.send("GET", page).status == 404
    stored = running.stored()
    assert [trace for trace in (*words_kept, result_kept) if trace in stored] == []
    assert leader.faults() == []


def _as_written(text: str) -> tuple[bytes, bytes]:
    """As it may stand in a file: plain, or with the escapes of JSON."""
    return text.encode(), json.dumps(text)[1:-1].encode()


def test_words_on_their_way_go_with_the_deletion(running: Running) -> None:
    for delay in range(0, 40, 5):
        client = Client.visitor(running.address)
        on_its_way = Thread(target=client.post, args=("message", {"id": new_id(), "text": f"a pangolin {delay}"}))
        on_its_way.start()
        time.sleep(delay / 1000)
        assert client.erase().status == 204
        on_its_way.join()
    assert b"a pangolin" not in running.stored()


def test_deleting_by_words_ends_the_visit(visitor: VISITOR) -> None:
    leader = begun(visitor())
    client = leader.client
    leader.tell("delete my data")
    leader.page.locator(".replies .option").first.click()
    deleted = words("en", "conversation")["confirm"]["deleted"].format(answers=2, results=0)
    expect(leader.page.locator(".entry").last).to_contain_text(deleted)
    assert client.get("history").status == 401
    leader.say("are you still there?")
    expect(leader.page.locator(".notice")).to_contain_text(leader.text("notice.unknown"))
    leader.agree.click()
    expect(leader.field).to_have_value("are you still there?")
