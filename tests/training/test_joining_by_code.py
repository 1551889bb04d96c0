"""A code that somebody reads off a screen can be typed."""

from __future__ import annotations

from html import unescape

import pytest
import requests
from served import Served

from advisor.knowledge import load_knowledge
from advisor.pages.files import widget_texts

LANGUAGES = load_knowledge().languages


def enter(served: Served, language: str = "en", code: str | None = None) -> requests.Response:
    return requests.get(
        f"{served.address}/join",
        params=None if code is None else {"code": code},
        headers={"Accept-Language": language},
        allow_redirects=False,
        timeout=20,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_asks_for_the_code(served: Served, language: str) -> None:
    answer = enter(served, language)
    assert answer.status_code == 200
    assert widget_texts(language)["enter_code"]["label"] in unescape(answer.text)
    assert "aria-invalid" not in answer.text


@pytest.mark.parametrize("typed", ["abc234", "ABC234", " abc 234 ", "abc-234"])
def test_a_code_leads_to_its_session_however_it_is_typed(served: Served, typed: str) -> None:
    answer = enter(served, code=typed)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/join/ABC234")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["<b>", "../x", "代码", "//evil"])
def test_what_is_no_code_is_said_back_and_leads_nowhere(served: Served, language: str, typed: str) -> None:
    answer = enter(served, language, typed)
    assert answer.status_code == 200
    assert "<b>" not in answer.text
    assert widget_texts(language)["enter_code"]["unlike"].format(code=typed) in unescape(answer.text)
