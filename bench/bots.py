"""The three bots: the least Rasa can do, the bot of `rasa init`, and this assistant; trained and started.

Every bot runs in the same environment, in a process (or tree of processes) of its own, as its user starts it.
ADVISOR_BENCH_RASA names another Python with Rasa for the two peers.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import aiohttp
from load import BadReply, Channel, Person, Rest
from people import LENGTH, Leader, Visitor
from processes import MemoryWatch, cpu_seconds

from advisor.serving.processes import free_port
from advisor.serving.quiet import ENVIRONMENT
from advisor.settings import PROJECT

LAUNCH_SECONDS = 300
STOP_SECONDS = 60
FLOOR = {
    "config.yml": "recipe: default.v1\nassistant_id: floor\nlanguage: en\n"
    "pipeline:\n  - name: KeywordIntentClassifier\npolicies:\n  - name: RulePolicy\n",
    "domain.yml": 'version: "3.1"\nintents: [greet]\nresponses:\n  utter_greet:\n    - text: Hello\n',
    "data/nlu.yml": 'version: "3.1"\nnlu:\n  - intent: greet\n    examples: |\n      - hello\n',
    "data/rules.yml": 'version: "3.1"\nrules:\n  - rule: greet\n    steps:\n'
    "      - intent: greet\n      - action: utter_greet\n",
    "credentials.yml": "rest:\n",
    "endpoints.yml": "",
}
# The stories and rules of `rasa init`, in its own words.
INIT_LINES = (
    *("hello there", "super stoked", "are you a bot?", "hey", "my day was horrible", "yes"),
    *("good morning", "I am sad", "not really", "see you later"),
)


class Talkers(Protocol):
    """Number of a conversation, turns or None for a usual one → who talks with a bot."""

    def __call__(self, number: int, turns: int | None) -> Person: ...


@dataclass(frozen=True)
class Bot:
    """folder: what it is made of. person: who talks with it."""

    name: str
    folder: Path
    train: Sequence[str]
    serve: Callable[[int], Sequence[str]]
    model: Path
    person: Talkers
    environment: Mapping[str, str]

    @property
    def trained(self) -> bool:
        """Whether there is a model."""
        return self.model.is_file()


@dataclass(frozen=True)
class Launched:
    """A bot that answers. wall, cpu: seconds from launch to the first good reply."""

    bot: Bot
    process: int
    memory: MemoryWatch
    address: str
    wall: float
    cpu: float

    @property
    def channel(self) -> Channel:
        """The channel all bots have."""
        return Rest(self.address)


def floor_bot(folder: Path) -> Bot:
    """One rule, one reply, no actions."""
    for name, text in FLOOR.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return _peer("floor", folder, ("hello",))


def init_bot(folder: Path) -> Bot:
    """What `rasa init` makes, untouched."""
    if not (folder / "config.yml").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        # Scaffolding alone: the command would train as well, which is measured separately.
        make = "import sys; from rasa.cli.scaffold import create_initial_project; create_initial_project(sys.argv[1])"
        _run([_rasa(), "-c", make, str(folder)], folder, {})
    return _peer("init", folder, INIT_LINES)


def our_bot(data: Path, models: Path) -> Bot:
    """This assistant, with a data folder of its own."""
    return Bot(
        name="ours",
        folder=PROJECT,
        train=[sys.executable, "-m", "advisor", "train"],
        serve=lambda port: [sys.executable, "-m", "advisor", "serve", "--port", str(port)],
        model=models / "advisor.tar.gz",
        person=Leader,
        environment={"ADVISOR_DATA": str(data), "ADVISOR_MODELS": str(models)},
    )


def train(bot: Bot, anew: bool) -> float | None:
    """Train where there is no model, or in any case; processor seconds of the whole tree (None: not trained)."""
    if bot.trained and not anew and bot.name != "ours":
        return None
    if anew:
        bot.model.unlink(missing_ok=True)
    # Ours looks by itself whether its model is up to date.
    seconds = _run(bot.train, bot.folder, bot.environment)
    if not bot.trained:
        raise RuntimeError(f"Training of {bot.name} left no model at {bot.model}.")
    return seconds


@contextlib.contextmanager
def launched(bot: Bot) -> Iterator[Launched]:
    """A bot from its launch to its end; stopped as Ctrl-C or the system would."""
    port = free_port()
    log = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
    began = time.perf_counter()
    process = subprocess.Popen(
        bot.serve(port), cwd=bot.folder, env=_environment(bot.environment), stdout=log, stderr=log
    )
    memory = MemoryWatch(process.pid)
    try:
        address = f"http://127.0.0.1:{port}"
        if not _answers(process, bot, address):
            log.seek(0)
            raise RuntimeError(f"The bot {bot.name} did not answer. It said:\n{log.read()[-3000:].decode()}")
        yield Launched(bot, process.pid, memory, address, time.perf_counter() - began, cpu_seconds(process.pid))
    finally:
        memory.stop()
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_idle(process: int, limit: float = 60.0) -> float:
    """Processor seconds of a tree once it rests: under 5 % of one core for a second."""
    until, before = time.monotonic() + limit, cpu_seconds(process)
    while time.monotonic() < until:
        time.sleep(1)
        now = cpu_seconds(process)
        if now - before < 0.05:
            return now
        before = now
    raise RuntimeError(f"A bot still works {limit:.0f} s after its launch, though nobody talks with it.")


def _answers(process: subprocess.Popen[bytes], bot: Bot, address: str) -> bool:
    """Wait for the first good reply; False where the process ends or none comes in LAUNCH_SECONDS."""

    async def ask() -> bool:
        # A request that meets a server half started may never be answered: soon ask again.
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
            person, channel = bot.person(0, None), Rest(address)
            said = person.next([])
            assert said is not None
            try:
                person.check(await channel.send(session, await channel.open(session), said))
            except (aiohttp.ClientError, asyncio.TimeoutError, BadReply):
                return False
            return True

    until = time.monotonic() + LAUNCH_SECONDS
    while process.poll() is None and time.monotonic() < until:
        if asyncio.run(ask()):
            return True
        time.sleep(0.05)
    return False


def _peer(name: str, folder: Path, lines: tuple[str, ...]) -> Bot:
    model = folder / "models" / "bench.tar.gz"
    rasa = [_rasa(), "-m", "rasa"]
    return Bot(
        name=name,
        folder=folder,
        train=[*rasa, "train", "--fixed-model-name", "bench", "--force"],
        serve=lambda port: [*rasa, "run", "--interface", "127.0.0.1", "--port", str(port), "--model", str(model)],
        model=model,
        person=lambda number, turns: Visitor(lines, turns or LENGTH, patient=name == "init"),
        environment={},
    )


def _rasa() -> str:
    return os.environ.get("ADVISOR_BENCH_RASA") or shutil.which(sys.executable) or sys.executable


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    return {**os.environ, **ENVIRONMENT, **more}


def _run(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> float:
    """Run to the end; user and system seconds of the process and all it waited for. Raises RuntimeError."""
    with subprocess.Popen(
        command, cwd=folder, env=_environment(environment), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}.\n{said[-3000:].decode()}")
    return float(used.ru_utime + used.ru_stime)
