"""Another secret: whoever came before it is let in as long as the one before is taken, and stays who they were."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from advisor.channels.web import keys
from advisor.channels.web.keys import OWNER, PageKey, conversation_of, page_key, read_page_key, renewed, visitor_token
from advisor.channels.wechat import people
from advisor.commands import backup
from advisor.settings import previous_secrets
from advisor.storage.lasting_key import is_a_secret, lasting_key
from advisor.storage.tables import CONTACTS
from tests.browser.plain_http import Client, custom
from tests.browser.running import Running
from tests.operating.stored import Stores

OLD, NEW, NEWEST = (secrets.token_hex(32) for _ in range(3))


@pytest.fixture(autouse=True)
def _forget_the_secrets() -> Iterator[None]:
    yield
    keys._visitors.cache_clear()
    keys._pages.cache_clear()


def with_secrets(patch: pytest.MonkeyPatch, secret: str, *previous: str) -> None:
    patch.setenv("ADVISOR_SECRET", secret)
    patch.setenv("ADVISOR_SECRET_PREVIOUS", "\n".join(previous))
    keys._visitors.cache_clear()
    keys._pages.cache_clear()


def test_tokens_and_page_keys_of_before_are_good_while_their_secret_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with_secrets(monkeypatch, OLD)
    token, page = visitor_token("web-1"), page_key(PageKey("r1", OWNER))
    for previous in ([OLD], [NEWEST, OLD]):
        with_secrets(monkeypatch, NEW, *previous)
        assert conversation_of(token) == "web-1"
        assert read_page_key(page) == PageKey("r1", OWNER)
    with_secrets(monkeypatch, NEW)
    assert (conversation_of(token), read_page_key(page)) == (None, None)


def test_what_is_given_out_after_a_rotation_needs_the_old_secret_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    with_secrets(monkeypatch, NEW, OLD)
    token = visitor_token("web-1")
    with_secrets(monkeypatch, NEW)
    assert conversation_of(token) == "web-1"
    with_secrets(monkeypatch, OLD)
    assert conversation_of(token) is None


def test_a_token_of_before_is_renewed_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    with_secrets(monkeypatch, OLD)
    token = visitor_token("web-1")
    assert renewed(token) is None
    with_secrets(monkeypatch, NEW, OLD)
    fresh = renewed(token)
    assert fresh is not None
    assert renewed(fresh) is None
    assert renewed("made up") is None
    assert renewed(page_key(PageKey("r1", OWNER))) is None
    with_secrets(monkeypatch, NEW)
    assert conversation_of(fresh) == "web-1"
    assert renewed(token) is None


def test_secrets_of_before_come_from_a_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADVISOR_SECRET_PREVIOUS", raising=False)
    assert previous_secrets() == ()
    file = tmp_path / "previous"
    file.write_text(f"{NEW}\n{OLD}\n")
    monkeypatch.setenv("ADVISOR_SECRET_PREVIOUS_FILE", str(file))
    assert previous_secrets() == (NEW, OLD)
    file.write_text("too short\n")
    with pytest.raises(ValueError, match=r"ADVISOR_SECRET_PREVIOUS .*32") as told:
        previous_secrets()
    assert "too short" not in str(told.value)


def test_people_of_wechat_stay_who_they_are(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    with_secrets(monkeypatch, OLD)
    before = lasting_key(stores.own)
    who = people.conversation_of(before, "wechat", "gh_1", "o1")
    with_secrets(monkeypatch, NEW)
    assert people.conversation_of(lasting_key(stores.own), "wechat", "gh_1", "o1") == who
    assert OLD.encode() != before, "The key is none that opens anything."
    assert not is_a_secret(stores.own)


def test_people_named_with_the_secret_stay_who_they_are(
    stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As version 0.4 named them, whether the secret is rotated before the new version starts or later."""
    with_secrets(monkeypatch, NEW, OLD)
    who = people.conversation_of(OLD.encode(), "wechat", "gh_1", "o1")
    with stores.own.begin() as connection:
        connection.execute(CONTACTS.insert().values(conversation=who, channel="wechat", seen=0.0))
    assert people.conversation_of(lasting_key(stores.own), "wechat", "gh_1", "o1") == who
    assert backup.run([str(tmp_path / "first.tar.gz")]) == 0
    assert "A SECRET IS IN IT" in capsys.readouterr().out
    with_secrets(monkeypatch, NEWEST, NEW)
    assert people.conversation_of(lasting_key(stores.own), "wechat", "gh_1", "o1") == who
    assert backup.run([str(tmp_path / "second.tar.gz")]) == 0
    assert "A SECRET IS IN IT" not in capsys.readouterr().out


def test_servers_that_start_at_once_have_one_key(stores: Stores) -> None:
    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(lambda _: lasting_key(stores.own), range(12)))) == 1
    with stores.own.connect() as connection:
        assert connection.execute(sa.text("select count(*) from lasting_keys")).scalar() == 1


def test_a_leader_goes_on_through_two_rotations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A running assistant: the window is handed a new token when it is opened, and lives by that one."""
    monkeypatch.setenv("ADVISOR_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("ADVISOR_DATABASE_URL", raising=False)

    def started(secret: str, *previous: str) -> Running:
        with_secrets(monkeypatch, secret, *previous)
        running = Running(tmp_path)
        running.start()
        return running

    running = started(OLD)
    leader = Client.visitor(running.address)
    assert "token" not in leader.get("history").json
    old = leader.token
    running.stop()

    running = started(NEW, OLD)
    leader.address = running.address
    answer = leader.choose("main_source=users")
    assert (custom(answer, "question") or {})["id"] == "government_share"
    leader.token = leader.get("history").json["token"]
    assert leader.token != old
    running.stop()

    running = started(NEW)
    try:
        leader.address = running.address
        assert leader.get("data").json["messages"]
        assert "token" not in leader.get("history").json
        assert Client(running.address, old).get("data").error == "unknown_visitor"
    finally:
        running.stop()
