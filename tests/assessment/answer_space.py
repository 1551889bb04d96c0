"""Any answers a leader could give, for tests that hold for all of them."""

from itertools import chain, combinations

from hypothesis import strategies as st

from advisor.knowledge import load_knowledge
from advisor.knowledge.records import SKIP, Question

KNOWLEDGE = load_knowledge()
MONEY, NEEDS, CHANNELS = "main_source", "needs_first", "funding_channels"


def lists_of(values):
    """Every selection of the values, in the order of the options."""
    return list(chain.from_iterable(combinations(values, size) for size in range(len(values) + 1)))


def given_values(question: Question):
    """Every real answer to a question."""
    return lists_of(question.values) if question.several else list(question.values)


def possible_values(question: Question):
    """Every answer to a question: none, skipped, each value."""
    return [None, SKIP, *given_values(question)]


def some_answer(question: Question):
    return st.sampled_from(possible_values(question))


def any_answers():
    """Answers to any of the questions; those without an answer have no entry."""
    whole = st.fixed_dictionaries({q.id: some_answer(q) for q in KNOWLEDGE.questions.values()})
    return whole.map(lambda answers: {q: value for q, value in answers.items() if value is not None})
