"""From the notice to the files a leader takes along: four organizations, two languages, two screens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fake_conversation import words
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from .interviews import ORGANIZATIONS, Organization, Words
from .reports import unspaced, words_of
from .result_page import FORMATS, PlanEntry, ResultPage
from .visitor import Visitor

CONTEXTS = Callable[..., BrowserContext]
ENTRY = {
    "en": PlanEntry("Ms Wang, the director", "2027-03-31", "with the street's help"),
    "zh": PlanEntry("王主任", "2027-03-31", "请街道帮忙"),
}
OWN_STEP = {"en": "Ask the neighbours what they need", "zh": "先问问邻居需要什么"}


@pytest.mark.parametrize("organization", ORGANIZATIONS, ids=lambda organization: organization.name)
def test_from_the_notice_to_the_files(
    visitor: Callable[..., Visitor], context: CONTEXTS, organization: Organization, tmp_path: Path
) -> None:
    language = organization.language
    leader = visitor(language, organization.viewport, color_scheme=organization.scheme)
    asked = _interview(leader, organization)
    kept = leader.client.get("data").json
    (assessment,) = kept["results"]
    assert assessment["answers"] == organization.expected() == kept["answers"]
    assert (assessment["orientation"], assessment["language"]) == (organization.orientation, language)
    # What was chosen is kept in words of the server's; what was typed, as it was typed.
    kept_words = [message["you"] for message in kept["messages"] if message["you"]]
    assert len(kept_words) == len(leader.said)
    typed = [answer.said for answer in organization.answers.values() if isinstance(answer, Words)]
    assert [said for said in kept_words if said in typed] == typed
    assert asked == list(organization.answers)

    owner = _result(leader, assessment)
    _plan(owner)
    _share(owner, context)
    for format in FORMATS:
        _same(owner.download(format, tmp_path), assessment, language)
    assert owner.mishaps() == leader.mishaps() == []
    assert leader.client.get("data").json["plans"][assessment["id"]][0]["owner"] == ENTRY[language].owner


def _interview(leader: Visitor, organization: Organization) -> list[str]:
    """Up to the card; the questions in the order asked. axe looks at every kind of state."""
    leader.enter()
    assert leader.faults() == []
    assert not [url for url in leader.requested if "/webhooks/" in url], "sent before consent"
    leader.agree.click()
    looked_at: set[object] = set()
    asked = []
    for question, answer in organization.answers.items():
        leader.expect_question(question)
        asked.append(question)
        if type(answer) not in looked_at:
            looked_at.add(type(answer))
            assert leader.faults() == []
        if isinstance(answer, Words):
            leader.tell(answer.said)
            if leader.asks_whether():
                assert leader.faults() == []
                leader.press(words(organization.language, "conversation")["confirm"]["agree"])
        elif isinstance(answer, tuple):
            leader.answer_several(question, *answer)
        else:
            leader.answer(question, answer)
    leader.page.locator(".review").wait_for()
    assert leader.faults() == []
    question, value = organization.changed
    leader.change(question)
    leader.expect_question(question)
    leader.answer(question, value)
    expect(leader.page.locator(".entry").last.locator(".review")).to_be_visible()
    leader.press(words(organization.language, "conversation")["review"]["fine"])
    leader.page.locator(".card").wait_for()
    return asked


def _result(leader: Visitor, assessment: dict[str, Any]) -> ResultPage:
    """The card and the page it opens say what the assessment says."""
    language = leader.language
    card = leader.page.locator(".card")
    expect(card.locator(".card-title")).to_have_text(_type_name(language, assessment), ignore_case=True)
    first = [words(language, "problems")[problem]["title"] for problem in _found(assessment)][:3]
    expect(card.locator("ul").first.locator("li")).to_contain_text(first)
    expect(card.get_by_role("img")).to_have_count(1)
    for folded in leader.page.locator("details summary").all():
        folded.click()
    assert leader.faults() == []
    with leader.page.context.expect_page() as opened:
        card.get_by_role("button", name=leader.text("card.open")).click()
    owner = ResultPage.of(leader, opened.value)
    assert owner.role == "owner"
    # The ticket does not stay in the address.
    expect(owner.page).to_have_url(f"{leader.address}/result/{assessment['id']}")
    assert owner.faults() == []
    owner.unfold()
    assert owner.faults() == []
    _agrees(unspaced(owner.words()), assessment, language)
    _try_a_change(owner.page)
    return owner


def _try_a_change(page: Page) -> None:
    """Every switch moves the mark on the map and is said; the last one is set back."""
    said = page.locator("[data-tried]")
    before = said.inner_text()
    for switch in page.get_by_role("switch").all():
        switch.click()
        expect(switch).to_have_attribute("aria-checked", "true")
        expect(said).to_have_text(switch.get_attribute("data-tried-text") or "")
        switch.click()
        expect(said).to_have_text(before)


def _plan(owner: ResultPage) -> None:
    """What is filled in is there when the page is loaded again."""
    entry, step = ENTRY[owner.language], OWN_STEP[owner.language]
    owner.fill(0, entry)
    owner.add_step(step)
    owner.save_plan()
    owner.page.reload()
    owner.expect_filled(0, entry)
    expect(owner.page.locator("[data-plan] [data-row] input[type=text][name=step]")).to_have_value(step)


def _share(owner: ResultPage, context: CONTEXTS) -> None:
    """A guest reads by the link and can change nothing; once it is withdrawn, the page is closed."""
    link = owner.share()
    assert owner.faults() == []
    guest = ResultPage(context(owner.language, owner.page.viewport_size).new_page(), owner.running, owner.language)
    guest.page.goto(link)
    assert guest.role == "guest"
    guest.unfold()
    assert guest.faults() == []
    assert ENTRY[owner.language].owner in guest.words()
    assert guest.page.locator("[data-plan], [data-sharing], [data-share-create]").count() == 0
    owner.revoke()
    closed = guest.page.reload()
    assert closed is not None
    assert closed.status == 403
    assert ENTRY[owner.language].owner not in guest.words()


def _same(path: Path, assessment: dict[str, Any], language: str) -> None:
    """The file says what the assessment says, and holds the plan."""
    assert path.stem == words(language, "report")["file_name"]["plain"].format(date=path.stem[-10:])
    if path.suffix == ".png":
        with Image.open(path) as picture:
            assert picture.width == 1080
            assert len(picture.convert("L").getcolors() or ()) > 10, "an empty picture"
        return
    read = words_of(path)
    _agrees(read, assessment, language)
    for written in (ENTRY[language].owner, ENTRY[language].note, OWN_STEP[language]):
        assert unspaced(written) in read, written


def _agrees(read: str, assessment: dict[str, Any], language: str) -> None:
    """The type, each problem found and no other, each suggestion: in words without blanks."""
    assert unspaced(_type_name(language, assessment)).lower() in read.lower()
    for problem in _found(assessment):
        assert unspaced(words(language, "problems")[problem]["title"]) in read, problem
    for suggestion in assessment["suggestions"]:
        assert unspaced(words(language, "suggestions")[suggestion["id"]]["title"]) in read, suggestion


def _found(assessment: dict[str, Any]) -> list[str]:
    return [problem["id"] for problem in assessment["problems"] if problem["status"] == "found"]


def _type_name(language: str, assessment: dict[str, Any]) -> str:
    names = words(language, "orientations")
    return str({**names["types"], **names["other_outcomes"]}[assessment["orientation"]]["name"])
