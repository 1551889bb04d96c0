"""Work that Rasa 3.6 repeats with every turn, done once.

Measured over whole interviews: checking its own schema again with every action's reply was more than
half of the server's time; looking for an event's class among all subclasses, for every stored event
of every turn, another sixth.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event


def do_once_what_rasa_repeats() -> None:
    """Change Rasa's classes in this process; what they return and raise stays the same."""
    _check_schema_once()
    _find_event_classes_once()


def _check_schema_once() -> None:
    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)

    def validate(_action: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


def _find_event_classes_once() -> None:
    # Every event class is defined when Rasa is imported; none is added later.
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
