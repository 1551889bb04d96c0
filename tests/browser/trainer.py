"""A trainer at the pages of training staff, and the board a trainer sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from fake_conversation import words
from playwright.sync_api import Page, expect

from advisor.training.records import Seat

from .workshop import organizations

NAME, PASSWORD = "Li Min", "three words in a row"
WITHIN_MS = 2000
"""The time the board has, by the clock of its page."""


@dataclass(frozen=True)
class Session:
    """What a trainer sees of a new session. scene: what its code for WeChat brings along."""

    id: str
    code: str
    link: str
    scene: str


class Trainer:
    """Somebody at the pages of training staff."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.mishaps: list[str] = []
        page.on("console", lambda message: self.mishaps.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.mishaps.append(str(error)))

    def sign_in(self) -> None:
        self.page.goto(f"{self.address}/training")
        self.page.fill("[name=name]", NAME)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main button.main-action")

    def create(self, name: str) -> Session:
        """With names, through the form."""
        self.page.goto(f"{self.address}/training")
        self.page.click("main a.main-action")
        self.page.fill("[name=name]", name)
        self.page.check("[name=anonymous][value=no]")
        self.page.click("main button.main-action")
        expect(self.page.locator("h1")).to_have_text(name)
        code = self.page.locator(".code.big").first.inner_text()
        link = self.page.input_value("#link-web")
        assert link == f"{self.address}/join/{code}"
        scene = self.page.input_value("#link-official_account").rpartition("/")[2]
        return Session(self.page.url.rpartition("/")[2], code, link, scene)

    def board_of(self, session: Session) -> Page:
        """The board in a tab of its own, which sees time pass only when it is told so."""
        tab = self.page.context.new_page()
        tab.on("pageerror", lambda error: self.mishaps.append(str(error)))
        tab.clock.install(time=datetime.now(timezone.utc))
        tab.goto(f"{self.address}/training/{session.id}")
        tab.click(f".tabs a[href$='/{session.id}/board']")
        tab.locator("[data-as-of-place]", has_text=":").wait_for()
        tab.clock.pause_at(tab.evaluate("Date.now()") + WITHIN_MS)
        return tab

    def exports(self, session: Session, folder: Path) -> dict[str, bytes]:
        """By format."""
        self.page.goto(f"{self.address}/training/{session.id}/export")
        files = {}
        for format in ("xlsx", "csv"):
            with self.page.expect_download() as download:
                self.page.click(f".downloads a[href$='/{format}']")
            path = folder / f"{session.id}.{format}"
            download.value.save_as(path)
            files[format] = path.read_bytes()
        return files

    def send(self, session: Session, content: bytes) -> None:
        """An export, as a table of filled-in rows."""
        self.page.goto(f"{self.address}/training/{session.id}/export")
        self.page.set_input_files("[name=file]", {"name": "a.xlsx", "mimeType": "", "buffer": content})
        self.page.check("[name=named]")
        self.page.click("main button.main-action")
        expect(self.page.locator(".told .note")).to_have_count(1)
        expect(self.page.locator(".faults")).to_have_count(0)


class Board:
    """The board as it is shown. looks: how often its page asked what is new."""

    def __init__(self, page: Page) -> None:
        self.page, self.looks = page, 0
        page.on("request", self._count)

    def _count(self, request: Any) -> None:
        self.looks += "/board.json" in request.url

    def shows_after_one_look(self, seats: Sequence[Seat], step: int, questions: Sequence[str]) -> None:
        """By the clock of the page two seconds pass: it asks once, and shows everybody where they stand."""
        place = self.page.locator("[data-as-of-place]")
        before, looks = place.inner_text(), self.looks
        self.page.clock.run_for(WITHIN_MS)
        expect(place).not_to_have_text(before)
        assert self.looks == looks + 1
        joined, finished = len(seats), len(seats) if step > len(questions) else 0
        self.expect_counts(joined=joined, answering=joined - finished, finished=finished)
        labels = [label_of(seat) for seat in seats]
        assert len(labels) == len(organizations())
        said = _where(step, questions)
        rows = [" ".join(row.split()) for row in self.page.locator(".people li").all_inner_texts()]
        assert rows == [" ".join(f"{label} {said}".split()) for label in labels]

    def expect_counts(self, **counted: int) -> None:
        said = words("en", "training_board")
        expected = [said[name].format(count=number) for name, number in counted.items()]
        assert self.page.locator(".counts li").all_inner_texts() == expected

    def figures(self) -> list[str]:
        """Every figure on the group."""
        return self.page.locator(".figure").all_inner_texts()


def label_of(seat: Seat) -> str:
    """What the board calls somebody: by the name where the organization agreed."""
    agreed = {each.name for each in organizations() if each.named}
    number = words("en", "training_board")["place"]["number"].format(number=seat.participant.number)
    return seat.participant.organization if seat.participant.organization in agreed else str(number)


def _where(step: int, questions: Sequence[str]) -> str:
    """What the board says of somebody who gave so many answers, or after them agreed to the review."""
    said = words("en", "training_board")["place"]
    if step < len(questions):
        name = words("en", "questions")[questions[step]]["name"]
        return str(said["asking"].format(step=step + 1, of=len(questions), question=name))
    return str(said["review"] if step == len(questions) else said["finished"])
