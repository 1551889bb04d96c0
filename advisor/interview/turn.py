"""One turn of the conversation while it is being worked out, and what it needs from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from advisor.interview.state import ASKING, REVIEW, Interview
from advisor.knowledge.records import Knowledge, Question
from advisor.reading.reading import Reading
from advisor.wording.messages import Button, Message
from advisor.wording.questions import either_message, question_message
from advisor.wording.texts import Texts


class Records(Protocol):
    """Where results are kept for one leader."""

    def result_id(self) -> str:
        """The id of the result this turn may give: the same one where the turn has to be taken again."""

    def keep(self, assessment: Mapping[str, Any], heard: Mapping[str, str], figures: Mapping[str, float]) -> None:
        """Store an assessment object with the leader's words and the figures behind the answers."""

    def last(self) -> Mapping[str, Any] | None:
        """The assessment stored last before this turn, or None."""

    def forget(self) -> int:
        """Delete everything stored for this leader; the number of results that went."""


@dataclass
class Turn:
    """Works out the answer to one message: `interview` and `said` grow while it is handled.

    parts  the deeper parts that may be offered, None for all of them
    """

    knowledge: Knowledge
    reading: Reading
    interview: Interview
    records: Records
    number: int = 0
    parts: Sequence[str] | None = None
    said: list[Message] = field(default_factory=list)
    forget: bool = False

    @property
    def texts(self) -> Texts:
        """The wording in the leader's language."""
        language = self.interview.language or self.knowledge.languages[0]
        return Texts(self.knowledge, language, self.number)

    @property
    def core(self) -> tuple[Question, ...]:
        """The questions of the core interview."""
        return self.knowledge.in_stage("core")

    def change(self, **changes: Any) -> None:
        """Change the state of the interview."""
        self.interview = self.interview.but(**changes)

    def say(self, path: str, *buttons: Button, custom: Mapping[str, Any] | None = None, **words: object) -> None:
        """Say a text of conversation.yml."""
        self.tell(self.texts.say(path, **words), *buttons, custom=custom)

    def tell(self, text: str, *buttons: Button, custom: Mapping[str, Any] | None = None, title: str = "") -> None:
        """Say something already in words; an empty text is not said. title: see `Message`."""
        if text:
            self.said.append(Message(text, tuple(buttons), custom, title=title))

    def ask(self, explained: bool = False, lead: str = "") -> None:
        """Ask the open question, once more where it was asked before."""
        question = self.knowledge.questions[self.interview.open or self.core[0].id]
        self.said.append(
            question_message(
                self.texts,
                question,
                known=self.interview.answers.get(question.id),
                figure=self.interview.figures.get(question.id),
                explained=explained,
                lead=lead,
            )
        )

    def ask_either(self, values: Sequence[str]) -> None:
        """Ask which of these options of the open question was meant."""
        self.said.append(either_message(self.texts, self.knowledge.questions[self.interview.open or ""], values))

    def next_question(self) -> str | None:
        """The next question without an answer, in the module or in the core interview."""
        if self.interview.module:
            ids = self.knowledge.parts[self.interview.module].questions
        else:
            ids = tuple(question.id for question in self.core)
        return next((q for q in ids if q not in self.interview.answers), None)

    def missing(self) -> list[str]:
        """The core questions nobody has answered or skipped yet."""
        return [question.id for question in self.core if question.id not in self.interview.answers]

    @property
    def asking(self) -> bool:
        """Whether a question is open."""
        return self.interview.phase == ASKING and self.interview.open is not None

    @property
    def reviewing(self) -> bool:
        """Whether the review is being shown."""
        return self.interview.phase == REVIEW
