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


def for_each(work: Callable[[str], T], languages: Sequence[str]) -> tuple[T, ...]:
    """The results in order; the same, only later, where no processes can be started.

    `work` is sent to new processes (`spawn`: a fork of a process with threads may hang), so it must
    be a function of a module or a partial of one. What it raises is raised here.
    """
    if len(languages) < 2:
        return tuple(map(work, languages))
    try:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(min(PROCESSES, len(languages)), mp_context=context) as pool:
            return tuple(pool.map(work, languages))
    except (BrokenProcessPool, OSError):
        # An interactive session has no main module to start from; some sandboxes allow no processes.
        return tuple(map(work, languages))


def _read_only(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


# The knowledge holds read-only mappings, which Python does not send to another process by itself.
ForkingPickler.register(MappingProxyType, lambda mapping: (_read_only, (dict(mapping),)))
