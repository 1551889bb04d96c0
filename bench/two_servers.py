"""How much two servers do beside one: whole interviews through nginx, with the files of deploy/, on this machine.

    python bench/two_servers.py [--rounds N] [--seconds S] [--share CORES] [--json FILE]

Both servers run all the time, with PostgreSQL and Redis. One nginx leads to the first alone, another one to both;
they are measured in turn, and a figure is the median over the rounds. Client, nginx and stores run on the same
cores as the servers, so what two servers can do is bounded: the table says by what. With `--share 0.5` each server
may use half a core at most, as a container's limit does; then it is the program that is measured, not the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import ssl
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import aiohttp
from load import BadReply, Said, at_once
from people import LANGUAGES, Leader
from processes import TICKS, cpu_seconds

from tests.deploy.assistants import Assistant, Image, command_of_the_image, environment, migrate
from tests.deploy.nginx import Nginx
from tests.servers.postgresql import PostgresqlServer
from tests.servers.redis import RedisServer

AT_ONCE = (8, 32)
WANTED = 1.6
CORES = os.cpu_count() or 1
CONTROL_GROUPS = Path("/sys/fs/cgroup")
PERIOD_MICROSECONDS = 20_000
"""Short, so that a limited server answers a little all the time."""


@dataclass(frozen=True)
class Visitors:
    """The web channel through nginx. Every visitor has an address of their own: limits count by address."""

    address: str
    language: str
    trust: ssl.SSLContext

    async def open(self, client: aiohttp.ClientSession) -> dict[str, str]:
        """The header a new visitor's token goes into."""
        somewhere = f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(256)}"
        body = {"language": self.language, "consent": True}
        made = await self._post(client, "visitor", body, {"X-Forwarded-For": somewhere})
        return {"Authorization": f"Bearer {json.loads(made)['token']}"}

    async def send(self, client: aiohttp.ClientSession, whose: dict[str, str], said: Said) -> list[dict[str, object]]:
        """One message; the replies."""
        what = {"choices": list(said.choices)} if said.choices else {"text": said.text}
        answer = await self._post(client, "message", {"id": uuid.uuid4().hex, **what}, whose)
        return [json.loads(line) for line in answer.splitlines()]

    async def _post(
        self, client: aiohttp.ClientSession, route: str, body: dict[str, object], headers: dict[str, str]
    ) -> str:
        path = f"{self.address}/webhooks/web/{route}"
        async with client.post(path, json=body, headers=headers, ssl=self.trust) as answer:
            text = await answer.text()
        if answer.status not in (200, 201):
            raise BadReply(f"{route} was answered {answer.status}: {text[:300]}")
        return text


@dataclass(frozen=True)
class Measured:
    """turns_a_second; milliseconds of processor time a turn: all told, and of the servers alone; cores: free for us."""

    turns_a_second: float
    whole_ms: float
    servers_ms: float
    cores: float


@dataclass(frozen=True)
class Stack:
    one: Nginx
    both: Nginx
    servers: tuple[Assistant, Assistant]
    stores: tuple[int, int]

    def cpu(self) -> tuple[float, float]:
        """Processor seconds of the servers, and of all processes of ours with the client."""
        servers = sum(cpu_seconds(each.id) for each in self.servers)
        others = (*self.stores, self.one.process.id, self.both.process.id)
        return servers, servers + time.process_time() + sum(cpu_seconds(each) for each in others)


@contextmanager
def stack(folder: Path) -> Iterator[Stack]:
    """Everything, running."""
    database, redis = PostgresqlServer(), RedisServer()
    image = Image(folder)
    started: list[Assistant | Nginx] = []
    try:
        database.start()
        redis.start()
        stores = (database.database(), redis.url)
        done = migrate(image, environment(folder, "migrate", *stores, ""))
        if done.returncode:
            raise SystemExit(done.stderr)
        # The client stands for a proxy in front of nginx, which knows where people come from.
        given = {**environment(folder, "advisor-1", *stores, "https://localhost"), "ADVISOR_PROXIES": "2"}
        servers = [Assistant(image, folder, name, given, command_of_the_image()) for name in ("first", "second")]
        for server in servers:
            started.append(server)
            server.begin()
        for server in servers:
            server.wait()
        fronts = []
        for name, ports in (("one", [servers[0].port]), ("both", [server.port for server in servers])):
            (folder / name).mkdir()
            started.append(Nginx(folder / name, ports))
            fronts.append(started[-1])
            fronts[-1].start()
        ids = (database.process.id, redis.process.id)
        yield Stack(fronts[0], fronts[1], (servers[0], servers[1]), ids)
    finally:
        for each in reversed(started):
            each.stop()
        database.remove()
        redis.remove()
        image.remove()


