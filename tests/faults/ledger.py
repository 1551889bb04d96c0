"""What a leader was told, message by message, and what of it is wrong or not stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Lines = list[dict[str, Any]]


@dataclass
class Entry:
    """One message: `told` is its answer, once one came to its end; until then None.

    begun   lines of answers that broke off
    again   how often it was sent again, and `failed` how often it was said that it was not taken in
    """

    id: str
    text: str
    choices: tuple[str, ...]
    told: Lines | None = None
    begun: list[Lines] = field(default_factory=list)
    again: int = 0
    failed: int = 0


@dataclass
class Stored:
    """What is kept of a leader.

    messages   ids of messages in the order of the events, as often as they stand there
    history    (id, replies) as the server gives the conversation back
    results    ids of results, oldest first; `answers` of the last one
    """

    messages: list[str]
    history: list[tuple[str, Lines]]
    results: list[str]
    answers: Mapping[str, Any]
    plans: Mapping[str, Any]


@dataclass
class Findings:
    """Each a sentence for each case; all of them must be empty."""

    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Findings) -> None:
        for name in ("lost", "twice", "empty", "wrong"):
            getattr(self, name).extend(getattr(other, name))

    @property
    def all(self) -> list[str]:
        return [f"{name}: {each}" for name in ("lost", "twice", "empty", "wrong") for each in getattr(self, name)]


class Ledger:
    """Entries in the order they were sent."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.entries: list[Entry] = []
        self.plans: dict[str, Any] = {}
        self.found = Findings()

    def sends(self, id: str, text: str, choices: tuple[str, ...]) -> Entry:
        self.entries.append(Entry(id, text, choices))
        return self.entries[-1]

    def told(self, entry: Entry, lines: Lines) -> None:
        """An answer came to its end: it has words, and it is the one that was given before."""
        if not lines or not all(line.get("text") or line.get("custom") for line in lines):
            self.found.empty.append(f"{self.name} {entry.id}: {lines}")
        if entry.told is not None and entry.told != lines:
            self.found.wrong.append(f"{self.name} {entry.id}: another answer to a copy")
        entry.told = lines
        for begun in entry.begun:
            self._compare_beginning(entry, begun)

    def broke_off(self, entry: Entry, lines: Lines) -> None:
        """An answer began and did not come to its end: it began as the one that is kept."""
        entry.begun.append(lines)
        self._compare_beginning(entry, lines)

    def _compare_beginning(self, entry: Entry, begun: Lines) -> None:
        if entry.told is not None and begun != entry.told[: len(begun)]:
            self.found.wrong.append(f"{self.name} {entry.id}: an answer began that was not kept")

    @property
    def acknowledged(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.told is not None]

    def compare(self, stored: Stored, echoed: Mapping[str, Any], pressed: Mapping[str, Sequence[str]]) -> Findings:
        """What was found on the way, and what differs from what is stored.

        echoed    the answers the last review before the result named
        pressed   question → values chosen by button after the last typed words
        """
        found, name = self.found, self.name
        for id, count in Counter(stored.messages).items():
            if count > 1:
                found.twice.append(f"{name} {id}: taken in {count} times")
        kept = dict(stored.history)
        sent = [entry.id for entry in self.entries]
        for entry in self.acknowledged:
            if entry.id not in kept or entry.id not in stored.messages:
                found.lost.append(f"{name} {entry.id}: acknowledged and not stored")
            elif kept[entry.id] != entry.told:
                found.lost.append(f"{name} {entry.id}: stored with another answer")
        if strange := set(kept) - set(sent):
            found.wrong.append(f"{name}: never sent {sorted(strange)}")
        heard = [entry.id for entry in self.acknowledged]
        for order in ([id for id, _ in stored.history], stored.messages):
            if [id for id in heard if id in order] != [id for id in dict.fromkeys(order) if id in heard]:
                found.wrong.append(f"{name}: stored in another order")
        self._compare_results(stored, echoed, pressed)
        return found

    def _compare_results(self, stored: Stored, echoed: Mapping[str, Any], pressed: Mapping[str, Sequence[str]]) -> None:
        found, name = self.found, self.name
        told = [
            line["custom"]
            for entry in self.acknowledged
            for line in entry.told or ()
            if (line.get("custom") or {}).get("type") == "assessment"
        ]
        ids = list(dict.fromkeys(each["id"] for each in told))
        if len(ids) != len(told):
            found.twice.append(f"{name}: one result told by two messages")
        if lost := [id for id in ids if id not in stored.results]:
            found.lost.append(f"{name}: results told and not stored {lost}")
        # A message that nobody waited for may have led to a result.
        unheard = sum(entry.told is None for entry in self.entries)
        if len(stored.results) > len(ids) + unheard or len(set(stored.results)) != len(stored.results):
            found.twice.append(f"{name}: {len(stored.results)} results stored, {len(ids)} told")
        if told and not unheard and dict(stored.answers) != dict(told[-1]["answers"]):
            found.wrong.append(f"{name}: the last result is stored with other answers than were told")
        if told:
            first, last = told[0]["answers"], told[-1]["answers"]
            if not unheard and any(first.get(question) != answer for question, answer in echoed.items()):
                found.wrong.append(f"{name}: the result has other answers than the review")
            for question, values in pressed.items():
                answer = last.get(question)
                if answer is not None and sorted([answer] if isinstance(answer, str) else answer) != sorted(values):
                    found.wrong.append(f"{name}: pressed {question}={values}, the result has {answer}")
                elif answer is None:
                    found.lost.append(f"{name}: pressed {question}={values}, the result has nothing")
        for id, rows in self.plans.items():
            if stored.plans.get(id) != rows:
                found.lost.append(f"{name}: the plan of {id} as it was acknowledged")
