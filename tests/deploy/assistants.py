"""Assistants as deploy/ runs them, without containers: the image's files, its command, the settings of Compose."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from advisor.serving.model import DIGEST_FILE, MODEL_FILE, up_to_date
from tests.deploy.image import PROJECT, instructions, lay_out
from tests.servers.programs import _children, free_port

START_SECONDS, STOP_SECONDS = 180, 60
MODEL_FILES = (MODEL_FILE, DIGEST_FILE, MODEL_FILE.parent / "trained-from")


class Image:
    """The image's files in a folder, with a trained model that the servers may not write."""

    def __init__(self, folder: Path) -> None:
        assert up_to_date(), "the model is not up to date; run: .venv/bin/advisor train"
        self.root = folder / "advisor"
        lay_out(self.root)
        models = self.root / "models"
        models.mkdir()
        for file in MODEL_FILES:
            shutil.copy2(file, models)
            (models / file.name).chmod(0o444)
        models.chmod(0o555)

    def remove(self) -> None:
        (self.root / "models").chmod(0o755)
        shutil.rmtree(self.root)


def environment(folder: Path, service: str, database: str, redis: str, address: str) -> dict[str, str]:
    """The environment of a service of Compose in the image, with secrets in files of this folder."""
    compose = yaml.safe_load((PROJECT / "deploy" / "compose.yml").read_text(encoding="utf-8"))
    given = {name: str(value) for name, value in compose["services"][service]["environment"].items()}
    kept = folder / "secrets"
    kept.mkdir(exist_ok=True)
    contents = {"advisor_secret": secrets.token_hex(32), "database_url": database, "redis_url": redis}
    for name, value in given.items():
        if value.startswith("/run/secrets/"):
            file = kept / Path(value).name
            if not file.exists():
                file.write_text(contents[file.name] + "\n", encoding="utf-8")
            given[name] = str(file)
    if "ADVISOR_PUBLIC_URL" in given:
        given["ADVISOR_PUBLIC_URL"] = address
    (folder / "home").mkdir(exist_ok=True)
    return {"PATH": os.environ["PATH"], "HOME": str(folder / "home"), "LC_ALL": "C.UTF-8", **given}


def command_of_the_image() -> list[str]:
    """What the image starts, but for interface and port."""
    (command,) = [each.words for each in instructions() if each.name == "CMD"]
    assert command[0] == "python"
    return [sys.executable, *command[1:-2]]


def command_of_serve() -> list[str]:
    """What a machine without containers starts."""
    return [sys.executable, "-m", "advisor", "serve"]


def as_an_ordinary_user(command: Sequence[str]) -> list[str]:
    """Without root's power to write what it must not: the servers look whether they could write the model."""
    if os.geteuid() != 0:
        return list(command)
    return ["setpriv", "--bounding-set", "-dac_override", "--inh-caps", "-dac_override", *command]


class Assistant:
    """One server with a port, a data folder and a log of its own."""

    def __init__(self, image: Image, folder: Path, name: str, given: dict[str, str], command: Sequence[str]) -> None:
        self.name, self.port, self.log = name, free_port(), folder / f"{name}.log"
        data = folder / f"{name}-data"
        data.mkdir()
        where = ["--port", str(self.port)] if "serve" in command else ["127.0.0.1", str(self.port)]
        self._command = as_an_ordinary_user([*command, *where])
        # The image's folder goes first: the environment of the tests knows the project itself.
        own = {"ADVISOR_DATA": str(data), "ADVISOR_METRICS_PORT": str(free_port()), "PYTHONPATH": str(image.root)}
        self._environment, self._folder = {**given, **own}, image.root
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def id(self) -> int:
        """The id of its first process."""
        assert self._process is not None, f"{self.name} was not started"
        return self._process.pid

    def begin(self) -> None:
        """Start it."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=self._folder, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )

    def wait(self) -> None:
        """Wait until it is ready."""
        until = time.monotonic() + START_SECONDS
        while not self.is_ready():
            said = self.log.read_text(encoding="utf-8", errors="replace")[-2000:]
            assert self._process is not None
            assert self._process.poll() is None, f"{self.name} ended: {said}"
            assert time.monotonic() < until, f"{self.name} is not ready: {said}"
            time.sleep(0.2)

    def stop(self) -> int:
        """Tell it to stop as a container engine does; its exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(STOP_SECONDS)

    def kill(self) -> None:
        """At once, with all its processes; does nothing where it has ended."""
        if self._process is None or self._process.poll() is not None:
            return
        for process in [self._process.pid, *_children(self._process.pid)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.wait()

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def lines(self) -> Iterator[dict[str, Any]]:
        """What it logged."""
        for line in self.log.read_text(encoding="utf-8").splitlines():
            if line.startswith("{") and line.endswith("}"):
                yield json.loads(line)

    def answered(self) -> set[str]:
        """The ids of the requests its log says it answered."""
        return {line["request"] for line in self.lines() if line.get("event") == "answered"}


def migrate(image: Image, given: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """The migration, as Compose runs it before any server."""
    command = [sys.executable, "-m", "advisor", "migrate"]
    environment = {**given, "PYTHONPATH": str(image.root)}
    return subprocess.run(command, cwd=image.root, env=environment, capture_output=True, text=True)
