import json
from dataclasses import replace
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workshop_groups import CORE, KNOWLEDGE, LANGUAGES, NOW, groups, lists_of, seat, session, similar_groups

from advisor.assessment import assess
from advisor.knowledge.records import SKIP
from advisor.training.board import Boards, board
from advisor.training.board_records import FEW, MOST, NOBODY, RANGE, SHOWN, TOGETHER, plain
from advisor.training.events import reaches
from advisor.training.released import Outcome, asked, is_finished, release

ANY_GROUP = st.one_of(groups(), similar_groups())
MINIMUM = st.sampled_from([2, 3, 4, 5])
COUNTED = (SHOWN, TOGETHER, NOBODY)


def all_figures(made):
    yield from (figure for each in (*made.questions, made.types, *made.profile) for figure in each.figures)
    yield from (part for figure in made.types.figures for part in figure.parts)
    yield from (each.figure for each in made.problems)


def protected(made):
    """All of a board that is protected: everything but who is where."""
    whole = plain(made)
    return {name: whole[name] for name in ("questions", "differing", "types", "problems", "profile")}


def shown_board(seats, minimum=4, language="en", **more):
    return board(session(minimum, **more), seats, KNOWLEDGE, language, NOW)


@settings(max_examples=60, deadline=None)
@given(ANY_GROUP, MINIMUM, st.sampled_from(LANGUAGES))
def test_no_figure_stands_for_fewer_than_the_minimum(seats, minimum, language):
    made = shown_board(seats, minimum, language)
    for figure in all_figures(made):
        assert figure.text
        assert (figure.count is not None) == (figure.state in COUNTED) == (figure.share is not None)
        if figure.count:
            assert figure.count >= minimum
        assert figure.low <= figure.high
    for spread in made.questions:
        if not spread.several:
            counts = [figure.count for figure in spread.figures]
            if None not in counts and counts:
                assert sum(counts) == spread.basis.counted
                assert sorted(id for figure in spread.figures for id in figure.ids) == sorted(
                    KNOWLEDGE.questions[spread.question].values
                )
        for figure in spread.figures:
            assert figure.count in (None, 0) or figure.count <= spread.basis.counted - minimum
        assert bool(spread.figures) == spread.basis.shown
    for counts in (made.types, *made.profile):
        if counts.figures and all(figure.count is not None for figure in counts.figures):
            assert sum(figure.count for figure in counts.figures) == counts.basis.counted


@settings(max_examples=60, deadline=None)
@given(ANY_GROUP, MINIMUM)
def test_figures_are_true_of_the_answers_that_are_counted(seats, minimum):
    released = release(session(minimum), seats, KNOWLEDGE)
    made = shown_board(seats, minimum)
    for spread in made.questions:
        answers = released.answers[spread.question].counts
        for figure in spread.figures:
            true = sum(
                n
                for answer, n in answers.items()
                if (answer in figure.ids if isinstance(answer, str) else figure.ids[0] in answer)
            )
            assert figure.low <= true <= figure.high
            assert figure.count in (None, true)
    for figure in made.types.figures:
        true = sum(n for outcome, n in released.outcomes.counts.items() if outcome.orientation in figure.ids)
        assert figure.low <= true <= figure.high


@settings(max_examples=40, deadline=None)
@given(similar_groups())
def test_problems_are_counted_as_assessed(seats):
    """Without protection every count of a problem is that of the assessments."""
    made = shown_board(seats, 1)
    assessed = [assess(each.progress.answers, KNOWLEDGE) for each in seats]
    for problem in made.problems:
        found = sum(f.problem == problem.id and f.status == "found" for a in assessed for f in a.problems)
        assert problem.figure.count == (found if problem.basis.counted else None)
        assert problem.basis.counted or not found
    for figure in made.types.figures:
        assert figure.count == sum(a.orientation in figure.ids for a in assessed)
        assert sum(part.count for part in figure.parts) in (0, figure.count)
    for row in made.profile:
        for figure in row.figures:
            pointing = [p.points_to for a in assessed for p in a.table1 if p.row == row.row]
            if figure.ids != ("nowhere",):
                assert figure.count == sum(pointing.count(id) for id in figure.ids)


