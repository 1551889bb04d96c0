"""All that is kept of one person: given out whole, deleted to the last byte, deleted when its time is over."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
import sqlalchemy as sa

from advisor.storage.accounts import AccountStore
from advisor.storage.assessments import StoredResult
from advisor.storage.conversation_tables import EVENTS, TAKEN
from advisor.storage.personal_data import DAY, PersonalData
from advisor.storage.tables import CONTACTS
from advisor.training.accounts import Role
from advisor.training.records import Agreed, Participant, Session
from tests.storage.conftest import Databases

WORDS = "our street office pays everything"


@pytest.fixture
def data(databases: Databases) -> PersonalData:
    return PersonalData(databases.own, databases.conversations)


def said(data: PersonalData, conversation: str, id: str, *events: dict[str, Any], days_ago: float = 0) -> None:
    """Store events as the store of conversations does; a message with an answer is noted as taken in."""
    first = {"event": "user", "message_id": id, **events[0]}
    rows = [first, *({"event": "bot", **event} for event in events[1:])]
    with data.log._engine.begin() as connection:
        numbers = [
            connection.execute(
                EVENTS.insert().values(
                    sender_id=conversation,
                    type_name=row["event"],
                    timestamp=time.time() - days_ago * DAY,
                    data=json.dumps(row),
                )
            ).inserted_primary_key[0]
            for row in rows
        ]
        if len(rows) > 1:
            connection.execute(TAKEN.insert().values(sender_id=conversation, message_id=id, event=numbers[0]))


def a_leader(data: PersonalData, result: str = "r1") -> str:
    """Somebody with a conversation, a result, a plan and a link."""
    who = data.visitors.add("en", "2026-01-01T00:00:00Z").conversation
    said(data, who, "m1", {"text": WORDS}, {"text": "Noted."})
    assessment = {
        "id": result,
        "created": "2026-01-01T00:00:00Z",
        "knowledge_version": "v",
        "answers": {"venue": "own"},
    }
    data.results.keep(who, assessment, {"venue": WORDS}, {"venue": 1.0})
    stored = data.results.result(result)
    assert isinstance(stored, StoredResult)
    data.results.keep_plan(stored, [{"id": "own-1", "step": WORDS}], "2026-01-01T00:00:00Z")
    data.shares.create(stored, "2026-01-01T00:00:00Z")
    data.shares.ticket(stored)
    return who


def test_an_export_holds_all_of_it(data: PersonalData) -> None:
    export = data.export(a_leader(data))
    assert export["messages"][0]["you"] == WORDS
    assert export["messages"][0]["advisor"] == ["Noted."]
    assert export["answers"] == {"venue": "own"}
    assert export["results"][0]["id"] == "r1"
    assert export["plans"]["r1"][0]["step"] == WORDS
    assert len(export["open_links"]["r1"]) == 1
    assert export["agreed_to_the_notice"] == "2026-01-01T00:00:00Z"


def test_an_export_says_who_keeps_the_results_and_how_somebody_came(data: PersonalData) -> None:
    who, other = a_leader(data), a_leader(data, "r2")
    accounts = AccountStore(data._own)
    account = accounts.add("Choir", Role.OWNER, "hash")
    accounts.claim(account.id, who)
    with data._own.begin() as connection:
        contact = {"conversation": who, "channel": "wechat", "scene": "ABC234", "language": "zh", "seen": 0.0}
        connection.execute(CONTACTS.insert().values(contact))
    export = data.export(who)
    assert [each["account"] for each in export["kept_in_accounts"]] == ["Choir"]
    assert export["kept_in_accounts"][0]["since"].endswith("Z")
    came = {"channel": "wechat", "came_by_code": "ABC234", "language": "zh", "following": True}
    assert export["messaging_channel"] == {**came, "last_seen": "1970-01-01T00:00:00Z"}
    assert json.loads(json.dumps(export)) == export
    assert (data.export(other)["kept_in_accounts"], data.export(other)["messaging_channel"]) == ([], None)


def test_what_voices_agreed_on_goes_with_the_last_of_them(data: PersonalData) -> None:
    here, there = (
        data.sessions.create(Session("", "t", name, "en", anonymous=False, created="2026-01-01")) for name in "ab"
    )
    for number, (session, organization) in enumerate(
        ((here, "Choir"), (here, "ＣＨＯＩＲ "), (here, "Club"), (there, "Choir"))
    ):
        data.sessions.join(Participant("", session.id, f"c{number}", 0, organization, named=True))
    for session, organization in ((here, "choir"), (here, "Club"), (there, "Choir")):
        data.sessions.agree(session.id, Agreed(organization, {"venue": "own"}))
    data.erase("c0")
    assert set(data.sessions.agreed(here.id)) == {"choir", "Club"}, "Somebody else speaks for it still."
    data.erase("c1")
    assert set(data.sessions.agreed(here.id)) == {"Club"}
    assert set(data.sessions.agreed(there.id)) == {"Choir"}
    data.erase("nobody's conversation")


def test_deleting_leaves_nothing_in_any_file_and_touches_nobody_else(data: PersonalData, databases: Databases) -> None:
    who, other = a_leader(data), a_leader(data, "r2")
    data.erase(who)
    assert data.visitors.find(who) is None
    assert data.results.result("r1") is None
    assert data.export(who)["messages"] == []
    assert data.export(other)["messages"]
    data.erase(other)
    for file in databases.folder.iterdir():
        assert b"street office" not in file.read_bytes(), file.name


def test_what_nobody_touched_for_the_time_set_goes_and_the_rest_stays(data: PersonalData) -> None:
    old, fresh = a_leader(data), a_leader(data, "r2")
    said(data, "somebody on another channel", "m1", {"text": WORDS}, {"text": "Noted."}, days_ago=200)
    said(data, "somebody on another channel, lately", "m1", {"text": WORDS}, {"text": "Noted."}, days_ago=100)
    with data._own.begin() as connection:
        connection.execute(
            sa.text("UPDATE visitors SET seen = :long_ago WHERE conversation = :who"),
            {"long_ago": time.time() - 200 * DAY, "who": old},
        )
    with data.log._engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE events SET timestamp = :long_ago WHERE sender_id = :who"),
            {"long_ago": time.time() - 200 * DAY, "who": old},
        )
    assert data.erase_unused(180) == 2
    assert data.visitors.find(old) is None
    assert data.visitors.find(fresh) is not None
    assert data.export("somebody on another channel")["messages"] == []
    assert data.export("somebody on another channel, lately")["messages"]
    assert data.erase_unused(180) == 0


def test_a_message_sent_again_after_a_failure_stands_once(data: PersonalData) -> None:
    said(data, "c", "m1", {"text": "hello"})
    said(data, "c", "m1", {"text": "hello", "metadata": {"label": "Hello!"}}, {"text": "Hi.", "data": {"buttons": []}})
    exchanges = data.log.exchanges("c")
    assert [(e.said, [r["text"] for r in e.replies]) for e in exchanges] == [("Hello!", ["Hi."])]
    assert data.log.answered("c", "m1") is not None
    said(data, "c", "m2", {"text": "lost"})
    assert data.log.answered("c", "m2") is None


def test_a_ticket_opens_its_result_once(data: PersonalData) -> None:
    a_leader(data), a_leader(data, "r2")
    stored = data.results.result("r1")
    assert stored is not None
    ticket = data.shares.ticket(stored)
    assert not data.shares.use_ticket(ticket, "r2")
    assert data.shares.use_ticket(ticket, "r1")
    assert not data.shares.use_ticket(ticket, "r1")


def test_a_ticket_grows_old(data: PersonalData, monkeypatch: pytest.MonkeyPatch) -> None:
    a_leader(data)
    stored = data.results.result("r1")
    assert stored is not None
    ticket = data.shares.ticket(stored)
    later = time.time() + 121
    monkeypatch.setattr(time, "time", lambda: later)
    assert not data.shares.use_ticket(ticket, "r1")


def test_a_link_opens_its_result_until_it_is_taken_back(data: PersonalData) -> None:
    a_leader(data)
    ((link, _),) = data.shares.of("r1")
    assert data.shares.opens(link, "r1")
    assert not data.shares.opens(link, "r2")
    assert data.shares.revoke(link, "r1")
    assert not data.shares.opens(link, "r1")
