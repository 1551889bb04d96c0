"""An assistant as it runs in production: settings checked, a model its user cannot write, logs as JSON."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from advisor.serving.processes import free_port
from advisor.settings import PROJECT, model_folder

START_SECONDS = 180
WRITTEN_SECONDS = 60
ALLOWED_SITE = "https://www.street.example"


def read_only_model(folder: Path) -> Path:
    """A copy of the trained model that nobody without special rights may write."""
    copied = folder / "models"
    shutil.copytree(model_folder(), copied)
    for file in copied.iterdir():
        file.chmod(0o444)
    copied.chmod(0o555)
    return copied


def settings(folder: Path, **others: str) -> dict[str, str]:
    """The environment of a server in production that keeps everything in `folder`."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ADVISOR_", "LOG_LEVEL", "RASA_", "SANIC_"))
    }
    return {
        **inherited,
        "ADVISOR_MODE": "production",
        "ADVISOR_SECRET": secrets.token_hex(32),
        "ADVISOR_DATA": str(folder / "data"),
        "ADVISOR_MODELS": str(folder / "models"),
        "ADVISOR_PUBLIC_URL": "https://advisor.example.org",
        "ADVISOR_WEB_ORIGINS": ALLOWED_SITE,
        "ADVISOR_METRICS_PORT": "off",
        **others,
    }


def command(*words: str) -> list[str]:
    """`advisor …` without the rights by which root writes every file, as servers run."""
    plain = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--ambient-caps=-all"] if os.geteuid() == 0 else []
    return [*plain, sys.executable, "-m", "advisor", *words]


class Production:
    """A running assistant. log: what its processes wrote to standard error, one JSON object a line."""

    def __init__(self, folder: Path) -> None:
        read_only_model(folder)
        self.port, self.metrics_port = free_port(), free_port()
        self.address, self.data = f"http://127.0.0.1:{self.port}", folder / "data"
        self._log = folder / "log"
        self._environment = settings(folder, ADVISOR_METRICS_PORT=str(self.metrics_port))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> str:
        return self._log.read_text(encoding="utf-8")

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines that are written whole by now."""
        return [json.loads(line) for line in self.log.rpartition("\n")[0].splitlines()]

    def accesses(self, request: str) -> list[dict[str, Any]]:
        """The lines that tell of a request's answer; they are written after whoever asked has it."""
        until = time.monotonic() + WRITTEN_SECONDS
        while time.monotonic() < until:
            lines = [line for line in self.lines if line["logger"] == "advisor.access"]
            if found := [line for line in lines if line.get("request") == request]:
                return found
            time.sleep(0.05)
        raise AssertionError(f"The log does not tell of the answer to request {request}.")

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command("serve", "--port", str(self.port)),
                cwd=PROJECT,
                env=self._environment,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.address}/ready", timeout=5)
                return
            except OSError:
                time.sleep(0.3)
        raise AssertionError(f"The assistant did not start:\n{self.log}")

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(90)

    def processes(self) -> set[int]:
        """The assistant's processes, the one that watches included."""
        assert self._process is not None
        found, look_at = set(), [self._process.pid]
        while look_at:
            process = look_at.pop()
            found.add(process)
            for children in Path(f"/proc/{process}/task").glob("*/children"):
                look_at += [int(child) for child in children.read_text(encoding="ascii").split()]
        return found

    def stored(self) -> bytes:
        """Every byte of the data folder."""
        return b"".join(path.read_bytes() for path in sorted(self.data.rglob("*")) if path.is_file())
