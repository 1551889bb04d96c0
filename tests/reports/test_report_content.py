"""The content: from the object's ids and answers, in either language, complete without a knowledge of Rasa."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings

from advisor.assessment import orient
from advisor.reports.content import result_content
from advisor.reports.records import PlanRow, shown_texts
from advisor.reports.typed import as_shown
from tests.assessment.answer_space import any_answers
from tests.reports.samples import KNOWLEDGE, LANGUAGES, TYPICAL, content_of, object_of


def test_it_can_be_told_in_another_language_than_the_object_was() -> None:
    for language in LANGUAGES:
        for made_in in LANGUAGES:
            assert content_of(language=language, made_in=made_in) == content_of(language=language)


def test_reasons_the_knowledge_no_longer_gives_stand_as_they_were_told() -> None:
    old = object_of(TYPICAL, "en")
    old["reasons"] = [{**old["reasons"][0], "section": "3.2", "text": "As it was told then."}]
    content = result_content(KNOWLEDGE, "zh", old, {}, {})
    assert [(reason.text, reason.language) for reason in content.reasons] == [("As it was told then.", "en")]


def test_ids_and_values_come_from_the_object_not_from_a_new_assessment() -> None:
    entry = copy.deepcopy(object_of(TYPICAL))
    entry["orientation"], entry["problems"], entry["suggestions"], entry["gaps"] = "market", [], [], []
    entry["table1"], entry["leans"] = [], None
    content = result_content(KNOWLEDGE, "en", entry, {}, {})
    assert content.orientation == "market"
    assert (content.problems, content.suggestions, content.gaps) == ((), (), ())
    assert [row.column for row in content.profile.rows] == [None] * 5


def test_without_a_plan_the_first_steps_of_the_first_three_suggestions_are_the_plan() -> None:
    content, entry = content_of(plan=()), object_of(TYPICAL)
    assert [line.id for line in content.plan] == [suggestion["id"] for suggestion in entry["suggestions"][:3]]
    steps = [KNOWLEDGE.wording["en"]["suggestions"][line.id]["first_step"] for line in content.plan]
    assert [line.step for line in content.plan] == steps
    assert {(line.owner, line.due, line.note, line.done) for line in content.plan} == {("", "", "", False)}


def test_a_plan_that_is_given_is_shown_as_it_is_with_its_dates_in_words() -> None:
    row = PlanRow("own-1", "Ask around", "Li", "2026-12-01", "soon", True)
    english, chinese = (content_of(language=language, plan=(row,)).plan[0] for language in ("en", "zh"))
    assert (english.id, english.step, english.due, english.due_on) == (
        "own-1",
        "Ask around",
        "2026-12-01",
        "December 1, 2026",
    )
    assert (chinese.due_on, chinese.state) == ("2026年12月1日", "已完成")


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="soon"):
        content_of(plan=(PlanRow("own-1", "Ask around", due="soon"),))


def test_evidence_is_in_the_leaders_own_words_where_there_are_any() -> None:
    found = {problem.id: problem for problem in content_of().problems}
    said = found["P4.3-2"].evidence[0]
    assert said.said == "“well about 70% is the street's project money, parents pay the rest”"
    assert said.answer == KNOWLEDGE.wording["en"]["questions"]["main_source"]["options"]["government"]["short"]
    assert found["P4.3-9"].evidence[0].said == ""


def test_figures_stand_beside_answers() -> None:
    answers = [answer for row in content_of().profile.rows for answer in row.answers]
    share = next(answer for answer in answers if answer.question == "government_share")
    assert share.answer.startswith("about 70 % (")


@settings(max_examples=60, deadline=None)
@given(answers=any_answers())
def test_every_field_of_the_map_is_what_the_decision_table_gives(answers: dict) -> None:
    content, entry = content_of(answers, heard={}), object_of(answers)
    table = KNOWLEDGE.decision_table
    for row in content.position.fields:
        for field in row:
            here = {**answers, table.money_question: field.money, table.needs_question: field.needs}
            result = orient(here, KNOWLEDGE)
            assert (field.orientation, field.confidence) == (result.orientation, result.confidence)
    marked = content.position.marked
    on_the_map = answers.get("main_source") in ("government", "mixed", "users") and answers.get("needs_first") in (
        "government",
        "both",
        "users",
    )
    assert (marked is not None) == on_the_map
    if marked is not None:
        assert marked.orientation == entry["orientation"]
        assert (marked.money, marked.needs) == (answers["main_source"], answers["needs_first"])
    assert content.position.note


@settings(max_examples=60, deadline=None)
@given(answers=any_answers())
def test_trying_a_change_leads_where_it_says(answers: dict) -> None:
    for change in content_of(answers, heard={}).changes:
        changed = {**answers, **{q: v if isinstance(v, str) else tuple(v) for q, v in change.change.items()}}
        assert orient(changed, KNOWLEDGE).orientation == change.orientation
        marked = change.position.marked
        assert marked is None or marked.orientation == change.orientation


def test_what_people_typed_is_made_fit_to_be_shown() -> None:
    assert as_shown("  two\n lines\tand \x00\x07 more ") == "two lines and more"
    assert as_shown("abc\u202edcba\u2066x\ufffe\ud800\U0001ffff") == "abcdcbax"
    assert as_shown("👩‍🌾 好") == "👩‍🌾 好"
    assert len(as_shown("长" * 5000)) == 1000
    assert as_shown("长" * 5000).endswith("…")


def test_no_text_is_left_with_a_placeholder_or_twice_a_full_stop() -> None:
    for language in LANGUAGES:
        for text in shown_texts(content_of(language=language, heard={})):
            assert "{" not in text
            assert ".." not in text
            assert "。。" not in text