def measure(stack: Stack, nginx: Nginx, count: int, seconds: float, language: str) -> Measured:
    """`count` conversations at once for so long."""
    channel = Visitors(nginx.address, language, nginx.trust())
    servers, ours = stack.cpu()
    busy, began = _busy_seconds(), time.monotonic()
    taken = asyncio.run(at_once(channel, lambda number: Leader(number, language=language), count, seconds))
    passed, busy = time.monotonic() - began, _busy_seconds() - busy
    servers, ours = (after - before for after, before in zip(stack.cpu(), (servers, ours), strict=True))
    turns = len(taken.turns)
    others = max(0.0, busy - ours) / passed
    return Measured(turns / taken.wall, ours / turns * 1e3, servers / turns * 1e3, CORES - others)


@contextmanager
def limited(processes: Sequence[int], share: float | None) -> Iterator[None]:
    """Let each process use so much of a core at most (a control group each; needs root)."""
    second_version = (CONTROL_GROUPS / "cgroup.controllers").exists()
    above = CONTROL_GROUPS if second_version else CONTROL_GROUPS / "cpu"
    made: list[Path] = []
    try:
        for process in processes if share is not None else ():
            quota = str(int((share or 1) * PERIOD_MICROSECONDS))
            made.append(above / f"advisor-two-servers-{process}")
            made[-1].mkdir()
            if second_version:
                (made[-1] / "cpu.max").write_text(f"{quota} {PERIOD_MICROSECONDS}")
            else:
                (made[-1] / "cpu.cfs_period_us").write_text(str(PERIOD_MICROSECONDS))
                (made[-1] / "cpu.cfs_quota_us").write_text(quota)
            (made[-1] / "cgroup.procs").write_text(str(process))
        yield
    finally:
        for group in made:
            for process in (group / "cgroup.procs").read_text().split():
                (above / "cgroup.procs").write_text(process)
            group.rmdir()


def _busy_seconds() -> float:
    """What all cores have worked since the machine started."""
    fields = [int(each) for each in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    user, nice, system, _idle, _waiting, interrupts, soft, stolen = fields
    return (user + nice + system + interrupts + soft + stolen) / TICKS


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--share", type=float, metavar="CORES", help="how much of a core each server may use")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    found: dict[int, list[tuple[Measured, Measured]]] = {count: [] for count in AT_ONCE}
    with (
        tempfile.TemporaryDirectory(prefix="advisor-two-servers-") as folder,
        stack(Path(folder)) as running,
        limited([each.id for each in running.servers], options.share),
    ):
        # Words not met yet, files not read yet.
        for language in LANGUAGES:
            measure(running, running.both, max(AT_ONCE), 1, language)
        for number in range(options.rounds):
            language = LANGUAGES[number % len(LANGUAGES)]
            for count in AT_ONCE:
                fronts = [running.one, running.both]
                # Who goes first changes, as the machine's other work does.
                order = fronts if number % 2 == 0 else fronts[::-1]
                taken = {id(each): measure(running, each, count, options.seconds, language) for each in order}
                found[count].append((taken[id(running.one)], taken[id(running.both)]))
    print(table(found, options.share))
    if options.json:
        rounds = {count: [[asdict(each) for each in pair] for pair in pairs] for count, pairs in found.items()}
        options.json.write_text(json.dumps(rounds, indent=1) + "\n", encoding="utf-8")
    return 0


def table(found: dict[int, list[tuple[Measured, Measured]]], share: float | None) -> str:
    """The medians, and whether two servers do what is wanted of them."""
    rounds = len(next(iter(found.values())))
    limit = f"each server may use {share:g} of a core" if share else "servers may use what there is"
    lines = [
        f"{CORES} cores for client, nginx, PostgreSQL, Redis and servers; {limit}; medians of {rounds} rounds.",
        "",
        "| at once | one server, turns/s | two, turns/s | ratio | cores free for us: one, two | processor ms of a turn:"
        " servers, all | what these cores allow two |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    verdicts = []
    for count, pairs in found.items():
        one, both = ([pair[which] for pair in pairs] for which in (0, 1))
        ratio = statistics.median(b.turns_a_second / a.turns_a_second for a, b in pairs)
        speeds = [statistics.median(each.turns_a_second for each in side) for side in (one, both)]
        cores = [statistics.median(each.cores for each in side) for side in (one, both)]
        servers, whole = (
            statistics.median(getattr(each, name) for each in both) for name in ("servers_ms", "whole_ms")
        )
        lines.append(
            f"| {count} | {speeds[0]:.1f} | {speeds[1]:.1f} | {ratio:.2f} | {cores[0]:.1f}, {cores[1]:.1f} "
            f"| {servers:.1f}, {whole:.1f} | {cores[1] / whole * 1e3:.0f} turns/s |"
        )
        verdicts.append(f"{count} at once {'yes' if ratio >= WANTED else 'no'}")
    return "\n".join([*lines, "", f"At least {WANTED} times one server: {', '.join(verdicts)}."])


if __name__ == "__main__":
    sys.exit(main())
