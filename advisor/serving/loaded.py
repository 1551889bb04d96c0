"""Whether what Rasa loaded is what was named: a wrong path silently gives it stores in memory."""

from __future__ import annotations

from typing import Any

from rasa.core.tracker_store import FailSafeTrackerStore

from advisor.conversation.conversation_store import ConversationStore
from advisor.settings import PROJECT

API = ("conversations/", "model", "status", "version", "domain")
"""First words of the routes of Rasa's own API, which opens every conversation."""


class NotAsNamed(RuntimeError):
    """Something else was loaded than the settings name; the message says what."""


def check_loaded(agent: Any, lock_store: str | None, routes: list[str]) -> None:
    """Raises NotAsNamed.

    lock_store  the class named in endpoints.yml, None where none is: then locks are in memory
    routes      the paths the server answers at, without the first slash
    """
    if agent is None or not agent.is_ready():
        raise NotAsNamed("The model was not loaded. Run `advisor train`.")
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store
    if not isinstance(store, ConversationStore):
        raise NotAsNamed(
            f"Conversations would be kept by {_name(store)}, not by {_name(ConversationStore)}: "
            f"check tracker_store in {PROJECT / 'endpoints.yml'}."
        )
    if lock_store not in (None, "in_memory", _name(agent.lock_store)):
        raise NotAsNamed(
            f"Conversations would be locked by {_name(agent.lock_store)}, not by {lock_store}: "
            f"check lock_store in {PROJECT / 'endpoints.yml'}."
        )
    if opened := [route for route in routes if route.startswith(API)]:
        raise NotAsNamed(f"Rasa's own API is open (/{opened[0]}): it gives every conversation to everybody.")


def _name(thing: Any) -> str:
    kind = thing if isinstance(thing, type) else type(thing)
    return f"{kind.__module__}.{kind.__qualname__}"
