"""The questionnaire on paper, from the same questions as the interview."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date

from advisor.knowledge.records import Knowledge, Question
from advisor.reports.lettering import width
from advisor.reports.phrases import day_in_words
from advisor.reports.typed import as_shown
from advisor.training.papers.paper import (
    LEAD,
    NOTE,
    SMALL,
    Asked,
    Blank,
    Block,
    Heading,
    Option,
    Paper,
    Point,
    Points,
    Text,
    Tick,
    paper,
)
from advisor.training.papers.reading_cells import NUMBER_OF_NONE, NUMBER_OF_SKIP
from advisor.training.papers.texts import PAPERS, said, say
from advisor.training.records import Session
from advisor.wording.texts import Texts

MINUTES_A_QUESTION = 0.75
TO_FIVE_MINUTES = 5
HALF_A_LINE = 23
"""How wide an option may be to stand beside another, in parts of the font size."""
LINES_FOR_NOTES = 3
LONGEST_NAME = 120


def questionnaire(
    knowledge: Knowledge, language: str, day: date, session: Session | None = None, parts: Sequence[str] | None = None
) -> Paper:
    """The questionnaire with the core interview and the deeper parts named.

    session  whose name, code and rules on names stand on it; None: one for any group
    parts    deeper parts (ids); None: those of the session

    Raises KeyError where a part is none.
    """
    texts = Texts(knowledge, language)
    chosen = tuple(parts) if parts is not None else session.parts if session else ()
    asked = questions_of(knowledge, chosen)
    name = as_shown(session.name, LONGEST_NAME) if session else ""
    blocks = [*_in_front(texts, session), *_questions(texts, asked)]
    blocks.append(Blank(say(texts, "questionnaire.notes"), LINES_FOR_NOTES))
    blocks.append(Text(say(texts, "questionnaire.thanks"), look=LEAD))
    blocks.append(Text(texts.get("study", "cite"), look=SMALL))
    count = say(texts, "questionnaire.count", count=len(asked), minutes=minutes_for(len(asked)))
    about = [count, day_in_words(texts, day)]
    if session:
        about = [
            say(texts, "questionnaire.for", name=name),
            say(texts, "questionnaire.code", code=session.code),
            *about,
        ]
    return paper(texts, say(texts, "questionnaire.title"), tuple(about), tuple(blocks), day, name)


def minutes_for(questions: int) -> int:
    """How long so many questions take on paper, rounded up to five minutes; our estimate, measured by nobody yet."""
    return math.ceil(questions * MINUTES_A_QUESTION / TO_FIVE_MINUTES) * TO_FIVE_MINUTES


def questions_of(knowledge: Knowledge, parts: Sequence[str]) -> tuple[Question, ...]:
    """The questions of the core interview, then those of the deeper parts, in order."""
    unknown = [part for part in parts if part not in knowledge.parts or knowledge.parts[part].stage == "core"]
    if unknown:
        deeper = ", ".join(id for id, part in knowledge.parts.items() if part.stage != "core")
        raise KeyError(f"{unknown[0]!r} is no deeper part; there are: {deeper}")
    wanted = {id for id, part in knowledge.parts.items() if part.stage == "core" or id in parts}
    return tuple(question for question in knowledge.questions.values() if question.part in wanted)


def _in_front(texts: Texts, session: Session | None) -> Iterator[Block]:
    yield Text(say(texts, "questionnaire.about"))
    yield Blank(say(texts, "questionnaire.number"))
    anonymous = session is None or session.anonymous
    if not anonymous:
        yield Blank(say(texts, "questionnaire.organization"))
        yield Blank(say(texts, "questionnaire.voice"))
        yield Tick(say(texts, "questionnaire.agree"))
    yield Heading(say(texts, "questionnaire.how"), 3)
    yield Points(tuple(Point(rule) for rule in said(texts, "questionnaire.rules")))
    consent = "consent_anonymous" if anonymous else "consent_named"
    yield Text(say(texts, f"questionnaire.{consent}"), label=say(texts, "questionnaire.consent"), look=NOTE)


def _questions(texts: Texts, questions: Sequence[Question]) -> Iterator[Block]:
    numbers = said(texts, "questionnaire.numbers")
    part = ""
    count = 0
    for number, question in enumerate(questions, 1):
        if question.part != part:
            part = question.part
            name = texts.get("parts", part, "name")
            yield Heading(say(texts, "questionnaire.part", number=numbers[count], part=name))
            count += 1
        yield _asked(texts, question, number)


def _asked(texts: Texts, question: Question, number: int) -> Asked:
    options = [Option(str(n), texts.option(question.id, value)["label"]) for n, value in enumerate(question.values, 1)]
    if question.several:
        options.append(Option(NUMBER_OF_NONE, say(texts, "options.none")))
    options.append(Option(NUMBER_OF_SKIP, say(texts, "options.skip")))
    ask = texts.get("questions", question.id, "ask")
    several = say(texts, "questionnaire.several")
    marked = [several] if question.several and several not in ask else []
    how = texts.say("list.sentence").join(part for part in (*marked, _hint(texts, question)) if part)
    beside = all(width(option.label) <= HALF_A_LINE for option in options)
    return Asked(str(number), ask, how, tuple(options), columns=2 if beside else 1)


def _hint(texts: Texts, question: Question) -> str:
    """The question's hint; on paper some say it differently than in a conversation."""
    if texts.has(PAPERS, "hints", question.id):
        return texts.get(PAPERS, "hints", question.id)
    return texts.get("questions", question.id, "hint") if texts.has("questions", question.id, "hint") else ""
