"""The same organization later: which results are compared, and whose consent that takes."""

from __future__ import annotations

import html
from dataclasses import replace

import pytest
from served import Person, Served, signed_in
from workshops import GOVERNMENT, USERS, finish, join, texts

from advisor.pages.training.organizations import key_of
from advisor.training.records import Agreed

LATER = {**GOVERNMENT, "say_no": "can", "main_source": "mixed"}
PLAN = {"id": "own-1", "step": "Ask <b>two</b> companies", "owner": "", "due": "", "note": "", "done": True}


@pytest.fixture
def trainer(served: Served, request: pytest.FixtureRequest) -> Person:
    return signed_in(served, request.node.name[-60:])[0]


def named_session(served: Served, trainer: Person, name: str, created: str) -> str:
    session = trainer.new_session(name, anonymous="no")
    made = served.data.sessions.find(session)
    assert made is not None
    served.data.sessions.change(replace(made, created=created))
    return session


def answered(
    served: Served,
    session: str,
    answers: dict,
    day: str,
    organization: str = "Choir",
    named: bool = True,
    version: str = "",
) -> str:
    participant = join(served, session, organization, named=named, joined=f"{day}T08:00:00Z")
    return str(finish(served, participant, answers, f"{day}T09:00:00Z", version)["id"])


@pytest.fixture
def sessions(served: Served, trainer: Person) -> tuple[str, str]:
    return (
        named_session(served, trainer, "Spring", "2026-03-01T00:00:00Z"),
        named_session(served, trainer, "Autumn", "2026-10-01T00:00:00Z"),
    )


def page_of(trainer: Person, session: str, query: str = "") -> str:
    answer = trainer.get(f"/training/{session}/change/{key_of('Choir')}{query}")
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


def test_an_earlier_session_and_this_one(served: Served, trainer: Person, sessions: tuple[str, str]) -> None:
    spring, autumn = sessions
    first = answered(served, spring, dict(GOVERNMENT), "2026-03-02", version="0ld")
    answered(served, autumn, LATER, "2026-10-02", "  choir")
    stored = served.data.results.result(first)
    assert stored is not None
    served.data.results.keep_plan(stored, [PLAN], "2026-04-01T00:00:00Z")
    assert "2 results" in trainer.get(f"/training/{autumn}/change").text
    raw = trainer.get(f"/training/{autumn}/change/{key_of('Choir')}").text
    assert "Ask &lt;b&gt;two&lt;/b&gt; companies" in raw
    shown = page_of(trainer, autumn)
    assert "March 2, 2026, Spring" in shown
    assert "October 2, 2026, Autumn" in shown
    assert "Answers changed: 2" in shown
    assert "0ld" in shown, "The version of the earlier result is not named."
    assert "Steps of the plan done: 1 of 1" in shown
    entries = [entry[2] for entry in served.audit()[-2:]]
    assert entries == [autumn, spring], "Both sessions were looked at."
    assert texts("en")["change"]["none"] in trainer.get(f"/training/{spring}/change").text


def test_both_times_it_takes_consent(served: Served, trainer: Person, sessions: tuple[str, str]) -> None:
    spring, autumn = sessions
    answered(served, spring, dict(GOVERNMENT), "2026-03-02", named=False)
    answered(served, autumn, LATER, "2026-10-02")
    assert texts("en")["change"]["none"] in trainer.get(f"/training/{autumn}/change").text
    assert trainer.get(f"/training/{autumn}/change/{key_of('Choir')}").status_code == 404
    answered(served, autumn, LATER, "2026-10-03", "Studio", named=False)
    assert trainer.get(f"/training/{autumn}/change/{key_of('Studio')}").status_code == 404
    assert served.audit()[-1][1:] == ("see_answers", f"{autumn}/{key_of('Studio')}", False)


