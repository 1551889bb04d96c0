"""Several voices of one organization: who may be seen, agreeing with dissent kept, and what follows from it."""

from __future__ import annotations

import html
import re

import pytest
from served import Person, Served, signed_in
from workshops import CORE, GOVERNMENT, USERS, finish, join, texts

from advisor.assessment.assess import assess
from advisor.knowledge.records import Knowledge
from advisor.pages.training.organizations import key_of
from advisor.training.records import Agreed

CHAIR = {**USERS, "say_no": "sometimes"}
TREASURER = {**USERS, "main_source": "government", "say_no": "cannot"}
MEMBER = {**USERS, "needs_first": "both", "say_no": "can"}
FAULTS = texts("en")["voices"]["faults"]


@pytest.fixture
def trainer(served: Served, request: pytest.FixtureRequest) -> Person:
    return signed_in(served, request.node.name[-60:])[0]


@pytest.fixture
def session(served: Served, trainer: Person) -> str:
    """A session with three voices of a choir."""
    session = trainer.new_session("Voices", anonymous="no")
    for voice, answers in (("chair", CHAIR), ("treasurer", TREASURER), ("member", MEMBER)):
        finish(served, join(served, session, "Choir", voice, named=True), answers)
    return session


def address(session: str, organization: str = "Choir") -> str:
    return f"/training/{session}/voices/{key_of(organization)}"


def kept(served: Served, session: str) -> Agreed:
    return served.data.sessions.agreed(session)["Choir"]


def send(trainer: Person, session: str, **fields: object) -> int:
    path = address(session)
    return trainer.post(path, fields, trainer.form(path)).status_code


def test_answers_side_by_side_least_agreed_first(trainer: Person, session: str) -> None:
    shown = html.unescape(trainer.get(address(session)).text)
    articles = re.findall(r'<article class="spread" id="(\w+)"', shown)
    assert set(articles) == set(CORE)
    assert articles[0] == "say_no"
    assert set(articles[1:3]) == {"main_source", "needs_first"}
    for voice in ("chair", "treasurer", "member"):
        assert f": {voice}" in shown
    assert "If you agreed on “mostly government money”" in shown
    assert "Averag" not in shown


def test_people_who_spell_the_name_otherwise_are_of_the_same_organization(
    served: Served, trainer: Person, session: str
) -> None:
    finish(served, join(served, session, "  CHOIR ", "deputy", named=True), CHAIR)
    listed = trainer.get(f"/training/{session}/voices").text
    assert "4 voices" in listed
    assert "deputy" in trainer.get(address(session)).text


def test_only_those_who_agreed_to_be_named_and_never_a_single_one(
    served: Served, session: str, trainer: Person
) -> None:
    finish(served, join(served, session, "Choir", "whistleblower"), GOVERNMENT)
    finish(served, join(served, session, "Studio", "head", named=True), GOVERNMENT)
    finish(served, join(served, session, "Studio", "clerk"), GOVERNMENT)
    listed = trainer.get(f"/training/{session}/voices").text
    assert "3 voices" in listed
    assert "Studio" not in listed
    assert "whistleblower" not in trainer.get(address(session)).text
    for organization in ("Studio", "No such club"):
        assert trainer.get(address(session, organization)).status_code == 404
        assert served.audit()[-1][1:] == ("see_answers", f"{session}/{key_of(organization)}", False)


def test_what_somebody_typed_into_the_address_is_not_in_the_log(served: Served, trainer: Person, session: str) -> None:
    for path in ("voices", "change"):
        assert trainer.get(f"/training/{session}/{path}/The Silver Choir").status_code == 404
        assert served.audit()[-1][1:] == ("see_answers", session, False)


def test_an_anonymous_session_has_no_such_page(served: Served, trainer: Person) -> None:
    session = trainer.new_session(anonymous="yes")
    for voice in ("one", "two"):
        finish(served, join(served, session, "Choir", voice, named=True), USERS)
    listed = trainer.get(f"/training/{session}/voices").text
    assert texts("en")["voices"]["anonymous"] in listed
    assert "Choir" not in listed
    assert trainer.get(address(session)).status_code == 404
    assert served.audit()[-1][3] is False


