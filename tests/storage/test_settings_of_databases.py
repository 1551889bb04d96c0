"""Addresses of databases: from the environment or a file, said to be wrong without what stands in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.settings import database_url, redis_url

READERS = {"ADVISOR_DATABASE_URL": database_url, "ADVISOR_REDIS_URL": redis_url}
GOOD = {
    "ADVISOR_DATABASE_URL": [
        "postgresql://user:p%40ss@host/name",
        "postgresql://host:5432/name?sslmode=require",
        "postgresql:///name?host=/run/postgresql",
    ],
    "ADVISOR_REDIS_URL": [
        "redis://host",
        "redis://:secret@host:6379/2",
        "rediss://user:secret@host",
        "unix:///run/redis/redis.sock",
    ],
}
BAD = {
    "ADVISOR_DATABASE_URL": [
        "MARKED",
        "sqlite:///MARKED.db",
        "postgresql://user:MARKED@host",
        "postgresql://user:MARKED@host:port/name",
        "postgresql://user:MARK#ED@host/name",
        "postgresql:///name",
    ],
    "ADVISOR_REDIS_URL": [
        "MARKED",
        "http://:MARKED@host",
        "redis://:MARKED@:6379",
        "redis://:MARKED@host:port",
        "redis://:MARKED@host/zero",
    ],
}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in READERS:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)


@pytest.mark.parametrize("name", READERS)
def test_without_a_setting_there_is_none(name: str) -> None:
    assert READERS[name]() == ""


@pytest.mark.parametrize(("name", "address"), [(name, each) for name, all_ in GOOD.items() for each in all_])
def test_addresses_that_can_be_used(name: str, address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(name, address)
    said = READERS[name]()
    assert said.partition(":")[2] == address.partition(":")[2]
    monkeypatch.delenv(name)
    (tmp_path / "secret").write_text(f"{address}\n")
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "secret"))
    assert READERS[name]() == said


def test_the_name_hosts_give_the_protocol_is_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_DATABASE_URL", "postgres://user@host/name")
    assert database_url() == "postgresql+psycopg2://user@host/name"


@pytest.mark.parametrize(("name", "address"), [(name, each) for name, all_ in BAD.items() for each in all_])
def test_a_wrong_one_is_said_without_what_it_was(name: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, address)
    with pytest.raises(ValueError, match=f"{name} must be an address such as") as caught:
        READERS[name]()
    assert "MARK" not in str(caught.value)


@pytest.mark.parametrize("name", READERS)
def test_what_is_wrong_with_a_file(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "secret"))
    with pytest.raises(ValueError, match=rf"{name}_FILE names .*secret, which cannot be read: No such file"):
        READERS[name]()
    (tmp_path / "secret").write_text(" \n")
    with pytest.raises(ValueError, match=rf"{name}_FILE names .*secret, which is empty"):
        READERS[name]()
    monkeypatch.setenv(name, GOOD[name][0])
    with pytest.raises(ValueError, match=f"{name} and {name}_FILE are both set"):
        READERS[name]()
