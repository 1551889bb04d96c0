"""`advisor train`: train the model where it is out of date."""

from __future__ import annotations

from advisor.commands.serve import prepare


def run(arguments: list[str]) -> int:
    """0 where the model is up to date afterwards."""
    if not prepare():
        return 1
    print("The model is up to date.")
    return 0
