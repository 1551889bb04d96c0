"""What a person sees who follows a link that leads nowhere, or no longer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fake_conversation import words
from playwright.sync_api import expect
from window import PHONE

from .plain_http import Client, interview
from .running import Running
from .visitor import Visitor

VISITOR = Callable[..., Visitor]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_closed_page_says_so(visitor: VISITOR, running: Running, language: str) -> None:
    client = Client.visitor(running.address)
    result = interview(client)["id"]
    guest = visitor(language, PHONE)
    for path, code in ((f"/result/{result}", "not_yours"), ("/result/gone", "not_found")):
        guest.page.goto(running.address + path)
        expect(guest.page.locator("body")).to_contain_text(words(language, "conversation")["web"]["refused"][code])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_closed_page_is_a_page(visitor: VISITOR, running: Running, language: str) -> None:
    guest = visitor(language, PHONE)
    guest.page.goto(f"{running.address}/result/gone")
    assert guest.axe(whole=True) == []
    assert not guest.page.evaluate("document.documentElement.scrollWidth > innerWidth")
