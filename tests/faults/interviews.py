"""What a leader says next: a whole interview, drawn from a seed, by what is open in the last replies."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import yaml

from advisor.settings import PROJECT

Replies = Sequence[Mapping[str, Any]]
LANGUAGES = ("en", "zh")
MOST_TURNS = 120
"""No interview has as many; one that does goes round in circles."""


@dataclass(frozen=True)
class Said:
    """What a person sends: typed words, or the payloads of buttons."""

    text: str = ""
    choices: tuple[str, ...] = ()


class Astray(AssertionError):
    """The replies fit no interview; says where it stands."""


@lru_cache(maxsize=1)
def organizations() -> Mapping[str, Any]:
    """For each language, organizations with their answers by button and in words."""
    read: Mapping[str, Any] = yaml.safe_load((PROJECT / "bench" / "leaders.yml").read_text(encoding="utf-8"))
    return read


@dataclass
class Interview:
    """The words of one leader; every seed is another one.

    pressed   question → the values pressed last, until words were typed: words may answer several questions
    echoed    the answers as the last review said them
    repeated  something was said a second time as a new message: the first may have led to the result
    """

    chance: random.Random
    language: str = ""
    pressed: dict[str, list[str]] = field(default_factory=dict)
    echoed: dict[str, Any] = field(default_factory=dict)
    repeated: bool = False

    def __post_init__(self) -> None:
        self.language = self.language or self.chance.choice(LANGUAGES)
        self._organization = self.chance.choice(organizations()[self.language])
        self._besides = organizations()["besides"][self.language]
        self._replies: Replies = ()
        self._turns = 0
        self._script = self._talk()

    def next(self, replies: Replies) -> Said | None:
        """The next line; None: the interview is over. Raises Astray."""
        self._replies = replies
        self._turns += 1
        if self._turns > MOST_TURNS:
            raise Astray(f"the interview is not over after {MOST_TURNS} turns: {self._where()}")
        return next(self._script, None)

    def _talk(self) -> Iterator[Said]:
        yield Said(self._besides["hello"])
        if self.language == "zh":
            yield Said(choices=("do=language:zh",))
        yield Said(choices=("do=start",))
        # Who says "yes, we can" twice agrees with the review the second time.
        yield from self._until("review", "assessment")
        for _ in range(self.chance.randrange(3)):
            yield Said(choices=("do=change",))
            yield Said(choices=(f"do=change:{self.chance.choice(sorted(self._organization))}",))
            yield from self._until("review", "assessment")
        if self._kind() == "review":
            right = Said(self._besides["right"]), Said(choices=("do=looks_right",))
            yield self.chance.choice(right)
        if self._kind() != "assessment":
            if not self.repeated:
                raise Astray(f"no result: {self._where()}")
            yield Said(self._besides["bye"])
            return
        for command in self.chance.sample(("do=own_steps", "do=all_problems"), k=self.chance.randrange(1, 3)):
            result = self._replies
            if any(b["payload"] == command for reply in result for b in reply.get("buttons", ())):
                yield Said(choices=(command,))
        yield from self._deeper()
        yield Said(self._besides["bye"])

    def _deeper(self) -> Iterator[Said]:
        """One deeper module, where it is offered."""
        offered = [b["payload"] for reply in self._replies for b in reply.get("buttons", ())]
        module = next((payload for payload in offered if payload.startswith("do=deeper:")), None)
        if module is None:
            return
        yield Said(choices=(module,))
        yield from self._until("assessment")

    def _until(self, *kinds: str) -> Iterator[Said]:
        """Answer whatever is asked until one of these is shown."""
        digressed = 0
        while (kind := self._kind()) not in kinds:
            if kind == "confirm":
                yield Said(choices=("do=yes",))
            elif kind != "question":
                raise Astray(f"nothing is asked and there is no {' or '.join(kinds)}: {self._where()}")
            elif digressed < 2 and self.chance.random() < 0.1:
                digressed += 1
                yield self.chance.choice((Said(self._besides["why"]), Said(choices=("do=why",))))
            else:
                yield self._answer()

    def _answer(self) -> Said:
        question = self._open()
        known = self._organization.get(question["id"])
        if known and self.chance.random() < 0.4:
            self.pressed.clear()
            return Said(known["words"])
        values = [option["value"] for option in question["options"]]
        offered = {b["payload"] for reply in self._replies for b in reply.get("buttons", ())}
        count = self.chance.randrange(1, 3) if question["multiple"] else 1
        chosen = sorted(self.chance.sample(values, k=min(count, len(values))))
        if any(f"{question['id']}={value}" not in offered for value in chosen):
            chosen = [self.chance.choice([v for v in values if f"{question['id']}={v}" in offered])]
        self.pressed[question["id"]] = chosen
        return Said(choices=tuple(f"{question['id']}={value}" for value in chosen))

    def _open(self) -> Mapping[str, Any]:
        objects = [reply["custom"] for reply in self._replies if reply.get("custom")]
        return objects[-1] if objects else {}

    def _kind(self) -> str:
        found = self._open()
        if found.get("type") == "review":
            self.echoed = dict(found["answers"])
        return str(found.get("type", ""))

    def _where(self) -> str:
        return f"turn {self._turns}, {self.language}, replies {[str(r.get('text'))[:150] for r in self._replies]}"
