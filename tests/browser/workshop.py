"""Twelve organizations of a workshop: what each answers, and the three ways they come by."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Coroutine, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import pytest
from accounts import set_account
from fake_api import FakeApi
from fake_conversation import words
from playwright.sync_api import Page
from simulated_wechat import SimulatedWeChat

from advisor.knowledge.records import SKIP

from .interviews import ORGANIZATIONS
from .plain_http import Client, custom, new_id
from .running import Running
from .visitor import Visitor

Answers = Mapping[str, Any]
Made = TypeVar("Made")
PATIENCE_SECONDS = 60
LOOK_AGAIN_SECONDS = 0.02
NAMES = (
    ("银铃养老服务中心", "zh", True),
    ("Willow Street Elder Care", "en", True),
    ("=SUM(A1:A9) 合唱团", "zh", True),
    ("Riverside Youth Centre", "en", False),
    ("和事佬调解工作室", "zh", True),
    ("North Gate Carers", "en", True),
    ("四季志愿队", "zh", False),
    ("Lantern Mediation Studio", "en", True),
    ("小桥助残社", "zh", True),
    ("Blue House Volunteers", "en", False),
    ("晚霞艺术团", "zh", False),
    ("The Reading Room", "en", True),
)
"""Name, language, and whether it agrees to be shown by its name: four do not, as many as the smallest group."""
VARIED = {
    "staff_workload": ("several", "overloaded", "clear"),
    "say_no": ("can", "sometimes", "cannot"),
    "company_ties": ("none", "occasional", "lasting"),
}


@dataclass(frozen=True)
class Organization:
    """One that takes part. answers: in the order asked."""

    name: str
    language: str
    named: bool
    answers: Answers

    def label(self, question: str) -> list[str]:
        """What stands on the buttons of its answer."""
        answer = self.answers[question]
        if answer == SKIP:
            return [words(self.language, "conversation")["question"]["skip"]]
        options = words(self.language, "questions")[question]["options"]
        return [options[value]["label"] for value in ([answer] if isinstance(answer, str) else answer)]

    def asks(self, question: str) -> str:
        """How the question is put."""
        return str(words(self.language, "questions")[question]["ask"])


def organizations() -> list[Organization]:
    """Twelve of them; three answer much like each of the four of the other tests. One leaves a question out."""
    found = []
    for place, (name, language, named) in enumerate(NAMES):
        answers = {**ORGANIZATIONS[place % 4].expected()}
        answers |= {question: values[place // 4] for question, values in VARIED.items()}
        if place == 3:
            answers["company_ties"] = SKIP
        found.append(Organization(name, language, named, answers))
    return found


class Attendee(Protocol):
    """Somebody who speaks for an organization; every step returns when its answer has come."""

    organization: Organization

    def join(self) -> None:
        """Into the session, up to the first question."""

    def answer(self, question: str) -> None:
        """The open question; the next one, or the review, has come afterwards."""

    def agree(self) -> None:
        """That the answers are right; the result has come afterwards."""

    def mishaps(self) -> list[str]:
        """What went wrong on the way, though it was got over."""


class AtTheProtocol:
    """What the chat window sends, without the window."""

    def __init__(self, organization: Organization, address: str, code: str, place: int) -> None:
        self.organization, self._code = organization, code
        # An address of one's own: new visitors of one address are counted.
        self._client = Client(address, interface=f"127.0.2.{place + 1}")
        self._said: list[dict[str, Any]] = []

    def join(self) -> None:
        mine = self.organization
        joins = {"code": self._code, "organization": mine.name, "named": mine.named}
        arrived = self._client.post("visitor", {"language": mine.language, "consent": True, "session": joins})
        self._client.token = arrived.json["token"]
        self._said = self._client.choose("do=start")

    def answer(self, question: str) -> None:
        asked = custom(self._said, "question")
        assert asked, f"nothing was asked: {self._said}"
        assert asked["id"] == question
        given = self.organization.answers[question]
        values = [given] if isinstance(given, str) else given
        chosen = ["do=skip"] if given == SKIP else [f"{question}={value}" for value in values]
        self._said = self._client.choose(*chosen, id=new_id())

    def agree(self) -> None:
        assert custom(self._said, "review"), self._said
        assert custom(self._client.choose("do=looks_right"), "assessment")

    def mishaps(self) -> list[str]:
        # Every answer that is no success has failed the test already.
        return []


class AtTheWindow:
    """The chat window in a browser, by the link of the session."""

    def __init__(self, organization: Organization, page: Page, running: Running, link: str) -> None:
        self.organization, self._link = organization, link
        self._visitor = Visitor(page, running, organization.language)

    def join(self) -> None:
        visitor, page = self._visitor, self._visitor.page
        page.goto(self._link)
        page.fill("[name=organization]", self.organization.name)
        page.set_checked("[name=named]", self.organization.named)
        visitor.agree.click()
        visitor.expect_question(next(iter(self.organization.answers)))

    def answer(self, question: str) -> None:
        self._visitor.expect_question(question)
        given = self.organization.answers[question]
        if isinstance(given, str):
            self._visitor.answer(question, given)
        else:
            self._visitor.answer_several(question, *given)

    def agree(self) -> None:
        self._visitor.page.locator(".review").wait_for()
        self._visitor.press(words(self.organization.language, "conversation")["review"]["fine"])
        self._visitor.page.locator(".card").wait_for()

    def mishaps(self) -> list[str]:
        return self._visitor.mishaps()


class OfficialAccount:
    """The platform of an Official Account: its API, and the pushes it sends. On a loop of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self.api = FakeApi()

    @contextlib.contextmanager
    def opened(self, patch: pytest.MonkeyPatch) -> Iterator[OfficialAccount]:
        """The API answers, and the account stands in the environment of the assistant that is started next."""
        thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        thread.start()
        self.wait_for(self.api.__aenter__())
        self.trust = set_account(patch, "official_account", self.api.base)
        try:
            yield self
        finally:
            self.wait_for(self.api.__aexit__(None, None, None))
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()

    def wait_for(self, work: Coroutine[Any, Any, Made]) -> Made:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_SECONDS)