def test_what_somebody_did_by_themselves_is_not_shown(
    served: Served, trainer: Person, sessions: tuple[str, str]
) -> None:
    _, autumn = sessions
    participant = join(served, autumn, "Choir", named=True, joined="2026-10-02T08:00:00Z")
    finish(served, participant, USERS, "2026-09-01T09:00:00Z")
    finish(served, participant, GOVERNMENT, "2026-10-02T09:00:00Z")
    finish(served, participant, LATER, "2026-10-02T10:00:00Z")
    private = "2035-01-01T00:00:00Z"
    served.data.results.keep(
        participant.conversation,
        {**served.data.results.last(participant.conversation), "id": "own", "created": private},
    )  # type: ignore[dict-item]
    assert "2 results" in trainer.get(f"/training/{autumn}/change").text
    shown = page_of(trainer, autumn)
    assert "September" not in shown
    assert "2035" not in shown


def test_a_stranger_and_a_namesake_of_another_trainer(
    served: Served, trainer: Person, sessions: tuple[str, str]
) -> None:
    _, autumn = sessions
    other, account = signed_in(served, "Other trainer with a choir")
    theirs = named_session(served, other, "Theirs", "2026-02-01T00:00:00Z")
    answered(served, theirs, dict(USERS), "2026-02-02")
    answered(served, autumn, LATER, "2026-10-02")
    assert texts("en")["change"]["none"] in trainer.get(f"/training/{autumn}/change").text
    for path in (f"/training/{autumn}/change", f"/training/{autumn}/change/{key_of('Choir')}"):
        assert other.get(path).status_code == 404
        assert served.audit()[-1] == (account.id, "see_answers", autumn, False)


def test_voices_of_one_session_are_no_earlier_and_later(
    served: Served, trainer: Person, sessions: tuple[str, str]
) -> None:
    spring, autumn = sessions
    for day, voice, answers in (("2026-03-02", "chair", GOVERNMENT), ("2026-03-03", "treasurer", USERS)):
        participant = join(served, spring, "Choir", voice, named=True, joined=f"{day}T08:00:00Z")
        finish(served, participant, answers, f"{day}T09:00:00Z")
    join(served, autumn, "Choir", named=True)
    for session in sessions:
        assert texts("en")["change"]["none"] in trainer.get(f"/training/{session}/change").text
        assert trainer.get(f"/training/{session}/change/{key_of('Choir')}").status_code == 404
    answered(served, autumn, LATER, "2026-10-02")
    shown = page_of(trainer, autumn)
    assert "March 3, 2026, Spring" in shown
    assert "October 2, 2026, Autumn" in shown


def test_any_two_can_be_chosen_also_what_was_agreed_on(
    served: Served, trainer: Person, sessions: tuple[str, str]
) -> None:
    spring, autumn = sessions
    first = answered(served, spring, dict(GOVERNMENT), "2026-03-02")
    answered(served, spring, dict(USERS), "2026-03-02")
    served.data.sessions.agree(spring, Agreed("CHOIR", {"main_source": "users"}, {}, "2026-03-03T00:00:00Z"))
    last = answered(served, autumn, LATER, "2026-10-02")
    shown = page_of(trainer, autumn, f"?to={first}&from={last}&in=zh")
    assert "2026年3月2日" in shown
    assert "成员共同商定" in shown
    agreed = page_of(trainer, autumn, f"?from=agreed-{spring}&to={last}")
    assert "agreed on by its voices" in agreed
    for query in ("?from=nothing&to=else", f"?from={first}&to={first}"):
        assert trainer.get(f"/training/{autumn}/change/{key_of('Choir')}{query}").status_code == 404


def test_an_anonymous_session_has_none(served: Served, trainer: Person) -> None:
    session = trainer.new_session(anonymous="yes")
    for day in ("2026-03-02", "2026-03-03"):
        answered(served, session, dict(USERS), day)
    assert texts("en")["change"]["anonymous"] in trainer.get(f"/training/{session}/change").text
    assert trainer.get(f"/training/{session}/change/{key_of('Choir')}").status_code == 404
