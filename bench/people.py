"""The people who talk with the bots: a visitor of each peer, and leaders through a whole interview.

A leader looks at what is open in the last reply and answers that, so any order of questions will do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from load import BadReply, Replies, Said

from advisor.settings import PROJECT

LENGTH = 20
"""Turns of a visitor's conversation with a peer: about as many as an interview has."""
LONGEST = 60
"""No interview has as many turns; one that does goes round in circles."""
LANGUAGES = ("en", "zh")
WHY_AT = "needs_first"
"""Here every leader asks why."""
CHANGED = ("work_method", "say_no", "staff_workload", "company_ties")
"""What leaders change at the review and afterwards."""


class Visitor:
    """Says one line after the other, round and round; any reply but none will do.

    patient: only the first line must be answered; a bot that learned its dialogues may lose its way later.
    """

    def __init__(self, lines: tuple[str, ...], turns: int = LENGTH, patient: bool = False) -> None:
        self._lines, self._turns, self._patient, self._number = lines, turns, patient, 0

    def next(self, replies: Replies) -> Said | None:
        """The next line."""
        if self._number == self._turns:
            return None
        self._number += 1
        return Said(self._lines[(self._number - 1) % len(self._lines)])

    def check(self, replies: Replies) -> None:
        """Something was answered."""
        if not replies and not (self._patient and self._number > 1):
            raise BadReply(f"No reply to {self._lines[(self._number - 1) % len(self._lines)]!r}.")


@lru_cache(maxsize=1)
def played() -> Mapping[str, Any]:
    """leaders.yml."""
    read: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "leaders.yml").read_text(encoding="utf-8"))
    return read


@lru_cache(maxsize=1)
def failures() -> tuple[str, ...]:
    """What the assistant says when a turn failed, in each language."""
    files = [PROJECT / "knowledge" / language / "conversation.yml" for language in LANGUAGES]
    return tuple(yaml.safe_load(file.read_text(encoding="utf-8"))["failure"]["turn"] for file in files)


class Leader:
    """One interview from hello to the result and what to do first; answers by button and in words take turns.

    number  every number is another person: language, organization, and whether words or a button come first
    turns   None: until the interview is over; else goes on talking about the result that long
    """

    def __init__(self, number: int, turns: int | None = None, language: str | None = None) -> None:
        self.language = language or LANGUAGES[number % len(LANGUAGES)]
        self._greets = language is None
        organizations = played()[self.language]
        self._organizations, self._number = organizations, number // 2
        self._besides = played()["besides"][self.language]
        self._in_words = number // 4 % 2 == 0
        self._turns, self._said = turns, 0
        self._script = self._interview() if turns is None else self._endless()
        self._replies: Replies = ()

    def next(self, replies: Replies) -> Said | None:
        """The next line, by what is open."""
        self._replies = replies
        self._said += 1
        if self._turns is None and self._said > LONGEST:
            raise BadReply(f"The interview is not over after {LONGEST} turns; the last reply was {replies}.")
        return next(self._script, None)

    def check(self, replies: Replies) -> None:
        """Something was answered, and not that the turn failed."""
        texts = " ".join(str(reply.get("text", "")) for reply in replies)
        if not texts or any(failure in texts for failure in failures()) or any(r.get("failed") for r in replies):
            raise BadReply(f"Turn {self._said} of a {self.language} interview failed; the reply was {texts!r}.")

    def _interview(self) -> Iterator[Said]:
        yield from self._beginning()
        yield from self._until("review")
        yield Said(choices=("do=change",))
        yield Said(choices=(f"do=change:{CHANGED[self._said % len(CHANGED)]}",))
        yield from self._until("review")
        yield self._besides_or("do=looks_right", "right")
        if self._open()[0] != "assessment":
            raise BadReply(f"No result at the end of the interview; the last reply was {self._replies}.")
        yield Said(choices=("do=own_steps",))
        yield Said(choices=("do=all_problems",))
        yield Said(self._besides["bye"])

    def _endless(self) -> Iterator[Said]:
        for number, said in enumerate(self._talking()):
            if number == self._turns:
                return
            yield said

    def _talking(self) -> Iterator[Said]:
        yield from self._beginning()
        yield from self._until("review")
        yield Said(choices=("do=looks_right",))
        while True:
            # Answers of another organization each time round, so that something does change.
            self._number += 1
            for question in CHANGED:
                yield Said(self._besides["ours"])
                yield Said(choices=("do=change",))
                yield Said(choices=(f"do=change:{question}",))
                yield Said(self._besides["why"])
                yield from self._until("assessment")

    def _beginning(self) -> Iterator[Said]:
        if self._greets:
            yield Said(self._besides["hello"])
            # The greeting is the notice. Chinese leaders choose their language, English ones read on.
            yield Said(choices=("do=language:zh" if self.language == "zh" else "do=knowledge:about_the_study",))
        yield Said(choices=("do=start",))

    def _until(self, *kinds: str) -> Iterator[Said]:
        """Answer whatever is asked until one of these is shown."""
        asked_why = False
        while True:
            kind, question = self._open()
            if kind in kinds:
                return
            if kind == "confirm":
                yield Said(choices=("do=yes",))
            elif kind != "question":
                raise BadReply(f"Nothing is asked and there is no {' or '.join(kinds)}: {self._replies}.")
            elif question == WHY_AT and not asked_why:
                asked_why = True
                yield Said(self._besides["why"])
            else:
                yield self._answer(question)

    def _answer(self, question: str) -> Said:
        self._in_words = not self._in_words
        answer = self._organizations[self._number % len(self._organizations)][question]
        if self._in_words:
            return Said(answer["words"])
        chosen = answer["button"] if isinstance(answer["button"], list) else [answer["button"]]
        return Said(choices=tuple(f"{question}={value}" for value in chosen))

    def _besides_or(self, payload: str, words: str) -> Said:
        return Said(self._besides[words]) if self._in_words else Said(choices=(payload,))

    def _open(self) -> tuple[str, str]:
        """(kind, question) of what is open in the last replies."""
        objects = [reply["custom"] for reply in self._replies if reply.get("custom")]
        if not objects:
            return "", ""
        return str(objects[-1]["type"]), str(objects[-1].get("id", ""))
