"""Code in what people type stays words: in the window, on the result's page, for guests, in the files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fake_conversation import words
from playwright.sync_api import BrowserContext, Page, expect

from .plain_http import Client, interview
from .reports import unspaced, words_of
from .result_page import PlanEntry, ResultPage
from .running import Running
from .visitor import Visitor

CODE = "<img src=x onerror='window.hit=1'><script>window.hit=1</script>"
SAID = f"about 30 percent {CODE}"
ENTRY = PlanEntry(f'"><svg onload=window.hit=1> {CODE}', "2027-03-31", f"{{{{ 7*7 }}}} {CODE}")
STEP = f"</textarea></script>{CODE}"


def test_code_stays_words_everywhere(
    visitor: Callable[..., Visitor], context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    leader = visitor().begin()
    leader.answer("main_source", "mixed")
    leader.expect_question("government_share")
    leader.tell(SAID)
    if leader.asks_whether():
        leader.press(words("en", "conversation")["confirm"]["agree"])
    _inert(leader.page)
    assessment = interview(leader.client)
    leader.again()
    expect(leader.page.locator(".leader .bubble").nth(1)).to_contain_text(SAID)
    _inert(leader.page)

    with leader.page.context.expect_page() as opened:
        leader.page.locator(".card .primary").last.click()
    owner = ResultPage.of(leader, opened.value)
    owner.fill(0, ENTRY)
    owner.add_step(STEP)
    owner.save_plan()
    owner.page.reload()
    owner.expect_filled(0, ENTRY)
    _inert(owner.page)
    assert owner.faults() == []

    guest = ResultPage(context().new_page(), owner.running, "en")
    guest.page.goto(owner.share())
    guest.unfold()
    for written in (ENTRY.owner, ENTRY.note, STEP):
        assert written in guest.words()
    _inert(guest.page)
    assert guest.faults() == []

    for format in ("pdf", "docx", "html"):
        path = owner.download(format, tmp_path)
        for written in (ENTRY.owner, ENTRY.note, STEP):
            assert unspaced(written) in words_of(path), format
    guest.page.goto((tmp_path / path.name).as_uri())
    _inert(guest.page)
    assert assessment["answers"]["government_share"] == "25-49"
    assert leader.faults() == []


def test_code_in_an_address_stays_out(running: Running, context: Callable[..., BrowserContext]) -> None:
    client = Client.visitor(running.address)
    path = client.post(f"results/{interview(client)['id']}/page").json["url"]
    page = context().new_page()
    code = "%22%3E%3Cscript%3Ewindow.hit=1%3C/script%3E"
    for address in (
        f"{path}&language={code}",
        f"/result/x{code}?share={code}&key={code}",
        f"/?language={code}",
        f"/{code}",
        f"/web/{code}.js",
    ):
        page.goto(running.address + address)
        _inert(page)
        assert "<script>window.hit" not in page.content()


def _inert(page: Page) -> None:
    """Nothing ran, and nothing that was typed became an element."""
    assert page.evaluate("window.hit") is None
    assert page.locator("img, [onload], [onerror], script:not([src])").count() == 0