def test_another_trainer_sees_none_of_it(served: Served, session: str) -> None:
    stranger, account = signed_in(served, "Stranger to voices")
    csrf = stranger.form("/training/account")
    path = address(session)
    answers = [stranger.get(f"/training/{session}/voices"), stranger.get(path), stranger.get(f"{path}/report/html")]
    answers.append(stranger.post(path, {"do": "shared"}, csrf))
    assert [answer.status_code for answer in answers] == [404] * 4
    assert all("Choir" not in answer.text for answer in answers)
    refused = [entry for entry in served.audit() if entry[0] == account.id and entry[2] == session]
    assert [(action, allowed) for _, action, _, allowed in refused] == [
        ("see_answers", False),
        ("see_answers", False),
        ("export_answers", False),
        ("change_answers", False),
    ]


def test_what_is_agreed_is_kept_with_dissent_and_assessed(
    served: Served, trainer: Person, session: str, knowledge: Knowledge
) -> None:
    assert send(trainer, session, do="shared") == 303
    disputed = {"say_no", "main_source", "needs_first"}
    assert set(kept(served, session).answers) == set(CORE) - disputed
    assert (
        send(trainer, session, do="agree", question="main_source", value="users", dissent="Not\nso, <b>says</b> one")
        == 303
    )
    assert send(trainer, session, do="agree", question="needs_first", value="users") == 303
    agreed = kept(served, session)
    assert agreed.answers == {question: USERS[question] for question in CORE if question != "say_no"}
    assert agreed.dissent == {"main_source": "Not so, <b>says</b> one"}
    page = trainer.get(address(session)).text
    assert "Not so, &lt;b&gt;says&lt;/b&gt; one" in page
    found = assess(agreed.answers, knowledge)
    assert found.orientation == "market"
    assert "market-oriented" in re.search(r'<p class="type">(.*?)</p>', page)[1]  # type: ignore[index]
    assert f"{len(agreed.answers)} of {len(CORE)}" in page
    report = trainer.get(f"{address(session)}/report/html")
    assert "market-oriented" in report.text
    assert "attachment" in report.headers["Content-Disposition"]
    assert send(trainer, session, do="open", question="main_source") == 303
    agreed = kept(served, session)
    assert "main_source" not in agreed.answers
    assert agreed.dissent == {}


def test_lists_are_agreed_on_with_nothing_in_them_too(served: Served, trainer: Person, session: str) -> None:
    assert send(trainer, session, do="agree", question="funding_channels", value=["dues", "project"]) == 303
    assert kept(served, session).answers == {"funding_channels": ("project", "dues")}
    assert send(trainer, session, do="agree", question="funding_channels", value="none_of_them") == 303
    assert kept(served, session).answers == {"funding_channels": ()}


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"question": "main_source"}, "nothing"),
        ({"question": "main_source", "value": "skip"}, "value"),
        ({"question": "main_source", "value": ["users", "mixed"]}, "value"),
        ({"question": "funding_channels", "value": ["none_of_them", "dues"]}, "value"),
        ({"question": "venue", "value": "own"}, "question"),
        ({"question": "", "value": "own"}, "question"),
        ({"question": "main_source", "value": "users", "dissent": "x" * 501}, "dissent"),
    ],
)
def test_what_cannot_be_agreed_on_is_said(
    served: Served, trainer: Person, session: str, fields: dict[str, object], fault: str
) -> None:
    path = address(session)
    answer = trainer.post(path, {"do": "agree", **fields}, trainer.form(path))
    assert answer.status_code == 422
    assert FAULTS[fault] in html.unescape(answer.text)
    assert served.data.sessions.agreed(session) == {}


def test_a_closed_session_is_read_only(served: Served, trainer: Person, session: str) -> None:
    send(trainer, session, do="agree", question="main_source", value="users")
    csrf = trainer.form(address(session))
    assert trainer.post(f"/training/{session}/close", {}, csrf).status_code == 303
    page = trainer.get(address(session)).text
    assert texts("en")["voices"]["closed"] in page
    assert address(session) + "?in=" not in page, "There is a form left."
    before = kept(served, session)
    for fields in ({"do": "shared"}, {"do": "open", "question": "main_source"}):
        assert trainer.post(address(session), fields, csrf).status_code == 409
        assert served.audit()[-1][1:] == ("change_answers", session, False)
    assert kept(served, session) == before
