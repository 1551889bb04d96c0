"""Four organizations: what each answers, by button or in words, and what it changes at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import ViewportSize
from window import DESKTOP, PHONE


@dataclass(frozen=True)
class Words:
    """An answer typed in the leader's own words, and what it means."""

    said: str
    means: str | tuple[str, ...]


@dataclass(frozen=True)
class Organization:
    """answers: in the order asked; a value is a button, several values are switches.

    changed: the question that is answered again from the review, and its value.
    """

    language: str
    viewport: ViewportSize
    scheme: str
    answers: dict[str, str | tuple[str, ...] | Words]
    changed: tuple[str, str]
    orientation: str
    name: str = field(default="")

    def expected(self) -> dict[str, Any]:
        """The answers of the assessment."""
        meant = {
            question: answer.means if isinstance(answer, Words) else answer for question, answer in self.answers.items()
        }
        question, value = self.changed
        return {name: list(a) if isinstance(a, tuple) else a for name, a in {**meant, question: value}.items()}


ORGANIZATIONS = (
    Organization(
        name="en-phone-dark",
        language="en",
        viewport=PHONE,
        scheme="dark",
        answers={
            "main_source": "mixed",
            "government_share": Words("about 30 percent", "25-49"),
            "funding_channels": ("project", "fees"),
            "funder_loss": Words("we have reserves for about half a year", "months"),
            "staff_origin": "recruited",
            "staff_qualified": Words("two out of fifteen have a certificate", "few"),
            "staff_workload": "several",
            "work_method": Words("we go by experience", "experience"),
            "needs_first": "both",
            "government_role": "supervisor",
            "say_no": "can",
            "company_ties": "none",
        },
        changed=("say_no", "sometimes"),
        orientation="government_market",
    ),
    Organization(
        name="en-desktop-light",
        language="en",
        viewport=DESKTOP,
        scheme="light",
        answers={
            "main_source": Words("mostly the street's project money", "government"),
            "government_share": Words("about 60 percent", "50-74"),
            "funding_channels": ("project", "subsidy"),
            "funder_loss": "stop",
            "staff_origin": "appointed",
            "staff_qualified": "none",
            "staff_workload": "overloaded",
            "work_method": "partial",
            "needs_first": "government",
            "government_role": "director",
            "say_no": "cannot",
            "company_ties": "none",
        },
        changed=("work_method", "experience"),
        orientation="government",
    ),
    Organization(
        name="zh-phone-light",
        language="zh",
        viewport=PHONE,
        scheme="light",
        answers={
            "main_source": Words("主要靠家长交的课程费", "users"),
            "government_share": "0",
            "funding_channels": ("fees", "dues"),
            "funder_loss": Words("攒了一点，能撑半年", "months"),
            "staff_origin": Words("都是我们自己招的", "recruited"),
            "staff_qualified": "some",
            "staff_workload": Words("一个人要干好几样活", "several"),
            "work_method": "system",
            "needs_first": "both",
            "government_role": "distant",
            "say_no": "can",
            "company_ties": Words("偶尔有商家赞助", "occasional"),
        },
        changed=("needs_first", "users"),
        orientation="market",
    ),
    Organization(
        name="zh-desktop-dark",
        language="zh",
        viewport=DESKTOP,
        scheme="dark",
        answers={
            "main_source": "none",
            "government_share": "0",
            "funding_channels": ("donations", "own"),
            "funder_loss": "fine",
            "staff_origin": "founders",
            "staff_qualified": Words("十五个人里有两个有证", "few"),
            "staff_workload": "clear",
            "work_method": Words("主要凭经验", "experience"),
            "needs_first": "own",
            "government_role": "guardian",
            "say_no": "sometimes",
            "company_ties": "lasting",
        },
        changed=("needs_first", "both"),
        orientation="outside",
    ),
)
