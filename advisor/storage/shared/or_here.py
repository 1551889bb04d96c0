"""Asking the Redis that servers share, and this process where it does not answer."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

import redis

from advisor.storage.shared.connection import told

logger = logging.getLogger(__name__)

AWAY_SECONDS = 5.0
"""For so long nobody asks again: each question to a Redis that hangs keeps everybody waiting."""

Answer = TypeVar("Answer")


class OrHere:
    """For what is better known by one server alone than not at all. `what`: for the log."""

    def __init__(self, what: str) -> None:
        self._what, self._away_until = what, 0.0

    def ask(self, there: Callable[[], Answer], here: Callable[[], Answer]) -> Answer:
        """The answer from Redis; from `here` while it is away."""
        if time.monotonic() < self._away_until:
            return here()
        try:
            return there()
        except redis.RedisError as error:
            self._away_until = time.monotonic() + AWAY_SECONDS
            logger.warning("%s: every server by itself for now. %s", self._what, told(error))
            return here()
