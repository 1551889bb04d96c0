"""Processor time and memory of whole trees; several conversations at once each come to their end."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from load import BadReply, Replies, Said, Taken, at_once, one_at_a_time
from people import Visitor
from processes import MemoryWatch, cpu_seconds, proportional_mib, tree

BURN = "import time\nwhile time.process_time() < 0.4: pass\n"
HOLD = "block = bytearray(150 * 2**20)\n"
READY = "import sys\nprint('ready', flush=True)\nsys.stdin.read()\n"


@contextmanager
def parent_of(script: str) -> Iterator[int]:
    """A process that does as the script says and has a child that does so too, both waiting."""
    child = script + READY
    parent = (
        f"import subprocess, sys\nchild = subprocess.Popen([sys.executable, '-c', {child!r}], "
        f"stdin=subprocess.PIPE, stdout=subprocess.PIPE)\nchild.stdout.readline()\n{script}{READY}"
    )
    with subprocess.Popen([sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == b"ready\n"
        yield process.pid
        process.stdin.close()


def test_processor_time_counts_children() -> None:
    with parent_of(BURN) as process:
        assert len(tree(process)) == 2
        assert cpu_seconds(process) >= 0.75


def test_memory_counts_children_and_what_was_given_back() -> None:
    with parent_of(HOLD + "del block\n") as process:
        assert MemoryWatch(process).stop() >= 300
        assert proportional_mib(process) < 150


def test_nothing_is_left_of_a_process_that_ended() -> None:
    with parent_of("") as process:
        pass
    assert tree(process) == []
    assert cpu_seconds(process) == 0


class Echo:
    """A channel in memory."""

    def __init__(self, silent: bool = False) -> None:
        self.silent, self.opened = silent, 0

    async def open(self, client: Any) -> int:
        self.opened += 1
        return self.opened

    async def send(self, client: Any, whose: int, said: Said) -> Replies:
        await asyncio.sleep(0)
        return [] if self.silent else [{"text": said.text}]


def played(count: int, channel: Echo) -> Taken:
    return asyncio.run(at_once(channel, lambda _: Visitor(("a", "b"), 5), count, seconds=0))


def test_everybody_finishes_a_conversation_before_the_load_ends() -> None:
    channel = Echo()
    taken = played(8, channel)
    assert sum(len(times) == 5 for times in taken.times) >= 8
    assert channel.opened == len(taken.times)


def test_a_silent_bot_stops_the_measurement() -> None:
    with pytest.raises(BadReply, match="No reply to 'a'"):
        played(3, Echo(silent=True))
    with pytest.raises(BadReply):
        asyncio.run(one_at_a_time(Echo(silent=True), [Visitor(("a",), 1, patient=True)]))


def test_a_bot_that_loses_its_way_later_may_be_measured() -> None:
    visitor = Visitor(("a", "b"), 2, patient=True)
    visitor.next([])
    visitor.check([{"text": "a"}])
    visitor.next([{"text": "a"}])
    visitor.check([])
    assert visitor.next([]) is None
