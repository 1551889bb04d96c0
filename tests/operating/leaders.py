"""Leaders who go on answering while something is done to the server, and what they were told before."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from tests.browser.plain_http import Client, interview


@dataclass
class Leader(Client):
    """One who counts the answers they got."""

    address: str
    token: str | None = None
    interface: str = "127.0.0.1"
    answered: int = 0
    result: str = ""

    def choose(self, *choices: str, id: str | None = None) -> list[dict[str, Any]]:
        messages = super().choose(*choices, id=id)
        self.answered += 1
        return messages


@dataclass
class Busy:
    """Threads in each of which one leader after another comes, is interviewed and stays away."""

    address: str
    threads: int = 2
    leaders: list[Leader] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._stop, self._threads = threading.Event(), [threading.Thread(target=self._go) for _ in range(self.threads)]

    def __enter__(self) -> Busy:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def answered(self) -> dict[str, int]:
        """Token → how many answers its leader has got so far."""
        return {str(leader.token): leader.answered for leader in list(self.leaders)}

    def results(self) -> dict[str, str]:
        """Token → the result its leader was shown, of those who got so far."""
        return {str(leader.token): leader.result for leader in list(self.leaders) if leader.result}

    def _go(self) -> None:
        try:
            while not self._stop.is_set():
                came = Client.visitor(self.address, "zh")
                leader = Leader(self.address, came.token, came.interface, answered=1)
                self.leaders.append(leader)
                leader.result = interview(leader)["id"]
        except Exception as fault:
            self.faults.append(repr(fault))
