import json
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workshop_groups import CORE, KNOWLEDGE, LANGUAGES, answers_to, seat, session

from advisor.assessment import assess
from advisor.knowledge.records import SKIP
from advisor.reports.content import result_content
from advisor.training.agreement import agreement
from advisor.training.board_records import plain
from advisor.training.records import Agreed
from advisor.training.voices import agreed_assessment, voices
from advisor.training.what_if import MOST_DISPUTED
from advisor.wording.texts import Texts

ENGLISH = Texts(KNOWLEDGE, "en")


@st.composite
def organizations(draw, most=6):
    return [
        seat(n, draw(answers_to()), organization="Sunny Home", voice=f"voice {n}", named=n % 2 == 1)
        for n in range(1, draw(st.integers(1, most)) + 1)
    ]


def said(seats, anonymous=False, agreed=None, texts=ENGLISH):
    return voices(session(anonymous=anonymous), seats, KNOWLEDGE, texts, agreed)


@settings(max_examples=40, deadline=None)
@given(organizations(), st.sampled_from(LANGUAGES))
def test_everybody_is_heard_once_on_each_question(seats, language):
    made = said(seats, texts=Texts(KNOWLEDGE, language))
    for question in made.questions:
        given = {s.participant.number: s.progress.answers[question.question] for s in seats}
        real = Counter(answer for answer in given.values() if answer != SKIP)
        assert {answer.value: answer.count for answer in question.answers} == dict(real)
        assert question.answered == sum(real.values())
        assert [len(answer.who) for answer in question.answers] == [answer.count for answer in question.answers]
        assert question.agreed == (len(real) == 1)
    unheard = {q.id for q in CORE} - {question.question for question in made.questions}
    assert all(s.progress.answers[q] == SKIP for s in seats for q in unheard)


@settings(max_examples=40, deadline=None)
@given(organizations())
def test_questions_least_agreed_on_come_first(seats):
    shares = [q.agreement if q.agreement is not None else 1.0 for q in said(seats).questions]
    assert shares == sorted(shares)


@settings(max_examples=40, deadline=None)
@given(answers_to(), st.integers(2, 6), st.sampled_from(LANGUAGES), st.booleans())
def test_voices_of_identical_answers_fully_agree(answers, count, language, anonymous):
    texts = Texts(KNOWLEDGE, language)
    made = said([seat(n, answers) for n in range(1, count + 1)], anonymous, texts=texts)
    assert all(q.agreement == 1.0 and q.agreed and len(q.answers) == 1 for q in made.questions)
    assert len({q.agreement_text for q in made.questions}) <= 1
    assert made.what_if == ()


@settings(max_examples=40, deadline=None)
@given(organizations(), st.randoms(use_true_random=False))
def test_the_order_of_the_voices_does_not_matter(seats, random):
    shuffled = list(seats)
    random.shuffle(shuffled)
    assert said(shuffled) == said(seats)


@settings(max_examples=40, deadline=None)
@given(organizations(), st.booleans())
def test_who_said_it_is_shown_only_where_it_may_be(seats, anonymous):
    made = said(seats, anonymous)
    text = json.dumps(plain(made), ensure_ascii=False)
    assert ("Sunny Home" in text) == (not anonymous)
    for each in seats:
        assert (f'"voice {each.participant.number}"' in text) == (each.participant.named and not anonymous)
    if anonymous:
        assert made.hidden
        for question in made.questions:
            assert all(answer.who == () for answer in question.answers)
            if question.answered < 4:
                assert all(answer.count is None for answer in question.answers)
                assert question.agreement in (None, 1.0)


