"""Each store, from its first row to its last, on both engines."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from advisor.storage.access_tokens import AccessToken, DatabaseTokens
from advisor.storage.accounts import AccountStore, NameTaken
from advisor.storage.audit import AuditLog
from advisor.storage.inbox import ANSWERED, Inbox
from advisor.storage.joining import JoiningStore, Underway
from advisor.storage.outgoing import DOUBTFUL, MORE, READY, SENDING, Part
from advisor.storage.paper_rows import PaperRow, PaperRows
from advisor.storage.receipts import Cursors
from advisor.storage.sessions import SessionStore
from advisor.storage.sign_ins import FREE_ATTEMPTS, Attempts, SignInStore
from advisor.storage.tables import INBOX, OUTGOING
from advisor.storage.visitors import VisitorStore
from advisor.training.accounts import Account, Action, Role
from advisor.training.records import Session
from tests.storage.many import waiting


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_SECRET", "x" * 32)


def signed_in(own: sa.engine.Engine, account: Account, clock: Callable[[], float] = time.time) -> str:
    found = AccountStore(own).by_name(account.name)
    assert found is not None
    token = SignInStore(own, clock).begin(account.id, found[1])
    assert token is not None
    return token


def said(*texts: str, state: str = READY) -> list[Part]:
    return [Part({"kind": "text", "text": text}, state) for text in texts]


def test_accounts(own: sa.engine.Engine) -> None:
    store, sign_ins = AccountStore(own), SignInStore(own)
    account = store.add("陈老师", Role.TRAINER, "hash")
    with pytest.raises(NameTaken):
        store.add(" 陈老师 ", Role.OPERATOR, "hash")
    token = signed_in(own, account)
    assert store.by_name("陈老师") == (account, "hash")
    store.claim(account.id, "web-2"), store.claim(account.id, "web-1"), store.claim(account.id, "web-2")
    assert sorted(store.claimed(account.id)) == ["web-1", "web-2"]
    assert store.lock(account.id)
    assert not store.lock("nobody")
    assert sign_ins.account_of(token) is None
    assert [each.locked for each in store.all()] == [True]
    assert store.unlock(account.id)
    again = signed_in(own, account)
    assert store.set_password(account.id, "another", stay_signed_in=True)
    assert sign_ins.account_of(again) == account.id
    assert not store.set_password(account.id, "a third", instead_of="hash")
    assert store.by_name("陈老师") == (account, "another")
    assert sign_ins.account_of(again) == account.id, "nothing was changed"
    store.delete(account.id)
    assert (store.find(account.id), store.claimed(account.id), sign_ins.account_of(again)) == (None, [], None)


def test_sign_ins_end(own: sa.engine.Engine) -> None:
    clock = Clock()
    store, account = SignInStore(own, clock), AccountStore(own).add("Li", Role.TRAINER, "hash")
    here, there = signed_in(own, account, clock), signed_in(own, account, clock)
    store.end(here)
    assert (store.account_of(here), store.account_of(there)) == (None, account.id)
    clock.now += 3600
    assert store.account_of(there) == account.id
    clock.now += 11.5 * 3600
    assert store.account_of(there) == account.id, "being seen counts"
    store.end_all(account.id)
    assert store.account_of(there) is None


def test_attempts_wait_longer_and_longer(own: sa.engine.Engine) -> None:
    clock = Clock()
    attempts = Attempts(own, clock)
    assert [attempts.begin("name", "address") for _ in range(FREE_ATTEMPTS)] == [0.0] * FREE_ATTEMPTS
    assert attempts.begin("name") == attempts.begin("address") == 30.0
    clock.now += 30
    assert attempts.begin("name", "address") == 0.0
    assert attempts.begin("name") == 60.0
    attempts.succeeded("name", "address")
    assert attempts.begin("name") == 0.0
    assert attempts.begin("address") == 30.0
    attempts.forget(["address"])
    assert attempts.begin("address") == 0.0


def test_an_attempt_counted_by_a_clock_that_is_ahead_makes_nobody_wait(own: sa.engine.Engine) -> None:
    ahead, behind = Clock(), Clock()
    ahead.now += 30
    assert Attempts(own, ahead).begin("name") == 0.0
    assert Attempts(own, behind).begin("name") == 0.0


def test_the_audit_log(own: sa.engine.Engine) -> None:
    clock = Clock()
    log = AuditLog(own, clock)
    for number in range(3):
        log.write(f"a{number}", Action.LOCK_ACCOUNT, "a0", number != 1, "request")
    newest = log.page(2)
    assert [(entry.account, entry.allowed) for entry in newest] == [("a2", True), ("a1", False)]
    assert [entry.account for entry in log.page(2, before=newest[-1].number)] == ["a0"]
    assert len(log.page(9, person="a0")) == 3
    clock.now += 2 * 86_400
    log.write("a3", Action.LOCK_ACCOUNT, "a0", True, "request")
    assert log.forget(1) == 3


def test_tokens(own: sa.engine.Engine) -> None:
    clock = Clock()
    tokens = DatabaseTokens(own, clock)

    async def work() -> None:
        assert await tokens.lease("gh", "one", 5.0)
        assert not await tokens.lease("gh", "other", 5.0)
        await tokens.write("gh", "one", AccessToken("T1", clock.now, clock.now + 7200))
        found = await tokens.read("gh")
        assert found is not None
        assert (found.value, found.expires) == ("T1", clock.now + 7200)
        assert await tokens.lease("gh", "other", 5.0)
        clock.now += 6
        assert await tokens.lease("gh", "one", 5.0)
        await tokens.write("gh", "other", AccessToken("late", 0.0, 0.0))
        assert (await tokens.read("gh")) == found
        await tokens.release("gh", "one")

    asyncio.run(work())


def test_visitors(own: sa.engine.Engine) -> None:
    store = VisitorStore(own)
    who = store.add("zh", "2026-01-01T00:00:00Z")
    assert store.find(who.conversation) == who
    store.saw(replace(who, seen=0.0))
    found = store.find(who.conversation)
    assert found is not None
    assert found.seen > who.seen
    assert store.consented(who.conversation) == "2026-01-01T00:00:00Z"
    store.remove(who.conversation)
    assert store.find(who.conversation) is store.consented(who.conversation) is None


def test_joining_by_messages(own: sa.engine.Engine) -> None:
    store = JoiningStore(own)
    store.keep(Underway("wechat-1", "s1", "organization"))
    store.keep(Underway("wechat-1", "s1", "show", "合唱团"))
    assert store.of("wechat-1") == Underway("wechat-1", "s1", "show", "合唱团")
    store.done("wechat-1")
    assert store.of("wechat-1") is None


def test_queues(own: sa.engine.Engine) -> None:
    cursors = Cursors(own)
    cursors.add("service:kf1"), cursors.move("service:kf1", "c1"), cursors.add("service:kf1"), cursors.add("other:kf2")
    assert cursors.at("service:kf1") == "c1"
    assert cursors.at("nothing") == ""
    assert cursors.all("service:") == ["service:kf1"]


def test_rows_from_paper(own: sa.engine.Engine) -> None:
    sessions = SessionStore(own)
    session = sessions.create(Session("", "t1", "Workshop", "zh", ("value",), "2026-01-01T00:00:00Z"))
    result = {"id": "r1", "created": "", "knowledge_version": "", "language": "zh", "answers": {"venue": "own"}}
    (row,) = PaperRows(own).add(session, [PaperRow(result, "合唱团")], "2026-01-01T00:00:00Z")
    (seat,) = sessions.seats(session.id)
    assert (seat.participant, seat.progress.answers) == (row, {"venue": "own"})
    with pytest.raises(sa.exc.IntegrityError):
        PaperRows(own).add(session, [PaperRow({**result, "id": "r2"}), PaperRow(result)], "2026-01-01T00:00:00Z")
    assert len(sessions.seats(session.id)) == 1, "all or none"


def test_a_message_from_its_push_to_its_answer(own: sa.engine.Engine) -> None:
    clock = Clock()
    inbox = Inbox(own, "wechat", "one", lambda: 20.0, clock)
    other = Inbox(own, "wechat", "other", lambda: 20.0, clock)
    first = inbox.take(waiting("k1"), scene="ABC234")
    assert first.new
    assert not other.take(waiting("k1")).new
    assert (inbox.has_met("wechat-1"), inbox.scene("wechat-1")) == (True, "ABC234")
    assert inbox.outgoing.hand_over("wechat-1", "k1", clock.now, 100, only_held=False) is None
    claimed = inbox.claim("wechat-1", 15.0)
    assert claimed is not None
    assert (claimed.key, claimed.tries, claimed.document["text"]) == ("k1", 1, "hello")
    assert other.claim("wechat-1", 15.0) is None
    clock.now += 14
    inbox.renew("k1", 15.0)
    clock.now += 2
    assert other.claim("wechat-1", 15.0) is None
    assert inbox.answered(claimed, said("one", "two"), "zh", send=False)
    assert inbox.language("wechat-1") == "zh"
    handed = other.outgoing.hand_over("wechat-1", "k1", clock.now, 4, only_held=False)
    assert handed is not None
    assert (handed.text, handed.more) == ("one", True)
    again = inbox.outgoing.hand_over("wechat-1", "k1", clock.now + 5, 4, only_held=False)
    assert again is not None
    assert again.text == "one", "a copy that comes because the answer did not get there"
    inbox.take(waiting("k2"), wants_more=True)
    more = inbox.outgoing.hand_over("wechat-1", "k2", clock.now, 100, only_held=False)
    assert more is not None
    assert (more.text, more.more) == ("two", False)
    clock.now += 1000
    inbox.sweep(days=180)
    inbox.leave("k3", "wechat-1")
    with own.connect() as connection:
        assert connection.execute(sa.select(OUTGOING.c.state)).scalars().all() == []


def test_an_answer_that_did_not_get_there(own: sa.engine.Engine) -> None:
    clock = Clock()
    inbox = Inbox(own, "wecom", "one", now=clock)
    inbox.take(waiting("k1"))
    message = inbox.claim("wechat-1", 15.0)
    assert message is not None
    inbox.answered(message, said("one", "two"), "en", send=True)
    (one, two) = inbox.outgoing.of("k1", READY)
    inbox.outgoing.mark(one.number, SENDING)
    inbox.outgoing.arrived(one.number)
    inbox.hold("k1", None)
    assert inbox.open_conversations() == []
    nudge = inbox.take(waiting("k2"))
    assert (nudge.is_nudge, nudge.collects) == (True, "k1")
    assert not inbox.tell("k1", "k1")
    assert inbox.tell("k1", "k2")
    inbox.fetch("wechat-1")
    assert inbox.open_conversations() == ["wechat-1"]
    again = inbox.claim("wechat-1", 15.0)
    assert again is not None
    assert again.state == ANSWERED
    inbox.outgoing.mark_all("k1", DOUBTFUL, READY)
    assert [part.number for part in inbox.outgoing.doubtful("wechat-1")] == [two.number]
    inbox.finish("k1")
    with own.connect() as connection:
        assert connection.execute(sa.select(INBOX.c.key)).scalars().all() == []


def test_a_push_of_any_year_is_taken_in(own: sa.engine.Engine) -> None:
    inbox = Inbox(own, "wechat", "one")
    assert inbox.take(waiting("k1", at=99_999_999_999)).new
    claimed = inbox.claim("wechat-1", 15.0)
    assert claimed is not None
    assert claimed.at == 99_999_999_999
    inbox.answered(claimed, said("later", state=MORE), "en", send=False)
