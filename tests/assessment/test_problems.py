"""Found, watched, not found, not asked: against an independent copy of the contract's evidence table."""

from answer_space import KNOWLEDGE, any_answers
from hypothesis import given

from advisor.assessment import assess

EVIDENCE = """
P4.1-2 | service_frequency=rare | asks_residents=never
P4.1-3 | mission=none/unwritten
P4.1-4 | positioning=pulled/unclear | needs_first=government & mission=none
P4.1-5 | needs_first=government & asks_residents=never/rarely
P4.2-1 | company_ties=none/occasional & written_roles=no
P4.2-2 | main_source=government & leadership_choice=government | main_source=government & government_role=guardian
P4.2-3 | asks_residents=never/rarely
P4.2-4 | company_ties=none/trade
P4.2-5 | funding_channels:at_most_one | funder_loss=stop/months
P4.2-6 | main_source=government & funding_channels:government_money_only
P4.3-1 | say_no=cannot | leadership_choice=government
P4.3-2 | main_source=government | government_share=75-100
P4.3-3 | trust_source=via_government
P4.3-4 | trust_source=name_only
P4.3-5 | rules=none/partial | work_method=experience
P4.3-6 | funder_loss=stop/months | government_terms=one_off
P4.3-7 | staff_qualified=none | turnover=high
P4.3-8 | main_source=government & government_terms=one_off/yearly
P4.3-9 | venue=none/borrowed
P4.3-10 | activity_style=show
P4.3-11 | recognition=low
P4.4-1 | staff_origin=appointed/community
P4.4-2 | staff_qualified=none/few
P4.4-3 | work_method=experience
P4.4-4 | business_skills=no
P4.4-5 | hiring=pay/conditions
P4.4-6 | hiring=no_applicants
P4.4-7 | paid_staff=0/1-2 & staff_workload=overloaded
P4.4-8 | staff_workload=several/overloaded
"""
ROWS = {
    line.split(" | ")[0]: [row.split(" & ") for row in line.split(" | ")[1:]] for line in EVIDENCE.strip().splitlines()
}
LIKELIER = {
    "government": "P4.1-4 P4.1-5 P4.2-2 P4.2-4 P4.2-5 P4.2-6 P4.3-1 P4.3-2 P4.3-3 P4.3-4 P4.3-6 P4.3-7 P4.3-8 "
    "P4.3-10 P4.4-1 P4.4-2 P4.4-4",
    "market": "P4.2-5",
    "government_market": "P4.1-4",
}


def question_of(condition):
    return condition.replace(":", "=").split("=")[0]


def holds(condition, answers):
    answer = answers.get(question_of(condition))
    if answer in (None, "skip"):
        return False
    if condition.endswith(":at_most_one"):
        return len(answer) <= 1
    if condition.endswith(":government_money_only"):
        return len(answer) > 0 and set(answer) <= {"project", "subsidy"}
    return answer in condition.split("=")[1].split("/")


def contract_status(problem, answers, orientation):
    rows = ROWS.get(problem, [])
    if any(all(holds(condition, answers) for condition in row) for row in rows):
        return "found"
    asked = [question_of(condition) for row in rows for condition in row]
    if asked and all(answers.get(question) not in (None, "skip") for question in asked):
        return "not_found"
    return "watch" if problem in LIKELIER.get(orientation, "").split() else "not_asked"


@given(any_answers())
def test_every_problem_has_the_status_of_the_contract(answers):
    assessment = assess(answers, KNOWLEDGE)
    for finding in assessment.problems:
        expected = contract_status(finding.problem, answers, assessment.orientation)
        assert finding.status == expected, (finding, answers)


@given(any_answers())
def test_evidence_is_given_for_what_was_found_and_was_answered(answers):
    for finding in assess(answers, KNOWLEDGE).problems:
        assert bool(finding.evidence) == (finding.status == "found")
        assert all(answers.get(question) not in (None, "skip") for question in finding.evidence)


@given(any_answers(), any_answers())
def test_more_answers_never_take_back_what_was_found(answers, more):
    before = assess(answers, KNOWLEDGE).problems
    after = assess({**more, **answers}, KNOWLEDGE).problems
    for one, other in zip(before, after, strict=True):
        if one.status == "found":
            assert other.status == "found"


def test_the_thirty_problems_come_in_the_order_of_the_paper():
    assert [finding.problem for finding in assess({}, KNOWLEDGE).problems] == [
        f"P4.{section}-{number}"
        for section, count in ((1, 5), (2, 6), (3, 11), (4, 8))
        for number in range(1, count + 1)
    ]


@given(any_answers())
def test_the_state_of_the_field_is_never_a_finding_about_one_organization(answers):
    assert assess(answers, KNOWLEDGE).problems[0].status == "not_asked"


@given(any_answers())
def test_each_suggestion_answers_something_found_and_each_answer_found_is_suggested(answers):
    assessment = assess(answers, KNOWLEDGE)
    found = [finding.problem for finding in assessment.problems if finding.status == "found"]
    offered = {(offer.suggestion, problem) for offer in assessment.suggestions for problem in offer.answers}
    assert offered == {(a.suggestion, problem) for problem in found for a in KNOWLEDGE.problems[problem].answered_by}
    assert list(assessment.gaps) == [problem for problem in found if KNOWLEDGE.problems[problem].gap]


@given(any_answers())
def test_nobody_is_first_handed_what_others_have_to_do(answers):
    def hands(offer):
        if offer.who == ("organization",):
            return 0
        return 3 if "organization" not in offer.who else 1 if offer.who[0] == "organization" else 2

    order = [(hands(offer), -len(offer.answers)) for offer in assess(answers, KNOWLEDGE).suggestions]
    assert order == sorted(order)
