"""Sessions to make files and papers of: a typical group, and any group at all."""

from __future__ import annotations

import random
from datetime import date, datetime, timezone
from typing import Any

from hypothesis import strategies as st

from advisor.knowledge import load_knowledge
from advisor.training.board import Boards
from advisor.training.board_records import Board
from advisor.training.papers.group_report import group_report
from advisor.training.papers.kit import kit
from advisor.training.papers.paper import Paper
from advisor.training.papers.questionnaire import questionnaire
from advisor.training.records import Participant, Progress, Seat, Session
from tests.assessment.answer_space import any_answers

KNOWLEDGE = load_knowledge()
LANGUAGES = KNOWLEDGE.languages
DEEPER = tuple(id for id, part in KNOWLEDGE.parts.items() if part.stage != "core")
NOW = datetime(2026, 11, 24, 10, tzinfo=timezone.utc)
DAY = date(2026, 11, 24)
JOINED = "2026-11-24T09:00:00Z"
CHANGED = NOW.timestamp()
ATTACKS = (
    '=HYPERLINK("http://example.com","x")',
    "+1+1",
    "-2+3",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "＝1+1",
    "\t=1+1",
    '"><img src=x onerror=alert(1)>',
    "<script>alert(1)</script>",
    "</style><style>*{display:none}</style>",
    "{{ 7 * 7 }}{title}{0.__class__}",
    "]]></w:t><w:t>&amp;<!--",
    "a\x00b\x0b\ud800c",
)


def session(language: str = "zh", **more: Any) -> Session:
    given = {"minimum": 4, "code": "K7MPQ2", "created": JOINED, "knowledge_version": KNOWLEDGE.version, **more}
    return Session("s1", "t1", given.pop("name", "Lakeside workshop 湖滨工作坊"), language, **given)


def seat(number: int, answers: dict[str, Any], organization: str = "", voice: str = "", named: bool = False) -> Seat:
    participant = Participant(f"p{number}", "s1", f"c{number}", number, organization, voice, named, JOINED)
    done = "result" if answers else "new"
    return Seat(participant, Progress(answers, phase=done, result=f"r{number}" if answers else None, changed=CHANGED))


def typical_seats(count: int = 14) -> list[Seat]:
    """A group whose answers lean one way and differ."""
    chance, found = random.Random(4), []
    for number in range(1, count + 1):
        answers: dict[str, Any] = {
            q.id: tuple(v for v in q.values if chance.random() < 0.4)
            if q.several
            else chance.choice((q.values[0], q.values[0], *q.values[:3]))
            for q in KNOWLEDGE.in_stage("core")
        }
        found.append(seat(number, answers, f"组织{number}", "", named=number % 2 == 0))
    return found


def board(language: str, seats: list[Seat] | None = None, **more: Any) -> Board:
    return Boards(KNOWLEDGE).board(
        session(language, **more), typical_seats() if seats is None else seats, language, NOW
    )


def papers(language: str, **more: Any) -> dict[str, Paper]:
    """Every kind of paper; `more` of the session."""
    held = session(language, **more)
    full = board(language, **more)
    return {
        "questionnaire": questionnaire(KNOWLEDGE, language, DAY, held),
        "questionnaire with every part and names": questionnaire(
            KNOWLEDGE, language, DAY, session(language, anonymous=False, parts=DEEPER)
        ),
        "group report": group_report(full, KNOWLEDGE),
        "group report of nobody": group_report(board(language, [], **more), KNOWLEDGE),
        "kit": kit(held, KNOWLEDGE, language, DAY),
        "kit with findings": kit(held, KNOWLEDGE, language, DAY, full, 20),
    }


names = st.one_of(st.sampled_from(ATTACKS), st.text(st.characters(exclude_categories=("Cs",)), max_size=12))


@st.composite
def any_seats(draw: Any, fewest: int = 0) -> list[Seat]:
    """Any people with any answers, names and voices."""
    count = draw(st.integers(fewest, 6))
    return [seat(n, draw(any_answers()), draw(names), draw(names), draw(st.booleans())) for n in range(1, count + 1)]