@settings(max_examples=40, deadline=None)
@given(ANY_GROUP, st.randoms(use_true_random=False))
def test_the_order_of_the_seats_does_not_matter(seats, random: Random):
    shuffled = list(seats)
    random.shuffle(shuffled)
    assert shown_board(shuffled) == shown_board(seats)


@settings(max_examples=40, deadline=None)
@given(ANY_GROUP, st.data())
def test_one_more_who_joins_changes_no_protected_figure_within_a_step(seats, data):
    """Neither in a first look nor in boards that follow each other."""
    newcomer = data.draw(groups(most=1))
    if not newcomer:
        return
    one = newcomer[0]
    more = [*seats, replace(one, participant=replace(one.participant, id="new", number=99))]
    before, after = shown_board(seats), shown_board(more)
    pairs = zip(before.questions, after.questions, strict=True)
    for old, new in pairs:
        assert old.figures == new.figures or new.basis.counted - old.basis.counted == 4
    boards = Boards(KNOWLEDGE)
    for old, new in zip(
        boards.board(session(), seats, "en", NOW).questions,
        boards.board(session(), more, "en", NOW).questions,
        strict=True,
    ):
        assert old.figures == new.figures or new.basis.counted - old.basis.counted >= 4


@settings(max_examples=40, deadline=None)
@given(
    similar_groups(),
    st.sampled_from([q.id for q in CORE[:6]]).map(KNOWLEDGE.questions.__getitem__),
    st.integers(0, 30),
    st.data(),
)
def test_one_who_changes_an_answer_or_leaves_moves_nothing(seats, question, which, data):
    boards = Boards(KNOWLEDGE)
    before = boards.board(session(), seats, "en", NOW)
    chosen = seats[which % len(seats)]
    value = data.draw(st.sampled_from([*question.values, SKIP])) if not question.several else question.values[:2]
    progress = replace(chosen.progress, answers={**chosen.progress.answers, question.id: value})
    changed = [replace(each, progress=progress) if each is chosen else each for each in seats]
    after = boards.board(session(), changed, "en", NOW)
    assert moved_by_fewer(seats, before, after) == []
    boards = Boards(KNOWLEDGE)
    before = boards.board(session(), seats, "en", NOW)
    after = boards.board(session(), [each for each in seats if each is not chosen], "en", NOW)
    assert moved_by_fewer(seats, before, after) == []


def moved_by_fewer(seats, before, after):
    """Questions whose figures moved although fewer than a step (4) can have: one, and those waiting."""

    def waiting(question):
        given = [each.progress.answers.get(question, SKIP) for each in seats]
        return sum(answer != SKIP for answer in given) % 4

    pairs = zip(before.questions, after.questions, strict=True)
    return [old.question for old, new in pairs if old.figures != new.figures and waiting(old.question) + 1 < 4]


@settings(max_examples=150, deadline=None)
@given(similar_groups(), st.sampled_from([q for q in CORE[:6] if not q.several]), st.data())
def test_no_other_figure_tells_apart_what_the_spread_does_not(seats, question, data):
    """Two groups that differ in one hidden answer: what rests on that question alone is the same."""
    before = shown_board(seats)
    old = next(spread for spread in before.questions if spread.question == question.id)
    chosen = data.draw(st.sampled_from(seats))
    value = data.draw(st.sampled_from(question.values))
    answers = {**chosen.progress.answers, question.id: value}
    changed = [seat(s.participant.number, answers) if s is chosen else s for s in seats]
    after = shown_board(changed)
    new = next(spread for spread in after.questions if spread.question == question.id)
    if old != new:
        return
    rows = [row.id for row in KNOWLEDGE.table1.rows if row.question == question.id]
    assert [row for row in before.profile if row.row in rows] == [row for row in after.profile if row.row in rows]
    reach = reaches(KNOWLEDGE)(asked(session(), KNOWLEDGE)).problems
    alone = {id for id, found in reach.items() if found.questions == (question.id,)}
    assert {p.id: p for p in before.problems if p.id in alone} == {p.id: p for p in after.problems if p.id in alone}


