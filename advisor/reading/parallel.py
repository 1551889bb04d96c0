"""The same work for each language, in a process each."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.reduction import ForkingPickler
from types import MappingProxyType
from typing import Any, TypeVar

T = TypeVar("T")

PROCESSES = 2
"""At most so many at a time: a small machine has two cores."""


def begin(work: Callable[[str], T], languages: Sequence[str]) -> Callable[[], tuple[T, ...]]:
    """Start the work at once; returns what waits for the results and gives them in order.

    Processes are forked: what is loaded by now need not be loaded again. So it must be called before
    anything starts threads, as Rasa does (a fork of a process with threads may hang). `work` must be a
    function of a module or a partial of one. What it raises is raised by whoever waits. Where no
    processes can be forked, the work is done while it is waited for.
    """
    if len(languages) < 2 or "fork" not in multiprocessing.get_all_start_methods():
        return lambda: tuple(map(work, languages))
    pool = ProcessPoolExecutor(min(PROCESSES, len(languages)), mp_context=multiprocessing.get_context("fork"))
    try:
        begun = [pool.submit(work, language) for language in languages]
    except OSError:
        # Some sandboxes allow no processes.
        return lambda: tuple(map(work, languages))
    pool.shutdown(wait=False)

    def wait() -> tuple[T, ...]:
        try:
            return tuple(each.result() for each in begun)
        except BrokenProcessPool:
            return tuple(map(work, languages))

    return wait


def for_each(work: Callable[[str], T], languages: Sequence[str]) -> tuple[T, ...]:
    """The results in order; `begin` tells when it may be called."""
    return begin(work, languages)()


def _read_only(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


# The knowledge holds read-only mappings, which Python does not send to another process by itself.
ForkingPickler.register(MappingProxyType, lambda mapping: (_read_only, (dict(mapping),)))
