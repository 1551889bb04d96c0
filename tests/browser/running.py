"""The assistant as these tests start it: data and log of its own, killed and started again on the same port."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from advisor.serving.processes import Assistant, free_port


class Running:
    """A running assistant. log: everything its processes wrote; data: the folder it keeps everything in."""

    def __init__(self, folder: Path) -> None:
        self.data, self._log = folder / "data", folder / "log.txt"
        self._assistant = Assistant(free_port())
        self.address = self._assistant.address

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def start(self) -> None:
        """Start and wait until it answers; where it does not, what it said is printed."""
        try:
            with _output_to(self._log):
                self._assistant.start()
        except Exception:
            print(self.log, file=sys.stderr)
            raise

    def stop(self) -> None:
        self._assistant.stop()

    def kill(self) -> None:
        """End both processes as a power cut would, without a chance to finish anything."""
        for process in _servers():
            os.kill(process, signal.SIGKILL)
        # Collects the ended processes.
        self._assistant.stop()

    def stored(self) -> bytes:
        """Every byte of the data folder."""
        return b"".join(path.read_bytes() for path in sorted(self.data.rglob("*")) if path.is_file())


@contextlib.contextmanager
def _output_to(path: Path) -> Iterator[None]:
    """Processes started meanwhile write into the file."""
    kept = [os.dup(stream) for stream in (1, 2)]
    with path.open("ab") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    try:
        yield
    finally:
        for stream, old in zip((1, 2), kept, strict=True):
            os.dup2(old, stream)
            os.close(old)


def _servers() -> Iterator[int]:
    """The processes of the assistant that this one started."""
    for children in Path("/proc/self/task").glob("*/children"):
        for child in children.read_text(encoding="ascii").split():
            if b"advisor.serving." in Path(f"/proc/{child}/cmdline").read_bytes():
                yield int(child)
