"""Processor time and memory of a process with all its descendants, read from /proc (Linux)."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
MIB = 1024 * 1024


@dataclass(frozen=True)
class Process:
    """parent: process id. seconds: processor time of itself and of the children it has waited for."""

    id: int
    parent: int
    seconds: float


def tree(root: int) -> list[Process]:
    """A living process and its living descendants; empty where it has ended."""
    every = {process.id: process for process in _living()}
    found = [root] if root in every else []
    for id in found:
        found.extend(process.id for process in every.values() if process.parent == id)
    return [every[id] for id in found]


def cpu_seconds(root: int) -> float:
    """User and system seconds of the tree since each process began."""
    return sum(process.seconds for process in tree(root))


def proportional_mib(root: int) -> float:
    """Memory of the tree with pages that processes share counted once (PSS)."""
    return sum(_kilobytes(process.id, "smaps_rollup", "Pss:") for process in tree(root)) / 1024


class MemoryWatch:
    """Watches a tree: `peak_mib` is the largest sum of what its processes had resident at most (RSS).

    The kernel keeps each process's own peak, so nothing short is missed between two looks.
    """

    def __init__(self, root: int, every: float = 1.0) -> None:
        self.peak_mib = 0.0
        self._root, self._every = root, every
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """The peak until now."""
        self.look()
        self._ended.set()
        self._thread.join()
        return self.peak_mib

    def look(self) -> None:
        """Take the tree as it is now into account."""
        resident = sum(_kilobytes(process.id, "status", "VmHWM:") for process in tree(self._root)) / 1024
        self.peak_mib = max(self.peak_mib, resident)

    def _watch(self) -> None:
        while not self._ended.wait(self._every):
            self.look()


def folder_mib(folder: Path) -> float:
    """What the files of a folder take on disk; a file linked twice counts once."""
    blocks = {(at.st_dev, at.st_ino): at.st_blocks * 512 for at in map(os.lstat, folder.rglob("*"))}
    return sum(blocks.values()) / MIB


def databases_bytes(folder: Path) -> int:
    """What the SQLite databases of a folder hold, their write-ahead logs included."""
    total = 0
    for file in folder.glob("*.db"):
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            ((pages,),) = database.execute("PRAGMA page_count")
            ((size,),) = database.execute("PRAGMA page_size")
        total += pages * size
    return total


def _living() -> Iterator[Process]:
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                text = Path(f"/proc/{entry}/stat").read_text()
            except OSError:
                continue  # It ended meanwhile.
            # The name may hold spaces and brackets; fields are counted from behind it.
            fields = text.rpartition(")")[2].split()
            yield Process(int(entry), int(fields[1]), sum(int(field) for field in fields[11:15]) / TICKS)


def _kilobytes(id: int, file: str, name: str) -> int:
    try:
        lines = Path(f"/proc/{id}/{file}").read_text().splitlines()
    except OSError:
        return 0  # It ended meanwhile.
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)