@settings(max_examples=40, deadline=None)
@given(organizations())
def test_what_if_is_what_assessing_gives(seats):
    """With everything else agreed, the type named is that of the assessment."""
    made = said(seats)
    disputed = [q for q in made.questions if not q.agreed]
    if not disputed:
        return
    last = disputed[0]
    settled = {q.question: q.answers[0].value for q in disputed[1:]}
    again = said(seats, agreed=Agreed("Sunny Home", settled))
    base = {q.question: q.answers[0].value for q in made.questions if q.agreed} | settled
    assert {entry.question for entry in again.what_if} == {last.question}
    assert sorted(map(str, (entry.value for entry in again.what_if))) == sorted(str(a.value) for a in last.answers)
    for entry in again.what_if:
        result = assess({**base, entry.question: entry.value}, KNOWLEDGE)
        assert [(o.orientation, o.confidence) for o in entry.outcomes] == [(result.orientation, result.confidence)]
        found = {f.problem for f in result.problems if f.status == "found"}
        assert set(entry.problems) == found - {
            f.problem for f in assess(base, KNOWLEDGE).problems if f.status == "found"
        }


@settings(max_examples=40, deadline=None)
@given(organizations())
def test_every_alternative_of_the_most_disputed_questions_is_tried(seats):
    made = said(seats)
    disputed = {q.question: q for q in made.questions if not q.agreed}
    tried = dict.fromkeys(entry.question for entry in made.what_if)
    assert list(tried)[:MOST_DISPUTED] == list(disputed)[:MOST_DISPUTED]
    for question in tried:
        values = [entry.value for entry in made.what_if if entry.question == question]
        assert sorted(map(str, values)) == sorted(str(answer.value) for answer in disputed[question].answers)
    for entry in made.what_if:
        assert entry.text
        assert entry.outcomes


def test_where_the_type_depends_on_more_all_types_are_named():
    seats = [
        seat(1, {"main_source": "government", "needs_first": "government", "funding_channels": ("project",)}),
        seat(2, {"main_source": "users", "needs_first": "users", "funding_channels": ("project",)}),
    ]
    made = said(seats)
    government = next(
        entry for entry in made.what_if if entry.value == "government" and entry.question == "main_source"
    )
    assert government.decides
    assert {outcome.orientation for outcome in government.outcomes} == {"government"}
    assert {outcome.confidence for outcome in government.outcomes} == {"firm", "provisional"}


def test_agreement():
    assert agreement(["a", "a", "b", "c"]) == 0.5
    assert agreement([("a", "b"), ("b", "c")]) == pytest.approx(1 / 3)
    assert agreement([(), ()]) == 1.0
    assert agreement([("a",), ()]) == 0.0
    with pytest.raises(ValueError, match="at least two"):
        agreement(["a"])


@settings(max_examples=100)
@given(st.lists(st.lists(st.sampled_from("abcd"), unique=True).map(tuple), min_size=2, max_size=6))
def test_agreement_on_lists_is_between_nothing_and_one(lists):
    assert -1e-9 <= agreement(lists) <= 1
    assert agreement(lists) == pytest.approx(agreement(lists[::-1]))
    assert (agreement(lists) == 1) == (len({frozenset(entry) for entry in lists}) == 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_agreed_is_assessed_and_dissent_is_kept(language):
    agreed = Agreed("Sunny Home", {"main_source": "users", "needs_first": "users"}, {"main_source": "not last year"})
    entry = agreed_assessment(agreed, KNOWLEDGE, language, created="2026-11-24T09:00:00Z")
    assert (entry["orientation"], entry["confidence"]) == ("market", "firm")
    assert entry["answers"] == {"main_source": "users", "needs_first": "users"}
    assert result_content(KNOWLEDGE, language, entry, {}, {}).orientation == "market"
    assert agreed_assessment(replace(agreed, changed="2026-11-25T09:00:00Z"), KNOWLEDGE, language)["created"] == (
        "2026-11-25T09:00:00Z"
    )
    seats = [seat(1, {"main_source": "users"}), seat(2, {"main_source": "government"})]
    made = said(seats, agreed=agreed, texts=Texts(KNOWLEDGE, language))
    assert made.questions[0].dissent == "not last year"
    assert made.questions[0].agreed_answer
    assert made.what_if == ()