@settings(max_examples=100, deadline=None)
@given(similar_groups(), MINIMUM)
def test_figures_on_several_questions_keep_away_from_the_blocks_they_touch(seats, minimum):
    """No small group comes out of subtracting a shown problem or type from what surely holds it or lies in it."""
    made = shown_board(seats, minimum)
    counted_questions = {spread.question: spread for spread in made.questions}
    for problem in made.problems:
        if problem.figure.state != SHOWN:
            continue
        rows = KNOWLEDGE.problems[problem.id].evidence
        rows = [row for row in rows if all(c.question in counted_questions for c in row)]
        for question in {c.question for row in rows for c in row}:
            spread = counted_questions[question]
            if spread.several or len({c.question for row in rows for c in row}) == 1:
                continue
            # Values that make the problem found whatever else was answered: rows on this question alone.
            surely = {
                v
                for row in rows
                if all(c.question == question for c in row)
                for v in spread_values(question)
                if all(c.holds(v) for c in row)
            }
            inside = sum(f.count for f in spread.figures if f.count and surely.issuperset(f.ids))
            assert not inside or problem.figure.count - inside >= minimum


def possible_types():
    """Question → value → types that some answers to the other questions give; tried with `assess`."""
    money, needs = KNOWLEDGE.questions["main_source"], KNOWLEDGE.questions["needs_first"]
    channels = [SKIP, *lists_of(("project", "fees", "donations"))]
    found = {}
    for values in product((*money.values, SKIP), (*needs.values, SKIP), channels):
        answers = dict(zip(("main_source", "needs_first", "funding_channels"), values, strict=True))
        orientation = assess(answers, KNOWLEDGE).orientation
        for question in ("main_source", "needs_first"):
            found.setdefault(question, {}).setdefault(answers[question], set()).add(orientation)
    return found


POSSIBLE = possible_types()


@settings(max_examples=100, deadline=None)
@given(st.one_of(similar_groups(), groups(most=30)), MINIMUM)
def test_types_keep_away_from_the_answers_that_decide_them(seats, minimum):
    """Who gave answers with which a type is possible are the type's own, or at least the minimum more."""
    made = shown_board(seats, minimum)
    spreads = {spread.question: spread for spread in made.questions}
    for figure, (question, possible) in product(made.types.figures, POSSIBLE.items()):
        spread = spreads[question]
        if not figure.count or not spread.figures or any(shown.count is None for shown in spread.figures):
            continue
        touching = [f for f in spread.figures if any(possible[id].intersection(figure.ids) for id in f.ids)]
        people = sum(shown.count for shown in touching)
        if people < spread.basis.counted:
            assert people - figure.count >= minimum
        inside = [f for f in spread.figures if all(possible[id].issubset(figure.ids) for id in f.ids)]
        people = sum(shown.count for shown in inside)
        assert not people or figure.count - people >= minimum


def spread_values(question):
    return KNOWLEDGE.questions[question].values


@settings(max_examples=30, deadline=None)
@given(groups(), st.booleans())
def test_names_are_only_shown_of_those_who_agreed_in_named_sessions(seats, anonymous):
    given_names = [
        replace(
            each,
            participant=replace(
                each.participant,
                organization=f"Org{each.participant.number}",
                voice="chair",
                named=each.participant.number % 2 == 0,
            ),
        )
        for each in seats
    ]
    made = shown_board(given_names, anonymous=anonymous)
    text = json.dumps(plain(made), ensure_ascii=False)
    for each in given_names:
        name = f'"Org{each.participant.number} (chair)"'
        assert (name in text) == (each.participant.named and not anonymous)
        place = next(p for p in made.people if p.number == each.participant.number)
        assert place.label
        assert (place.name != "") == (name in text)
    assert (made.joined, made.finished) == (len(seats), sum(is_finished(s.progress) for s in seats))


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_in_words(language):
    seats = [
        seat(1, {}, False, phase="new"),
        seat(2, {}, False, open="staff_origin"),
        seat(3, {}, False, open="venue"),
        seat(4, {}, False, phase="review"),
        seat(5, {}),
        seat(6, {}, True, open="venue", phase="asking"),
        seat(7, {}, False),
        seat(8, {}, False, open="no_such_question"),
    ]
    made = shown_board(seats, language=language)
    assert len({place.text for place in made.people}) == 7
    assert [place.step for place in made.people] == [None, 5, None, None, None, None, None, None]
    assert [(at.question, at.count) for at in made.at] == [("staff_origin", 1)]
    assert (made.joined, made.answering, made.finished) == (8, 5, 2)
    assert made.people[0].of == 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_session_has_a_board(language):
    made = shown_board([], language=language)
    assert (made.joined, made.types.figures, made.differing) == (0, (), ())
    assert all(not spread.figures and spread.basis.note for spread in made.questions)
    json.dumps(plain(made))


