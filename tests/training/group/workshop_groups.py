"""Sessions and participants with any answers, for tests that hold for all of them."""

from datetime import datetime, timezone
from itertools import chain, combinations

from hypothesis import strategies as st

from advisor.knowledge import load_knowledge
from advisor.knowledge.records import SKIP
from advisor.training.records import Participant, Progress, Seat, Session

KNOWLEDGE = load_knowledge()
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=timezone.utc)
LANGUAGES = sorted(KNOWLEDGE.languages)
CORE = KNOWLEDGE.in_stage("core")


def session(minimum=4, anonymous=True, parts=(), **more):
    return Session("s1", "t1", "Workshop", "en", parts, anonymous, minimum, "ABC234", **more)


def seat(number, answers, finished=True, named=False, organization="", voice="", open=None, phase=None):
    participant = Participant(f"p{number}", "s1", f"c{number}", number, organization, voice, named, "")
    phase = phase or ("result" if finished else "asking")
    return Seat(participant, Progress(answers, {}, open, phase, f"r{number}" if finished else None))


def lists_of(values):
    return list(chain.from_iterable(combinations(values, size) for size in range(len(values) + 1)))


def some_value(question):
    """An answer, the first options likelier, so that there are large groups as well as small ones."""
    if question.several:
        return st.sampled_from([SKIP, *lists_of(question.values[:4])])
    return st.sampled_from([*question.values[:1] * 6, *question.values[:2] * 3, *question.values, SKIP])


def answers_to(questions=CORE):
    return st.fixed_dictionaries({question.id: some_value(question) for question in questions})


@st.composite
def groups(draw, most=16, minimum=4):
    """Seats whose participants have answered some or all of the core questions."""
    seats = []
    for number in range(1, draw(st.integers(0, most)) + 1):
        answers = draw(answers_to())
        finished = draw(st.sampled_from([True, True, True, False]))
        if not finished:
            answers = dict(list(answers.items())[: draw(st.integers(0, len(answers)))])
        seats.append(seat(number, answers, finished))
    return seats


def similar_groups(most=24):
    """Groups who differ in few answers, so that more can be shown."""
    return st.lists(answers_to(CORE[:6]), min_size=1, max_size=4).flatmap(
        lambda kinds: st.lists(st.sampled_from(kinds), min_size=4, max_size=most).map(
            lambda chosen: [seat(number, answers) for number, answers in enumerate(chosen, 1)]
        )
    )
