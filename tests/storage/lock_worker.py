"""A server process in small: takes turns of one conversation and notes them in a file that forgets no clash.

`python -m tests.storage.lock_worker ADDRESS FILE NAME TASKS TURNS [LEASE]`; with no turns it holds the lock for good.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import redis

from advisor.storage.shared.locks import LEASE_SECONDS, Locks

CONVERSATION = "web-1"


async def turn(file: Path, name: str) -> None:
    """Read, think, write back: two at once lose a line."""
    before = file.read_text()
    await asyncio.sleep(0.002)
    file.write_text(f"{before}{name}\n")


async def main(address: str, file: str, name: str, tasks: str, turns: str, lease: str = str(LEASE_SECONDS)) -> None:
    locks = Locks(redis.Redis.from_url(address), lease=float(lease), renew=float(lease) / 4)
    if not int(turns):
        async with locks.hold(CONVERSATION):
            print("held", flush=True)
            await asyncio.sleep(3600)

    async def work() -> None:
        for _ in range(int(turns)):
            async with locks.hold(CONVERSATION):
                await turn(Path(file), name)

    await asyncio.gather(*(work() for _ in range(int(tasks))))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
