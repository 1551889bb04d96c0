"""A session from its form to its end: what may be filled in, what was promised, closing, deleting, owners."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from typing import Any

import pytest
from served import PASSWORD, Person, Served, signed_in

from advisor.assessment import assess
from advisor.channels.web.keys import visitor_token
from advisor.knowledge import load_knowledge
from advisor.knowledge.records import Knowledge
from advisor.pages.training.session_form import SessionForm, deeper_parts, faults
from advisor.training.accounts import Role
from advisor.training.records import Participant, Session
from advisor.wording.assessment_object import assessment_object

FIELDS = {"name": "Workshop", "language": "en", "anonymous": "yes", "minimum": "4", "closes": ""}
TODAY = date(2026, 3, 5)
GOOD = SessionForm("Workshop", "en", (), True, "4", "")


@pytest.mark.parametrize(
    ("public", "warned"), [("", True), ("http://localhost:5005", True), ("http://192.168.1.8", False)]
)
def test_a_link_that_no_phone_can_open_is_said_to_be_one(
    served: Served, monkeypatch: pytest.MonkeyPatch, public: str, warned: bool
) -> None:
    monkeypatch.setenv("ADVISOR_PUBLIC_URL", public)
    trainer, _ = signed_in(served, f"Phones {public}")
    shown = html.unescape(trainer.get(f"/training/{trainer.new_session()}").text)
    said: Any = load_knowledge().wording["en"]["training_accounts"]
    assert (said["session"]["only_here"] in shown) == warned


def test_a_new_session_with_all_that_was_filled_in(served: Served, knowledge: Knowledge) -> None:
    trainer, account = signed_in(served, "Creates")
    day = (date.today() + timedelta(days=3)).isoformat()
    fields = {"language": "zh", "anonymous": "no", "minimum": "6", "closes": day, "parts": ["services", "independence"]}
    session = served.stores.sessions.find(trainer.new_session(" 北片区  培训 ", **fields))
    assert session is not None
    assert (session.trainer, session.name, session.language) == (account.id, "北片区  培训", "zh")
    assert (session.parts, session.anonymous) == (("services", "independence"), False)
    assert (session.minimum, session.closes, session.closed) == (6, day, False)
    assert session.knowledge_version == knowledge.version
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", session.created)
    page = trainer.get(f"/training/{session.id}").text
    assert session.code in page
    assert f"{served.address}/join/{session.code}" in page
    assert page.count("<svg") == 1
    assert session.name in trainer.get("/training").text


def test_links_lead_to_the_public_address(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer, _ = signed_in(served, "Public")
    session = trainer.new_session()
    here = trainer.get(f"/training/{session}").text
    monkeypatch.setenv("ADVISOR_PUBLIC_URL", "https://advisor.example.org/")
    there = trainer.get(f"/training/{session}").text
    assert 'value="https://advisor.example.org/join/' in there
    assert here.partition("<svg")[2].partition("</svg>")[0] not in there


def test_names_are_words_not_markup(served: Served) -> None:
    trainer, _ = signed_in(served, "Injects")
    name = "<img src=x onerror=alert(1)>{{ 7 * 7 }}\"'"
    session = trainer.new_session(name)
    for path in ("/training", *(f"/training/{session}{part}" for part in ("", "/settings", "/print", "/delete"))):
        page = trainer.get(path).text
        assert "<img" not in page
        assert "&lt;img" in page
        assert "49" not in re.sub(r"<svg.*?</svg>|[0-9a-f]{64}", "", page, flags=re.DOTALL).replace(
            served.address, ""
        ).replace(session, "")


@pytest.mark.parametrize(
    ("change", "field", "fault"),
    [
        ({"name": ""}, "name", "name_missing"),
        ({"name": "n" * 101}, "name", "name_long"),
        ({"language": "fr"}, "language", "language"),
        ({"parts": ("funding",)}, "parts", "parts"),
        ({"parts": ("nonsense",)}, "parts", "parts"),
        ({"minimum": "2"}, "minimum", "minimum"),
        ({"minimum": "51"}, "minimum", "minimum"),
        ({"minimum": "-4"}, "minimum", "minimum"),
        ({"minimum": "4.5"}, "minimum", "minimum"),
        ({"minimum": "四"}, "minimum", "minimum"),
        ({"minimum": ""}, "minimum", "minimum"),
        ({"closes": "soon"}, "closes", "closes"),
        ({"closes": "2026-02-30"}, "closes", "closes"),
        ({"closes": "2026-03-04"}, "closes", "closes_past"),
    ],
)
def test_what_is_not_taken(knowledge: Knowledge, change: dict[str, Any], field: str, fault: str) -> None:
    assert faults(SessionForm(**{**GOOD.__dict__, **change}), knowledge, TODAY) == {field: fault}


def test_what_is_taken(knowledge: Knowledge) -> None:
    assert faults(GOOD, knowledge, TODAY) == {}
    every = tuple(part.id for part in deeper_parts(knowledge))
    assert faults(SessionForm("x", "zh", every, False, "50", TODAY.isoformat()), knowledge, TODAY) == {}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"anonymous": False}, {"anonymous": "anonymous_joined"}),
        ({"minimum": "5"}, {"minimum": "minimum_joined"}),
        ({"parts": ("independence",)}, {"parts": "parts_joined"}),
        ({"minimum": "7", "name": "Another", "language": "zh"}, {}),
    ],
)
def test_promises_are_kept_once_somebody_has_joined(
    knowledge: Knowledge, change: dict[str, Any], fault: dict[str, str]
) -> None:
    before = Session("s", "t", "Workshop", "en", ("services",), True, 6, closes="2020-01-01")
    form = SessionForm(**{**SessionForm.of(before).__dict__, **change})
    assert faults(form, knowledge, TODAY, before, joined=1) == fault
    assert faults(form, knowledge, TODAY, before, joined=0) == {}


def test_every_fault_has_its_words(served: Served, knowledge: Knowledge) -> None:
    trainer, _ = signed_in(served, "Errs")
    csrf = trainer.form("/training/new")
    wrong = {"name": "", "language": "xx", "parts": ["x"], "minimum": "1", "closes": "2020-01-01"}
    answer = trainer.post("/training/new", wrong, csrf)
    assert answer.status_code == 422
    said: Any = knowledge.wording["en"]["training_accounts"]["form"]["faults"]  # type: ignore[index]
    for fault in ("name_missing", "language", "parts", "closes_past"):
        assert said[fault] in answer.text
    assert "from 3 to 50" in answer.text
    assert answer.text.count('aria-invalid="true"') == 3


def test_settings_after_joining(served: Served) -> None:
    trainer, _ = signed_in(served, "Settles")
    session = trainer.new_session(minimum="5")
    served.stores.sessions.join(Participant("", session, "web-settles", 0))
    path = f"/training/{session}/settings"
    refused = trainer.post(path, {**FIELDS, "anonymous": "no", "minimum": "3"}, trainer.form(path))
    assert refused.status_code == 422
    assert "stays anonymous" in refused.text
    assert "5 as the smallest group" in refused.text
    done = trainer.post(path, {**FIELDS, "name": "Renamed", "minimum": "8"}, trainer.form(path))
    assert done.status_code == 303
    changed = served.stores.sessions.find(session)
    assert changed is not None
    assert (changed.name, changed.minimum, changed.anonymous) == ("Renamed", 8, True)
    assert "1 joined" in trainer.get(f"/training/{session}").text


def test_a_closed_session_is_read_only_and_stays_closed(served: Served) -> None:
    trainer, account = signed_in(served, "Closes")
    session = trainer.new_session("Done")
    trainer.post(f"/training/{session}/close", {}, trainer.form(f"/training/{session}/close"))
    closed = served.stores.sessions.find(session)
    assert closed is not None
    assert closed.closed
    csrf = trainer.form(f"/training/{session}/delete")
    start = len(served.audit())
    for part in ("settings", "close", "probe"):
        assert trainer.post(f"/training/{session}/{part}", {**FIELDS, "closed": "no"}, csrf).status_code == 409
    assert {(who, object, allowed) for who, _, object, allowed in served.audit()[start:]} == {
        (account.id, session, False)
    }
    assert served.stores.sessions.find(session) == closed
    page = trainer.get(f"/training/{session}").text
    assert "is closed" in page
    assert "<svg" not in page
    assert trainer.get(f"/training/{session}/probe").status_code == 200


def test_a_session_whose_last_day_has_passed_says_so(served: Served) -> None:
    trainer, account = signed_in(served, "Late")
    made = served.stores.sessions.create(
        Session("", account.id, "Late", "en", closes="2020-01-01", created="2020-01-01T00:00:00Z")
    )
    assert "has passed" in trainer.get(f"/training/{made.id}").text


def test_deleting_asks_once_more_and_leaves_what_is_the_participants(served: Served) -> None:
    trainer, account = signed_in(served, "Deletes")
    session = trainer.new_session()
    visitor = served.data.visitors.add("en", "2026-01-01T00:00:00Z")
    served.stores.sessions.join(Participant("", session, visitor.conversation, 0))
    path = f"/training/{session}/delete"
    assert trainer.post(path, {}, trainer.form(path)).status_code == 422
    assert served.stores.sessions.find(session) is not None
    answer = trainer.post(path, {"sure": "yes"}, trainer.form(path))
    assert answer.headers["Location"] == "/training?deleted=session"
    assert served.stores.sessions.find(session) is None
    assert trainer.get(f"/training/{session}").status_code == 404
    assert served.data.visitors.find(visitor.conversation) is not None
    assert (account.id, "delete_session", session, True) in served.audit()


def test_an_operator_makes_locks_and_unlocks_accounts(served: Served) -> None:
    operator, account = signed_in(served, "Operator", Role.OPERATOR)
    assert operator.get("/training").headers["Location"] == "/training/accounts"
    fields = {"name": "New trainer", "password": PASSWORD, "role": "trainer"}
    for wrong, status in (
        ({"role": "owner"}, 400),
        ({"role": "king"}, 400),
        ({"password": "too short"}, 422),
        ({"name": "operator"}, 422),
        ({"name": "x"}, 422),
    ):
        csrf = operator.form("/training/accounts")
        assert operator.post("/training/accounts", {**fields, **wrong}, csrf).status_code == status
    assert operator.post("/training/accounts", fields, operator.form("/training/accounts")).status_code == 303
    made = served.stores.accounts.by_name("New trainer")
    assert made is not None
    trainer = Person(served)
    assert trainer.sign_in("New trainer").status_code == 303
    csrf = operator.form("/training/accounts")
    assert operator.post(f"/training/accounts/{made[0].id}/lock", {}, csrf).status_code == 303
    assert trainer.get("/training").status_code == 303
    assert operator.post(f"/training/accounts/{account.id}/lock", {}, csrf).status_code == 403
    assert operator.post("/training/accounts/nobody/lock", {}, csrf).status_code == 404
    assert operator.post(f"/training/accounts/{made[0].id}/unlock", {}, csrf).status_code == 303
    assert trainer.sign_in("New trainer").status_code == 303


def test_the_audit_log_is_paged_and_of_one_person(served: Served) -> None:
    operator, _ = signed_in(served, "Reads the log", Role.OPERATOR)
    trainer, account = signed_in(served, "Is read about")
    session = trainer.new_session()
    for _ in range(60):
        trainer.post(f"/training/{session}/close", {}, "0" * 64)
    page = operator.get(f"/training/audit?person={account.id}").text
    assert page.count("<tr>") == 51
    assert "Is read about" in page
    assert session in page
    older = re.search(r'href="(/training/audit\?person=[^"]*before=\d+)"', page)
    assert older
    second = operator.get(older.group(1).replace("&amp;", "&")).text
    assert page.count("<tr>") + second.count("<tr>") == 2 + 62
    assert operator.get("/training/audit?before=x&person=<b>").status_code == 200


def test_an_owner_keeps_results_and_sees_nobody_elses(served: Served, knowledge: Knowledge) -> None:
    given = assess({"main_source": "users", "needs_first": "users"}, knowledge)
    mine, theirs = (served.data.visitors.add("en", "2026-01-01T00:00:00Z").conversation for _ in range(2))
    for conversation, id in ((mine, "result-mine"), (theirs, "result-theirs")):
        served.data.results.keep(conversation, assessment_object(given, "en", knowledge, id=id), {}, {})
    owner = Person(served)
    fields = {"name": "Willow Choir", "password": PASSWORD, "key": visitor_token(mine)}
    forged = owner.post("/training/claim", {**fields, "key": visitor_token(mine)[:-2]}, owner.form("/training/claim"))
    assert forged.status_code == 422
    assert owner.post("/training/claim", fields, owner.form("/training/claim")).status_code == 303
    account = served.stores.accounts.by_name("willow choir")
    assert account is not None
    assert account[0].role is Role.OWNER
    page = owner.get("/training/results").text
    assert "result-mine" in page
    assert "result-theirs" not in page
    csrf = owner.form("/training/results")
    opened = owner.post("/training/results/result-mine", {}, csrf)
    assert opened.headers["Location"].startswith("/result/result-mine?ticket=")
    refused = [owner.post(f"/training/results/{id}", {}, csrf) for id in ("result-theirs", "no-such-result")]
    assert [answer.status_code for answer in refused] == [404, 404]
    assert (account[0].id, "see_result", "result-theirs", False) in served.audit()
    served.data.results.forget(mine)
    assert "result-mine" not in owner.get("/training/results").text
    delete = "/training/account/delete"
    assert owner.post(delete, {}, owner.form("/training/account")).status_code == 422
    assert owner.post(delete, {"sure": "yes"}, owner.form("/training/account")).status_code == 303
    assert served.stores.accounts.find(account[0].id) is None
    assert owner.get("/training/results").status_code == 303


def test_claiming_does_not_say_many_times_which_names_there_are(served: Served) -> None:
    served.account("Is there")
    key = visitor_token(served.data.visitors.add("en", "2026-01-01T00:00:00Z").conversation)
    person, statuses = Person(served), []
    for _ in range(7):
        fields = {"name": "Is there", "password": PASSWORD, "key": key}
        statuses.append(person.post("/training/claim", fields, person.form("/training/claim")).status_code)
    assert statuses == [422] * 5 + [429] * 2
