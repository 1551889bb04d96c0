"""What Rasa loaded is what was named: stores in memory never slip in."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.lock_store import InMemoryLockStore, LockStore
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from advisor.conversation.conversation_store import ConversationStore
from advisor.serving.loaded import NotAsNamed, check_loaded
from advisor.serving.mode import CREDENTIALS

OURS = f"{ConversationStore.__module__}.{ConversationStore.__qualname__}"
ROUTES = ["", "health", "webhooks/web/message"]


@pytest.fixture(autouse=True)
def data(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_DATA", str(tmp_path))


def agent_with(tracker_store: str, lock_store: str | None = None) -> Any:
    """An agent as Rasa makes it of what endpoints.yml names."""
    domain = Domain.empty()
    stores = TrackerStore.create(EndpointConfig(type=tracker_store), domain=domain)
    agent = Agent(domain, tracker_store=stores, lock_store=LockStore.create(EndpointConfig(type=lock_store)))
    agent.processor = SimpleNamespace()
    return agent


def test_what_was_named_may_serve() -> None:
    check_loaded(agent_with(OURS, "in_memory"), None, ROUTES)


@pytest.mark.parametrize("named", [f"{OURS}s", "advisor.no_such_module.Store", "in_memory"])
def test_a_wrong_path_to_the_store_of_conversations_ends_the_start(named: str) -> None:
    with pytest.raises(NotAsNamed, match=r"InMemoryTrackerStore, not by advisor\.conversation"):
        check_loaded(agent_with(named, "in_memory"), None, ROUTES)


def test_a_wrong_path_to_the_locks_ends_the_start() -> None:
    agent = agent_with(OURS, "in_memory")
    assert isinstance(agent.lock_store, InMemoryLockStore)
    with pytest.raises(NotAsNamed, match=r"not by advisor\.no_such_module\.Locks"):
        check_loaded(agent, "advisor.no_such_module.Locks", ROUTES)


@pytest.mark.parametrize("route", ["conversations/<conversation_id:path>/tracker", "model", "model/parse", "status"])
def test_an_open_api_of_rasa_ends_the_start(route: str) -> None:
    with pytest.raises(NotAsNamed, match="API is open"):
        check_loaded(agent_with(OURS, "in_memory"), None, [*ROUTES, route])


def test_no_model_ends_the_start() -> None:
    with pytest.raises(NotAsNamed, match="advisor train"):
        check_loaded(None, None, ROUTES)


def test_credentials_are_where_the_server_reads_them() -> None:
    assert CREDENTIALS.is_file()
