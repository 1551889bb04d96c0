"""A fault that stock Rasa 3.6 hides, passed on to the channel, which asks the person to send again."""

from __future__ import annotations

from typing import Any

from rasa.core.agent import Agent


def fail_with_the_store() -> None:
    """Change Rasa's agent in this process: where the store of conversations fails, the turn fails.

    Stock Rasa goes on with an empty store in memory instead: it meets the person as new, and the answer is lost.
    """
    Agent._create_tracker_store = staticmethod(_as_it_is)


def _as_it_is(store: Any, domain: Any) -> Any:
    if store is None:
        raise RuntimeError("There is no store of conversations: check tracker_store in endpoints.yml.")
    store.domain = domain
    return store
