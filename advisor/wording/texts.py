"""The texts of one language, found by their path in `knowledge/<language>/` and filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from advisor.knowledge.records import Knowledge


@dataclass(frozen=True)
class Texts:
    """The wording of one language.

    `turn` counts the leader's messages, so that texts with variants do not repeat themselves.
    """

    knowledge: Knowledge
    language: str
    turn: int = 0

    def find(self, file: str, *path: str) -> Any:
        """What stands at `path` in a wording file; raises KeyError where nothing does."""
        found: Any = self.knowledge.wording[self.language][file]
        for step in path:
            found = found[step]
        return found

    def get(self, file: str, *path: str) -> str:
        """The text at `path`; the first variant where there are several."""
        found = self.find(file, *path)
        return str(found[0] if isinstance(found, (list, tuple)) else found)

    def say(self, path: str, **words: object) -> str:
        """A text of conversation.yml (`path` with dots), its variants taken in turn, filled in."""
        found = self.find("conversation", *path.split("."))
        if isinstance(found, (list, tuple)):
            found = found[self.turn % len(found)]
        return str(found).format_map({name: str(word) for name, word in words.items()})

    def has(self, file: str, *path: str) -> bool:
        """Whether there is a text at `path`."""
        try:
            self.find(file, *path)
        except KeyError:
            return False
        return True

    def join(self, items: Iterable[str]) -> str:
        """A list in words: “a, b and c”."""
        words = list(items)
        if len(words) < 2:
            return "".join(words)
        return self.say("list.comma").join(words[:-1]) + self.say("list.last") + words[-1]

    def semicolons(self, items: Iterable[str]) -> str:
        """Longer items, kept apart by semicolons."""
        return self.say("list.semicolon").join(items)

    def lines(self, items: Iterable[str]) -> str:
        """One item a line."""
        return "\n".join(items)

    def cite(self, section: str) -> str:
        """A section in brackets."""
        return self.say("cite", section=self.say("section", section=section))

    def option(self, question: str, value: str) -> Mapping[str, str]:
        """The wording of one option: `label`, `short` and `means`."""
        found: Mapping[str, str] = self.find("questions", question, "options", value)
        return found

    def own_names(self) -> dict[str, str]:
        """Every language → what it calls itself, for whoever cannot read this one."""
        return {code: replace(self, language=code).say("own_name") for code in self.knowledge.languages}

    def name_of_type(self, orientation: str) -> str:
        """The name of a type or of an outcome that is none."""
        group = "types" if orientation in self.knowledge.orientations else "other_outcomes"
        return self.get("orientations", group, orientation, "name")
