"""One conversation in memory: words go through the real reader and the real interview, without a server."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from advisor.interview.conversation import take_turn
from advisor.interview.state import Interview
from advisor.interview.turn import Turn
from advisor.knowledge.records import Knowledge
from advisor.reading.reading import Reading
from advisor.wording.messages import Message


class Memory:
    """Records of one leader, in memory."""

    def __init__(self) -> None:
        self.kept: list[Mapping[str, Any]] = []

    def result_id(self) -> str:
        return f"result-{len(self.kept)}"

    def keep(self, assessment: Mapping[str, Any], heard: Mapping[str, str], figures: Mapping[str, float]) -> None:
        self.kept.append(assessment)

    def last(self) -> Mapping[str, Any] | None:
        return self.kept[-1] if self.kept else None

    def forget(self) -> int:
        gone, self.kept = len(self.kept), []
        return gone


class Talk:
    """Says something, keeps what was answered; the state goes through its plain form every turn."""

    def __init__(self, knowledge: Knowledge, reader: Any) -> None:
        self.knowledge, self.reader = knowledge, reader
        self.interview = Interview()
        self.records = Memory()
        self.number = 0
        self.said: list[Message] = []
        self.forgotten = False

    def say(self, text: str) -> list[Message]:
        """One message of the leader."""
        phase = "confirming" if self.interview.pending else self.interview.phase
        answered = [q for q in self.knowledge.questions if q in self.interview.answers]
        reading = self.reader.read(
            text, self.interview.open, language=self.interview.language, phase=phase, answered=answered
        )
        return self.read(reading)

    def read(self, reading: Reading) -> list[Message]:
        """The same for a reading that is already there."""
        self.number += 1
        plain = json.loads(json.dumps(reading.to_plain()))
        turn = Turn(self.knowledge, Reading.from_plain(plain), self.interview, self.records, self.number)
        take_turn(turn)
        answers = {q: list(a) if isinstance(a, tuple) else a for q, a in turn.interview.answers.items()}
        state = json.loads(json.dumps([turn.interview.to_plain(), answers]))
        self.interview = Interview.from_plain(*state)
        assert self.interview == turn.interview, "the state does not survive being stored"
        self.forgotten = turn.forget
        self.said = turn.said
        return turn.said

    @property
    def text(self) -> str:
        """Everything said in the last turn."""
        return "\n".join(message.text for message in self.said)

    def custom(self, kind: str) -> Mapping[str, Any] | None:
        """The last custom object of a kind in the last turn."""
        found = [m.custom for m in self.said if m.custom and m.custom["type"] == kind]
        return found[-1] if found else None

    @property
    def payloads(self) -> list[str]:
        """What the buttons of the last turn send."""
        return [button.payload for message in self.said for button in message.buttons]
