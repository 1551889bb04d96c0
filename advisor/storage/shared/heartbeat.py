"""A thread that renews the locks of a process while it lives."""

from __future__ import annotations

import logging
import threading
import time

import redis
import redis.exceptions
from redis.lock import Lock

from advisor.storage.shared.connection import told

logger = logging.getLogger(__name__)


class Heartbeat:
    """Renews every lock it was given, each `every` seconds, for at most `longest` seconds."""

    def __init__(self, every: float, longest: float) -> None:
        self._every, self._longest = every, longest
        self._locks: dict[int, tuple[Lock, float]] = {}
        self._guard, self._some = threading.Lock(), threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, lock: Lock) -> None:
        """Renew this lock from now on."""
        with self._guard:
            self._locks[id(lock)] = (lock, time.monotonic() + self._longest)
            self._some.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._beat, name="heartbeat of locks", daemon=True)
                self._thread.start()

    def remove(self, lock: Lock) -> None:
        """Renew it no more; when this returns, a renewal under way may still end."""
        with self._guard:
            self._locks.pop(id(lock), None)
            if not self._locks:
                self._some.clear()

    def _beat(self) -> None:
        while True:
            self._some.wait()
            time.sleep(self._every)
            with self._guard:
                due = list(self._locks.values())
            for lock, until in due:
                self._renew(lock, until)

    def _renew(self, lock: Lock, until: float) -> None:
        if time.monotonic() > until:
            logger.error("a turn takes longer than %.0f s; its conversation is not held any more", self._longest)
            self.remove(lock)
            return
        try:
            lock.reacquire()
        except redis.exceptions.LockError:
            # Given back at this moment, or really lost: who gives it back will say so.
            self.remove(lock)
        except redis.RedisError as error:
            logger.warning("a conversation's lock could not be renewed. %s", told(error))
        except Exception as error:
            # Whatever it is: the other locks are renewed.
            logger.error("a conversation's lock could not be renewed: %s", type(error).__name__)
