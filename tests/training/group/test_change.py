import copy
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workshop_groups import KNOWLEDGE, LANGUAGES, answers_to

from advisor.assessment import assess
from advisor.knowledge.records import SKIP
from advisor.reports.records import PlanRow
from advisor.training.board_records import plain
from advisor.training.change import change
from advisor.wording.assessment_object import assessment_object
from advisor.wording.texts import Texts

ENGLISH = Texts(KNOWLEDGE, "en")
QUESTIONS = list(KNOWLEDGE.questions.values())[:16]
SUGGESTIONS = list(KNOWLEDGE.suggestions)[:4]


def result(answers, language="en", created="2026-11-24T09:00:00Z"):
    stored = assessment_object(assess(answers, KNOWLEDGE), language, KNOWLEDGE, "1" * 32, created)
    return json.loads(json.dumps(stored))


RESULTS = answers_to(QUESTIONS).map(result)
PLANS = st.lists(
    st.builds(
        PlanRow,
        st.sampled_from([*SUGGESTIONS, "own-1", "own-2"]),
        st.sampled_from(["call", "meet"]),
        done=st.booleans(),
    ),
    unique_by=lambda row: row.step if row.id.startswith("own-") else row.id,
    max_size=5,
)


@settings(max_examples=50, deadline=None)
@given(RESULTS, PLANS, st.sampled_from(LANGUAGES))
def test_nothing_changes_between_a_result_and_itself(same, plan, language):
    made = change(same, same, plan, plan, Texts(KNOWLEDGE, language))
    assert made.empty
    assert made.summary
    assert (made.answers, made.gone, made.come, made.versions) == ((), (), (), "")
    assert made.same_type
    assert {problem.id for problem in made.stayed} == {p["id"] for p in same["problems"] if p["status"] == "found"}
    assert made.steps_done == sum(row.done for row in plan)
    json.dumps(plain(made))


@settings(max_examples=50, deadline=None)
@given(RESULTS, RESULTS, PLANS, PLANS)
def test_looking_back_mirrors_looking_ahead(one, other, plan, later_plan):
    ahead, back = change(one, other, plan, later_plan, ENGLISH), change(other, one, later_plan, plan, ENGLISH)
    assert ahead.empty == back.empty
    assert [(a.question, a.before, a.after) for a in ahead.answers] == [
        (a.question, a.after, a.before) for a in back.answers
    ]
    assert [p.id for p in ahead.gone] == [p.id for p in back.come]
    assert [p.id for p in ahead.come] == [p.id for p in back.gone]
    assert [bool(p.note) for p in ahead.gone] == [bool(p.note) for p in back.come]
    assert ahead.stayed == back.stayed
    assert (ahead.earlier, ahead.later) == (back.later, back.earlier)
    assert ahead.same_type == back.same_type

    def steps(made, mirrored):
        return {
            (s.step if s.id.startswith("own-") else s.id): (s.before, s.after)[:: -1 if mirrored else 1]
            for s in made.plan
        }

    assert steps(ahead, False) == steps(back, True)


@settings(max_examples=50, deadline=None)
@given(RESULTS, RESULTS)
def test_every_difference_is_told_once(one, other):
    made = change(one, other, [], [], ENGLISH)

    def real(entry, question):
        value = entry["answers"].get(question)
        return None if value in (None, SKIP) else value

    different = [q for q in KNOWLEDGE.questions if real(one, q) != real(other, q)]
    assert [answer.question for answer in made.answers] == different
    assert all(answer.before != answer.after for answer in made.answers)
    found = [{p["id"] for p in entry["problems"] if p["status"] == "found"} for entry in (one, other)]
    assert {p.id for p in made.gone} == found[0] - found[1]
    assert {p.id for p in made.come} == found[1] - found[0]
    assert {p.id for p in made.stayed} == found[0] & found[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_result_of_older_knowledge_stays_explainable(language):
    old = result({"main_source": "government", "staff_qualified": "none"}, language)
    old = copy.deepcopy(old)
    old["knowledge_version"] = "older"
    old["answers"]["old_question"] = "yes"
    old["answers"]["staff_qualified"] = "old_value"
    old["problems"].append(
        {"id": "P9.9-1", "section": "9.9", "status": "found", "evidence": ["old_question"], "basis": "inferred"}
    )
    old["orientation"] = "old_type"
    old["reasons"][0]["text"] = "What was said then."
    new = result({"main_source": "users", "needs_first": "users"}, language)
    made = change(old, new, [], [], Texts(KNOWLEDGE, language))
    assert "older" in made.versions
    assert KNOWLEDGE.version in made.versions
    lost = next(p for p in made.gone if p.id == "P9.9-1")
    assert not lost.known
    assert lost.title.startswith("P9.9-1")
    assert lost.note
    assert "old_type" in made.type_text
    assert made.earlier.reasons[0].text == "What was said then."
    answers = {answer.question: answer for answer in made.answers}
    assert not answers["old_question"].known
    assert "old_value" in answers["staff_qualified"].before
    json.dumps(plain(made))


def test_a_problem_no_longer_asked_about_is_not_told_as_solved():
    before = result({"business_skills": "no", "work_method": "experience"})
    after = result({"work_method": "system"})
    notes = {problem.id: problem.note for problem in change(before, after, [], [], ENGLISH).gone}
    assert notes["P4.4-4"] == "not all questions on it were asked this time"
    assert notes["P4.4-3"] == ""


def test_steps_of_the_plan():
    done, open_, again, own = (PlanRow(id, "step") for id in ("S5.1-1", "S5.1-2", "S5.1-3", "own-1"))
    earlier = [done, open_, replace(again, done=True), replace(own, step="call", done=True)]
    later = [replace(done, done=True), open_, again, replace(own, step="meet")]
    made = change(result({}), result({}), earlier, later, ENGLISH)
    assert [step.state for step in made.plan] == ["done", "open", "reopened", "dropped_done", "new"]
    assert (made.steps_done, made.steps_count) == (2, 5)
    kept = change(result({}), result({}), earlier, [], ENGLISH)
    assert [step.state for step in kept.plan] == ["open", "open", "done", "done"]
