"""The pages in a real browser: phone and desktop, both languages, dark and light, keyboard, without scripts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright
from served import PASSWORD, Served

from advisor.channels.web.keys import visitor_token
from advisor.knowledge.records import Knowledge
from advisor.settings import PROJECT
from advisor.training.accounts import Role

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
PHONE: ViewportSize = {"width": 375, "height": 812}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
AXE = PROJECT / "node_modules/axe-core/axe.min.js"
AXE_RUN = """async () => {
  const found = await axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}});
  return found.violations.map(({id, nodes}) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}"""
REFUSED = re.compile(r"status of 4\d\d")
"""What a browser says of an answer that is meant to be one."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    assert Path(CHROMIUM).is_file(), "Chromium is missing; these tests need it (Debian: `apt-get install chromium`)."
    assert AXE.is_file(), f"{AXE} is missing. Run `npm ci`."
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


class Staff:
    """A browser with what it complains of."""

    def __init__(
        self, chromium: Browser, served: Served, language: str, viewport: ViewportSize, **options: Any
    ) -> None:
        self.served, self.viewport = served, viewport
        self.context: BrowserContext = chromium.new_context(viewport=viewport, locale=language, **options)
        self.context.set_default_timeout(10_000)
        self.page: Page = self.context.new_page()
        self.heard: list[str] = []
        self.foreign: list[str] = []
        self.page.on("console", lambda message: self._hear(message.type, message.text))
        self.page.on("pageerror", lambda error: self.heard.append(str(error)))
        self.page.on("request", lambda request: self._see(request.url))

    def _hear(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not REFUSED.search(text):
            self.heard.append(text)

    def _see(self, url: str) -> None:
        if not url.startswith((self.served.address, "data:")):
            self.foreign.append(url)

    def go(self, path: str) -> None:
        self.page.goto(self.served.address + path)

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.fill(f"[name={name}]", value)

    def submit(self) -> None:
        self.page.click("main button.main-action")

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        self.go("/training/sign-in")
        self.fill(name=name, password=password)
        self.submit()

    def sound(self, state: str) -> None:
        """Nothing for axe to find, nothing scrolls sideways, nothing complained, no text fell out."""
        self.page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
        assert (state, self.page.evaluate(AXE_RUN)) == (state, [])
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert (state, width <= self.viewport["width"]) == (state, True)
        assert (state, self.heard, self.foreign) == (state, [], [])
        text = self.page.inner_text("body")
        assert not re.search(r"built-in method|\{\w+\}|mappingproxy|None", text), state


@pytest.mark.parametrize(
    ("language", "viewport", "colours"),
    [("en", PHONE, "light"), ("zh", PHONE, "dark"), ("zh", DESKTOP, "light"), ("en", DESKTOP, "dark")],
)
def test_every_page_in_every_state(
    served: Served, chromium: Browser, knowledge: Knowledge, language: str, viewport: ViewportSize, colours: Any
) -> None:
    words: Any = knowledge.wording[language]["training_accounts"]
    name = f"Trainer {language} {viewport['width']}"
    served.account(name)
    served.account(f"Operator of {name}", Role.OPERATOR)
    staff = Staff(chromium, served, language, viewport, color_scheme=colours)
    staff.sign_in(name, "wrong wrong wrong")
    expect(staff.page.locator(".trouble")).to_have_text(words["sign_in"]["faults"]["wrong"])
    staff.sound("wrong password")
    staff.sign_in(name)
    expect(staff.page.locator("h1")).to_have_text(words["sessions"]["title"])
    staff.sound("no session yet")

    staff.page.click(".main-action")
    staff.sound("new session")
    staff.fill(name="北片区 Workshop", minimum="1")
    staff.page.evaluate("document.querySelector('form.form').noValidate = true")
    staff.submit()
    expect(staff.page.locator("#minimum")).to_have_attribute("aria-invalid", "true")
    staff.sound("new session, not taken")
    staff.fill(minimum="5")
    staff.page.check("[name=parts] >> nth=1")
    staff.submit()
    code = staff.page.locator(".code.big").inner_text()
    assert staff.page.input_value("input[readonly]") == f"{served.address}/join/{code}"
    staff.sound("a session")
    address = staff.page.url.removeprefix(served.address)

    for part in ("settings", "print", "delete"):
        staff.go(f"{address}/{part}")
        staff.sound(part)
    staff.go(f"{address}/close")
    staff.sound("close")
    staff.submit()
    expect(staff.page.locator(".note")).to_have_text(words["session"]["closed"])
    staff.sound("closed")
    for path in ("/training", "/training/account", "/training/audit"):
        staff.go(path)
        staff.sound(path)
    expect(staff.page.locator("h1")).to_have_text(words["refused"]["not_allowed"]["title"])

    staff.page.click(".bar form button")
    staff.sign_in(f"Operator of {name}")
    staff.sound("accounts")
    staff.go("/training/audit")
    expect(staff.page.locator("tbody tr").first).to_contain_text(words["actions"]["see_audit"])
    staff.sound("audit log")
    other = "zh" if language == "en" else "en"
    staff.page.click(f".languages [hreflang={other}]")
    theirs: Any = knowledge.wording[other]["training_accounts"]
    expect(staff.page.locator("h1")).to_have_text(theirs["audit"]["title"])
    staff.context.close()


def test_an_owner_finds_the_key_filled_in(served: Served, chromium: Browser) -> None:
    conversation = served.data.visitors.add("en", "2026-01-01T00:00:00Z").conversation
    staff = Staff(chromium, served, "en", PHONE)
    staff.go("/training/sign-in")
    kept = f'{{"token": "{visitor_token(conversation)}"}}'
    staff.page.evaluate("(kept) => localStorage.setItem('cultivation-advisor', kept)", kept)
    staff.go("/training/claim")
    expect(staff.page.locator("[name=key]")).to_have_value(visitor_token(conversation))
    staff.sound("claim")
    staff.fill(name="Choir in a browser", password=PASSWORD)
    staff.submit()
    expect(staff.page.locator("h1")).to_have_text("Results of your organization")
    staff.sound("results")
    staff.context.close()


def test_by_keyboard_from_signing_in_to_a_session(served: Served, chromium: Browser) -> None:
    served.account("Keyboard")
    staff = Staff(chromium, served, "en", DESKTOP)
    keys = staff.page.keyboard
    staff.go("/training/sign-in")
    keys.press("Tab")
    expect(staff.page.locator(".skip")).to_be_focused()
    keys.press("Enter")
    keys.press("Tab")
    keys.type("Keyboard")
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    staff.page.locator("main .main-action").focus()
    keys.press("Enter")
    staff.page.locator("[name=name]").focus()
    keys.type("By keyboard")
    for _ in range(3):
        keys.press("Tab")
    keys.press("Space")
    keys.press("Enter")
    expect(staff.page.locator("h1")).to_have_text("By keyboard")
    expect(staff.page.locator(".facts")).to_contain_text("Core interview, More about people")
    staff.context.close()


def test_without_scripts(served: Served, chromium: Browser) -> None:
    served.account("No scripts")
    staff = Staff(chromium, served, "zh", PHONE, java_script_enabled=False)
    staff.sign_in("No scripts")
    staff.go("/training/new")
    staff.fill(name="没有脚本")
    staff.submit()
    expect(staff.page.locator("h1")).to_have_text("没有脚本")
    expect(staff.page.locator("[data-copy]")).to_be_hidden()
    expect(staff.page.locator(".qr svg")).to_be_visible()
    staff.page.click("a[href$='/delete']")
    staff.page.check("[name=sure]")
    staff.submit()
    expect(staff.page.locator("[role=status]")).to_have_text("活动已删除。")
    staff.context.close()


def test_the_qr_code_is_dark_on_light_in_dark_colours_too(served: Served, chromium: Browser) -> None:
    served.account("Picture")
    staff = Staff(chromium, served, "en", PHONE, color_scheme="dark")
    staff.sign_in("Picture")
    staff.go("/training/new")
    staff.fill(name="Picture")
    staff.submit()
    paths = staff.page.locator(".qr path")
    colours = [
        paths.nth(number).evaluate("(path) => [path.getAttribute('fill'), path.getAttribute('stroke')]")
        for number in (0, 1)
    ]
    assert colours == [["#fff", None], [None, "#000"]]
    staff.context.close()