class InWeChat:
    """A chat with the Official Account, by the scene of the code that was scanned; in the words on the options."""

    def __init__(self, organization: Organization, platform: OfficialAccount, address: str, scene: str) -> None:
        self.organization, self._platform, self._scene = organization, platform, scene
        self._wechat = SimulatedWeChat(f"{address}/webhooks/wechat/", platform.trust)
        self._person, self._read = f"person of {organization.name}", 0

    def join(self) -> None:
        said = words(self.organization.language, "messaging")["session"]
        scanned = self._wechat.event(self._person, "subscribe", EventKey=f"qrscene_{self._scene}")
        self._platform.wait_for(scanned)
        self._hears(said["ask"])
        self._says(said["join"], said["organization"])
        self._says(self.organization.name, said["show"].format(organization=self.organization.name))
        # The greeting of the conversation stands behind it, with the number each language begins by.
        number = ["zh", "en"].index(self.organization.language) + 1
        greeting = words(self.organization.language, "messaging")["welcome_start"].format(number=number)
        self._says(said["agree" if self.organization.named else "disagree"], greeting)
        self._says(str(number), self.organization.asks(next(iter(self.organization.answers))))

    def answer(self, question: str) -> None:
        order = list(self.organization.answers)
        following = order[order.index(question) + 1 :]
        fine = words(self.organization.language, "conversation")["review"]["fine"]
        text = words(self.organization.language, "widget")["list"]["comma"].join(self.organization.label(question))
        self._says(text, self.organization.asks(following[0]) if following else fine)

    def agree(self) -> None:
        fine = words(self.organization.language, "conversation")["review"]["fine"]
        self._says(fine, words(self.organization.language, "messaging")["result"]["limits"])

    def mishaps(self) -> list[str]:
        return self._wechat.failures

    def _says(self, text: str, wanted: str) -> None:
        self._platform.wait_for(self._wechat.say(self._person, text))
        self._hears(wanted)

    def _hears(self, wanted: str) -> None:
        """Wait for an answer with these words, then take all answers so far as read."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not any(wanted in text for text in self._heard()[self._read :]):
            assert time.monotonic() < end, f"{wanted!r} is not in {self._heard()[self._read :]}"
            time.sleep(LOOK_AGAIN_SECONDS)
        self._read = len(self._heard())

    def _heard(self) -> list[str]:
        # Answers to pushes are read as well: what could not be sent before comes with them.
        sent = [each.text for each in self._platform.api.deliveries if each.person == self._person]
        return [*sent, *self._wechat.received[self._person]]