def test_deeper_parts_are_on_the_board_where_the_session_asks_them():
    assert len(shown_board([]).questions) == 12
    made = shown_board([], parts=("services",))
    assert [s.question for s in made.questions[12:]] == list(KNOWLEDGE.parts["services"].questions)
    assert {p.id for p in shown_board([]).problems} < {p.id for p in made.problems}
    assert asked(session(parts=("services",)), KNOWLEDGE)[-1] == "field"


def test_unanimity_is_told_without_a_figure():
    same = {question.id: question.values[0] for question in CORE if not question.several}
    made = shown_board([seat(n, same) for n in range(1, 13)])
    for spread in made.questions:
        if not spread.several:
            assert [figure.count for figure in spread.figures] == [None] * len(spread.figures)
            assert [figure.state for figure in spread.figures].count(MOST) == 1
    assert {figure.state for figure in made.types.figures} == {MOST, FEW}
    assert made.problems[0].figure.low == 9


def test_those_who_left_a_question_out_are_told_in_whole_steps():
    answers = [{"main_source": "government"}] * 8 + [{"main_source": "users"}] * 4 + [{"main_source": SKIP}] * 6
    made = shown_board([seat(n, a) for n, a in enumerate(answers, 1)])
    assert made.questions[0].left_out == 4
    assert made.questions[0].left_out_text == "Left out by at least 4."
    assert made.questions[0].basis.counted == 12
    assert made.questions[0].basis.waiting is None
    assert [f.count for f in made.questions[0].figures if f.count] == [8, 4]


def test_a_range_is_what_other_figures_enclose():
    values = ["none"] * 4 + ["few"] * 2 + ["most"] * 2 + ["some"] * 4
    made = shown_board([seat(n, {"staff_qualified": v}) for n, v in enumerate(values, 1)])
    figure = next(p.figure for p in made.problems if p.id == "P4.4-2")
    assert (figure.state, figure.low, figure.high) == (RANGE, 4, 8)


def test_boards_read_the_seats_only_for_a_new_mark():
    reads = []

    def seats():
        reads.append(1)
        return [seat(n, {"main_source": "users"}) for n in range(1, 5)]

    boards = Boards(KNOWLEDGE)
    first = boards.at_mark(session(), (4, 1.0), seats, "en", NOW)
    assert boards.at_mark(session(), (4, 1.0), seats, "en", NOW) is first
    assert boards.at_mark(session(), (4, 1.0), seats, "zh", NOW).language == "zh"
    assert len(reads) == 2
    boards.at_mark(session(), (4, 2.0), seats, "en", NOW)
    boards.at_mark(session(closed=True), (4, 2.0), seats, "en", NOW)
    assert len(reads) == 4
    boards.forget("s1")
    boards.at_mark(session(closed=True), (4, 2.0), seats, "en", NOW)
    assert len(reads) == 5


def test_another_minimum_begins_anew():
    seats = [seat(n, {"main_source": "users" if n % 2 else "government"}) for n in range(1, 11)]
    before = release(session(4), seats, KNOWLEDGE)
    assert before.answers["main_source"].counted == 8
    assert release(session(5), seats, KNOWLEDGE, before).answers["main_source"].counted == 10
    assert isinstance(next(iter(before.outcomes.counts)), Outcome)


def test_when_a_session_takes_answers():
    assert shown_board([]).state == "Answers are being taken."
    assert shown_board([], closes="2026-12-01").state == "Answers are being taken until December 1, 2026."
    closed = shown_board([], closes="2026-11-01")
    assert not closed.open
    assert closed.state == shown_board([], closed=True).state
