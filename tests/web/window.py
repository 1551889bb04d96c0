"""The window as a visitor uses it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from fake_conversation import words
from fake_server import PROJECT, FakeServer
from playwright.sync_api import ConsoleMessage, Locator, Page, ViewportSize, expect

PHONE: ViewportSize = {"width": 375, "height": 812}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
AXE = PROJECT / "node_modules/axe-core/axe.min.js"
AXE_RUN = """async (within) => {
  const found = await axe.run(within, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}});
  return found.violations.map(({id, help, nodes}) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' | ')}`);
}"""


class Window:
    """One page with the advisor on it, and what went over the wire and into the console meanwhile."""

    def __init__(self, page: Page, fake: FakeServer, language: str) -> None:
        self.page, self.fake, self.language = page, fake, language
        self.errors: list[str] = []
        self.requested: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.requested.append(request.url))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def text(self, path: str, **values: object) -> str:
        """A text of widget.yml in the language of the visitor."""
        found = words(self.language, "widget")
        for step in path.split("."):
            found = found[step]
        return str(found).format(**values)

    def visit(self, query: str = "") -> Window:
        """The page of an organization with the button in its corner."""
        self.page.goto(f"{self.fake.address}/host.html?lang={self.language}{query}")
        self.launcher.wait_for()
        return self

    def notice(self, query: str = "") -> Window:
        self.visit(query)
        self.launcher.click()
        self.agree.wait_for()
        return self

    def talk(self) -> Window:
        """Up to the first question."""
        self.notice()
        self.agree.click()
        self.option(0).wait_for()
        return self

    def reopen(self) -> Window:
        self.page.reload()
        self.launcher.click()
        self.page.locator(".panel").wait_for()
        return self

    def answer_all(self) -> None:
        """From the first question to the review, by buttons."""
        self.option(2).click()
        self.switches.nth(0).click()
        self.switches.nth(2).click()
        self.done.click()
        self.page.get_by_text(words(self.language, "questions")["staff_workload"]["ask"]).wait_for()
        self.option(0).click()
        self.page.locator(".review").wait_for()

    def say(self, words_said: str) -> None:
        self.field.fill(words_said)
        self.page.locator(".send").click()

    def option(self, number: int) -> Locator:
        """A quick reply that sends at once."""
        return self.page.locator(".option:not(.switch)").nth(number)

    def pick_from_menu(self, path: str) -> None:
        self.page.get_by_role("button", name=self.text("menu.label"), exact=True).click()
        self.page.locator(".menu").get_by_text(self.text(path), exact=True).click()

    def expect_said(self, *expected: str) -> None:
        """The leader's bubbles, in order."""
        label = self.text("log.leader")
        expect(self.page.locator(".leader .bubble")).to_have_text([f"{label} {said}" for said in expected])

    def sent(self) -> list[Any]:
        """What arrived at the server after the start, as text or choices."""
        bodies = [body.get("text") or body["choices"] for body in self.fake.received]
        return [body for body in bodies if body != ["do=start"]]

    def received_as(self, text: str) -> list[Any]:
        """The bodies of the messages with this text."""
        return [body for body in self.fake.received if body.get("text") == text]

    def ids(self) -> list[str]:
        return [body["id"] for body in self.fake.received]

    def axe(self, whole: bool = False) -> list[str]:
        """What axe-core finds in the window, or in the whole page."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(Path(AXE).read_text(encoding="utf-8"))
        found: list[str] = self.page.evaluate(
            f"({AXE_RUN})({'document' if whole else '{include: [[`cultivation-advisor`]]}'})"
        )
        return found

    def foreign(self) -> list[str]:
        """Requests to anywhere else."""
        own = urlparse(self.fake.address).netloc
        return [url for url in self.requested if urlparse(url).netloc not in ("", own)]

    @property
    def launcher(self) -> Locator:
        return self.page.locator(".launcher")

    @property
    def agree(self) -> Locator:
        return self.page.locator(".notice-agree .primary")

    @property
    def switches(self) -> Locator:
        return self.page.locator(".switch")

    @property
    def done(self) -> Locator:
        return self.page.locator(".replies > .primary")

    @property
    def field(self) -> Locator:
        return self.page.get_by_label(self.text("composer.label"))

    @property
    def advisor(self) -> Locator:
        return self.page.locator(".advisor-said")
