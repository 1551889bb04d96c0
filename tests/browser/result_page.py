"""The page of a result as its owner or a guest uses it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from .visitor import Visitor

FORMATS = ("pdf", "docx", "png", "html")


@dataclass(frozen=True)
class PlanEntry:
    """What is filled in for one step of the plan."""

    owner: str
    due: str
    note: str


class ResultPage(Visitor):
    """A page of a result; `faults()` as for the window."""

    @classmethod
    def of(cls, visitor: Visitor, page: Page) -> ResultPage:
        made = cls(page, visitor.running, visitor.language)
        page.locator("main[data-result]").wait_for()
        return made

    @property
    def role(self) -> str | None:
        return self.page.locator("main").get_attribute("data-role")

    @property
    def key(self) -> str:
        return self.page.locator("main").get_attribute("data-key") or ""

    def unfold(self) -> None:
        """Everything that is folded is shown."""
        self.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")

    def words(self) -> str:
        return self.page.locator("body").inner_text()

    def row(self, number: int) -> Locator:
        return self.page.locator("[data-plan] [data-row]").nth(number)

    def fill(self, number: int, entry: PlanEntry) -> None:
        row = self.row(number)
        row.locator("[name=owner]").fill(entry.owner)
        row.locator("[name=due]").fill(entry.due)
        row.locator("[name=note]").fill(entry.note)
        row.locator("[name=done]").check()

    def expect_filled(self, number: int, entry: PlanEntry) -> None:
        row = self.row(number)
        expect(row.locator("[name=owner]")).to_have_value(entry.owner)
        expect(row.locator("[name=due]")).to_have_value(entry.due)
        expect(row.locator("[name=note]")).to_have_value(entry.note)
        expect(row.locator("[name=done]")).to_be_checked()

    def add_step(self, step: str) -> None:
        self.page.locator("[data-plan-add]").click()
        self.page.locator("[data-plan] [data-row] input[type=text][name=step]").last.fill(step)

    def save_plan(self) -> None:
        self.page.locator("[data-plan-save]").click()
        self.expect_status("plan", "saved")

    def expect_status(self, of: str, name: str) -> None:
        """The line of plan, share or report says what it has for this outcome."""
        line = self.page.locator(f"[data-{of}-status]")
        expect(line).to_have_text(line.get_attribute(f"data-{name}") or "")

    def share(self) -> str:
        """A new link; its address."""
        self.page.locator("[data-share-create]").click()
        link = self.page.locator("[data-share-list] input").last
        link.wait_for()
        return link.input_value()

    def revoke(self) -> None:
        self.page.locator("[data-share-revoke]").last.click()
        self.expect_status("share", "revoked")

    def download(self, format: str, folder: Path) -> Path:
        """A report, under the name it comes with."""
        with self.page.expect_download() as download:
            self.page.locator(f"[data-report={format}]").click()
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        self.expect_status("report", "ready")
        return path
