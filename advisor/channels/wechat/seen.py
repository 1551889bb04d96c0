"""Which signed pushes have come before."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Protocol


class SeenPushes(Protocol):
    """Remembers which message a signature first came with. Several workers need one that they share."""

    def first_with(self, signature: str, key: str, now: float, until: float) -> str | None:
        """The key of the message this signature came with before; None, and it is remembered, when it is new.

        One step, so that of two at once only one is new. now, until: seconds since 1970; kept at least until then.
        """
        ...


class SeenHere:
    """The memory of one process. Only what was rightly signed gets in, so strangers cannot fill it."""

    def __init__(self) -> None:
        self._keys: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._lock = Lock()

    def first_with(self, signature: str, key: str, now: float, until: float) -> str | None:
        """See SeenPushes."""
        with self._lock:
            self._forget(now)
            known = self._keys.get(signature)
            if known is None:
                self._keys[signature] = (key, until)
                return None
            return known[0]

    def _forget(self, now: float) -> None:
        # In order of arrival, which is the order of ending but for the clocks' difference: some stay a little longer.
        while self._keys and next(iter(self._keys.values()))[1] < now:
            self._keys.popitem(last=False)
