"""The pages in a real browser: the board follows, says when it cannot, stays readable on a phone and a projector."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ViewportSize, expect
from served import Served
from test_staff_pages_in_browser import PHONE, Staff
from workshops import BOTH, CORE, GOVERNMENT, USERS, finish, join, stand_at, texts, workshop

from advisor.pages.training.organizations import key_of
from advisor.training.records import Session

PROJECTOR: ViewportSize = {"width": 1920, "height": 1080}
FOLLOWS_WITHIN = 2.0
"""Seconds from the store to the screen."""
SCRIPT = "<script>window.broken=1</script>"


class Trainers:
    """Browsers of trainers who have signed in, each with a session."""

    def __init__(self, served: Served, chromium: Browser) -> None:
        self.served, self.chromium, self.opened = served, chromium, []

    def __call__(
        self, viewport: ViewportSize, language: str = "en", anonymous: bool = False, **options: Any
    ) -> tuple[Staff, str]:
        name = f"In a browser {time.monotonic_ns()}"
        account = self.served.account(name)
        made = Session("", account.id, f"Workshop {SCRIPT}", language, (), anonymous, created="2026-10-01T00:00:00Z")
        session = self.served.data.sessions.create(made)
        staff = Staff(self.chromium, self.served, language, viewport, reduced_motion="reduce", **options)
        self.opened.append(staff)
        staff.sign_in(name)
        staff.page.wait_for_url("**/training")
        return staff, session.id


@pytest.fixture
def trainer(served: Served, chromium: Browser) -> Iterator[Trainers]:
    trainers = Trainers(served, chromium)
    yield trainers
    for staff in trainers.opened:
        staff.context.close()


def seconds_until(staff: Staff, change: Callable[[], object], selector: str, text: str) -> float:
    """How long after the change the text is on the screen; seen by a timer in the page, not by polling from here."""
    staff.page.evaluate(
        """([selector, text]) => { window.seen = new Promise((resolve) => {
          const look = () => document.querySelector(selector)?.innerText.includes(text)
            ? resolve(Date.now()) : setTimeout(look, 20);
          look(); }); }""",
        [selector, text],
    )
    change()
    began = time.time()
    seen: float = staff.page.evaluate("window.seen")
    return seen / 1000 - began


def test_the_board_follows_twelve_organizations_at_once(served: Served, trainer: Trainers) -> None:
    staff, session = trainer(PROJECTOR)
    staff.go(f"/training/{session}/board?large=1")
    expect(staff.page.locator("#people")).to_contain_text("Nobody has joined yet")
    people: list[Any] = []
    lasted = [
        seconds_until(
            staff,
            lambda number=number: people.append(join(served, session, f"Organization {number}", named=True)),
            '[data-part="people"]',
            f"Organization {number}\n",
        )
        for number in range(3)
    ]
    people += [join(served, session, f"Organization {number}", named=True) for number in range(3, 12)]

    def answer(number: int) -> None:
        given: dict[str, Any] = {}
        for place, question in enumerate(CORE[:-1]):
            given[question] = (GOVERNMENT, USERS, BOTH)[number % 3][question]
            stand_at(served, people[number], given, CORE[place + 1])
            time.sleep(0.02)
        if number:
            finish(served, people[number], (GOVERNMENT, USERS, BOTH)[number % 3])

    def all_at_once() -> None:
        threads = [threading.Thread(target=answer, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    all_at_once()
    last = seconds_until(staff, lambda: finish(served, people[0], GOVERNMENT), '[data-part="counts"]', "Finished: 12")
    assert max([*lasted, last]) < FOLLOWS_WITHIN, (lasted, last)
    expect(staff.page.locator("#people li.finished")).to_have_count(12)
    assert staff.page.title().startswith("Workshop <script>")
    staff.sound("after twelve")
    shown, news = staff.page.evaluate(
        """async () => {
          const news = await (await fetch(document.querySelector('[data-board]').dataset.board)).json();
          const it = document.createElement('div');
          const plain = (html) => { it.innerHTML = html; return it.innerHTML; };
          const parts = [...document.querySelectorAll('[data-part]')];
          return [parts.map((part) => part.innerHTML), parts.map((part) => plain(news.parts[part.dataset.part]))]; }"""
    )
    assert shown == news


@pytest.mark.parametrize(
    ("language", "viewport", "colours"),
    [("zh", PHONE, "light"), ("en", PHONE, "dark"), ("zh", PROJECTOR, "light")],
)
def test_every_page_at_every_size(
    served: Served, trainer: Trainers, language: str, viewport: ViewportSize, colours: Any
) -> None:
    staff, session = trainer(viewport, language, color_scheme=colours)
    words = texts(language)
    for voice, answers in (("chair", USERS), ("treasurer", BOTH), (f"clerk {SCRIPT}", GOVERNMENT)):
        for _ in range(4 if voice == "chair" else 1):
            finish(served, join(served, session, f"Choir {SCRIPT}", voice, named=True), answers)
    workshop(served, session, 6, 6, 6)
    organization = key_of(f"Choir {SCRIPT}")
    pages = ["board", "board?large=1", "board/main_source", "board/say_no?in=en", "voices", f"voices/{organization}"]
    pages += ["change", f"change/{organization}", "papers", "export", "board/venue", "voices/nobody"]
    for page in pages:
        staff.go(f"/training/{session}/{page}")
        staff.sound(page)
        assert staff.page.evaluate("window.broken") is None
    for page in (f"voices/{organization}", "board"):
        staff.go(f"/training/{session}/{page}")
        for summary in staff.page.locator("main summary").all():
            summary.click()
        # An option may be called “None”, which `sound` takes for a value that is missing.
        staff.page.evaluate(
            """() => document.querySelectorAll('.check').forEach((label) => {
              if (label.innerText === 'None') label.lastChild.textContent = '–'; })"""
        )
        staff.sound(f"{page}, unfolded")
    staff.go(f"/training/{session}/export")
    rows = f"main_source,say_no\nusers,can\n{SCRIPT},can\n".encode()
    staff.page.set_input_files("[type=file]", {"name": "rows.csv", "mimeType": "text/csv", "buffer": rows})
    staff.submit()
    expect(staff.page.locator(".told h2")).to_have_text(words["import"]["told"])
    expect(staff.page.locator(".faults li")).to_contain_text("<script>")
    staff.sound("rows read")
    staff.go(f"/training/{session}/voices/{organization}")
    staff.page.locator("#say_no summary").click()
    staff.page.check("#say_no [value=can]")
    staff.page.fill("#say_no textarea", SCRIPT)
    staff.page.click("#say_no .main-action")
    expect(staff.page.locator("#say_no .first")).to_contain_text("<script>")
    staff.sound("agreed on")
    staff.go(f"/training/{session}/close")
    staff.submit()
    for page in ("board", f"voices/{organization}", "export"):
        staff.go(f"/training/{session}/{page}")
        staff.sound(f"{page}, closed")
        assert staff.page.locator("main form").count() == 0


def test_large_is_larger_and_shows_nothing_else(served: Served, trainer: Trainers) -> None:
    staff, session = trainer(PROJECTOR, "zh")
    workshop(served, session, 4, 4)
    staff.go(f"/training/{session}/board")
    size = "getComputedStyle(document.querySelector('.figure, #people li')).fontSize"
    small = float(staff.page.evaluate(size).removesuffix("px"))
    staff.page.click(f"text={texts('zh')['board']['large']}")
    staff.page.wait_for_load_state()
    assert float(staff.page.evaluate(size).removesuffix("px")) >= 1.3 * small
    assert float(staff.page.evaluate(size).removesuffix("px")) >= 24
    expect(staff.page.locator(".bar")).to_be_hidden()
    staff.page.click(f"text={texts('zh')['board']['normal']}")
    expect(staff.page.locator(".bar")).to_be_visible()


def test_it_says_when_the_connection_is_lost_and_goes_on_by_itself(served: Served, trainer: Trainers) -> None:
    staff, session = trainer(PHONE)
    staff.go(f"/training/{session}/board")
    trouble, as_of = staff.page.locator("[data-trouble]"), staff.page.locator("[data-as-of-place]")
    expect(as_of).to_have_text(re.compile(r"Live, as of \d\d:\d\d:\d\d"))
    expect(trouble).to_be_hidden()
    staff.context.set_offline(True)
    expect(trouble).to_have_text(re.compile(r"No connection.* from \d\d:\d\d:\d\d"))
    join(served, session, "Meanwhile", named=True)
    staff.context.set_offline(False)
    expect(staff.page.locator("#people")).to_contain_text("Meanwhile")
    expect(trouble).to_be_hidden()
    staff.heard.clear()


def test_a_hidden_tab_asks_nothing(served: Served, trainer: Trainers) -> None:
    staff, session = trainer(PHONE)
    asked: list[str] = []
    staff.page.on("request", lambda request: asked.append(request.url) if "board.json" in request.url else None)
    staff.go(f"/training/{session}/board")
    with staff.page.expect_response("**/board.json*"):
        pass
    staff.page.evaluate(
        """() => { Object.defineProperty(document, 'hidden', {get: () => window.away, configurable: true});
        window.away = true; document.dispatchEvent(new Event('visibilitychange')); }"""
    )
    staff.page.wait_for_timeout(1600)
    before = len(asked)
    join(served, session, "Came meanwhile", named=True)
    staff.page.wait_for_timeout(2500)
    assert len(asked) == before
    back = "() => { window.away = false; document.dispatchEvent(new Event('visibilitychange')); }"
    lasted = seconds_until(staff, lambda: staff.page.evaluate(back), '[data-part="people"]', "Came meanwhile")
    assert lasted < 1


def test_it_stops_where_nobody_is_signed_in_any_more(served: Served, trainer: Trainers) -> None:
    staff, session = trainer(PHONE)
    asked: list[str] = []
    staff.page.on("request", lambda request: asked.append(request.url) if "board.json" in request.url else None)
    staff.go(f"/training/{session}/board")
    staff.context.clear_cookies()
    expect(staff.page.locator("[data-trouble]")).to_have_text(
        texts("en", "training_accounts")["refused"]["sign_in"]["text"]
    )
    before = len(asked)
    staff.page.wait_for_timeout(2500)
    assert len(asked) == before


def test_what_was_unfolded_or_focused_stays_so(served: Served, trainer: Trainers) -> None:
    staff, session = trainer(PROJECTOR)
    workshop(served, session, 4, 4)
    staff.go(f"/training/{session}/board")
    staff.page.click("#other-problems-summary")
    staff.page.focus("#open-main_source")
    workshop(served, session, 4, 4)
    expect(staff.page.locator('[data-part="counts"]')).to_contain_text("Finished: 16")
    expect(staff.page.locator("#answers")).to_contain_text("of 16")
    expect(staff.page.locator("#other-problems")).to_have_attribute("open", "")
    expect(staff.page.locator("#open-main_source")).to_be_focused()


def test_without_scripts_the_board_is_there(served: Served, trainer: Trainers) -> None:
    staff, session = trainer(PHONE, "zh", java_script_enabled=False)
    workshop(served, session, 4, 4)
    staff.go(f"/training/{session}/board")
    expect(staff.page.locator('[data-part="counts"]')).to_contain_text("已完成：8")
    expect(staff.page.locator("[data-as-of-place]")).to_have_text(texts("zh")["board"]["no_script"])
