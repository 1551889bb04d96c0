"""Somebody at the window of the real assistant."""

from __future__ import annotations

import json
import re
from typing import Any, cast

from fake_conversation import words
from fake_server import FakeServer
from playwright.sync_api import Page, expect
from window import Window

from .plain_http import Client
from .running import Running

KEPT_UNDER = "cultivation-advisor"


class Visitor(Window):
    """One page with the advisor on it. `said`: what stands in the leader's bubbles."""

    def __init__(self, page: Page, running: Running, language: str) -> None:
        # The window asks its server for nothing but the address.
        super().__init__(page, cast(FakeServer, running), language)
        self.said: list[str] = []

    @property
    def running(self) -> Running:
        return cast(Running, self.fake)

    @property
    def address(self) -> str:
        return self.running.address

    @property
    def client(self) -> Client:
        """The same visitor without a browser."""
        return Client(self.address, self.kept()["token"])

    def kept(self) -> dict[str, Any]:
        """What the browser keeps."""
        stored = self.page.evaluate(f"localStorage.getItem('{KEPT_UNDER}')")
        return cast(dict[str, Any], json.loads(stored or "{}"))

    def enter(self) -> Visitor:
        """The page of its own, up to the notice."""
        self.page.goto(self.address)
        self.agree.wait_for()
        return self

    def begin(self) -> Visitor:
        """Up to the first question."""
        self.enter()
        self.agree.click()
        self.expect_question("main_source")
        return self

    def again(self) -> Visitor:
        """The page loaded anew."""
        self.page.reload()
        self.page.locator(".replies").last.wait_for()
        return self

    def expect_question(self, question: str) -> None:
        """The newest turn asks this question, and can be answered."""
        expect(self.page.locator(".entry").last).to_contain_text(words(self.language, "questions")[question]["ask"])
        self.page.locator(".replies").last.wait_for()

    def label(self, question: str, value: str) -> str:
        """What stands on the button of an answer."""
        return str(words(self.language, "questions")[question]["options"][value]["label"])

    def press(self, title: str) -> None:
        """A quick reply that sends at once."""
        self.page.locator(".replies").get_by_role("button", name=title, exact=True).click()
        self._expect_said(title)

    def answer(self, question: str, value: str) -> None:
        """By button."""
        self.press(self.label(question, value))

    def answer_several(self, question: str, *values: str) -> None:
        """By switches."""
        labels = [self.label(question, value) for value in values]
        for label in labels:
            self.page.locator(".switch", has_text=re.compile(f"^{re.escape(label)}$")).click()
        self.done.click()
        self._expect_said(self.text("list.comma").join(labels))

    def tell(self, words_said: str) -> None:
        """In words of one's own."""
        self.say(words_said)
        self._expect_said(words_said)

    def asks_whether(self) -> bool:
        """Whether what was said is read back first."""
        agree = words(self.language, "conversation")["confirm"]["agree"]
        return self.page.locator(".replies").get_by_role("button", name=agree, exact=True).count() > 0

    def change(self, question: str) -> None:
        """From the review."""
        title = self.text("review.change_this", name=words(self.language, "questions")[question]["name"])
        self.page.get_by_role("button", name=title).click()
        self._expect_said(title)

    def _expect_said(self, text: str) -> None:
        self.said.append(text)
        self.expect_said(*self.said)
        self.page.locator(".replies").last.wait_for()

    def mishaps(self) -> list[str]:
        """Errors in the console and requests to elsewhere, so far."""
        return self.errors + self.foreign()

    def faults(self) -> list[str]:
        """What axe finds on the whole page, whether it scrolls sideways, and mishaps so far."""
        found = self.axe(whole=True)
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"scrolls sideways: {self.page.url}")
        return found + self.mishaps()
