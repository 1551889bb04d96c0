"""The commands of the operator's handbook: which blocks of code it has, and a machine to run them on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from advisor.settings import PROJECT

FOLDERS = {"/var/backups/advisor": "backups", "/var/lib/advisor": "data", "/etc/advisor": "settings"}
_BLOCK = re.compile(r"(?:^<!-- (?P<mark>[^\n]*) -->\n)?^```(?P<kind>\w*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
ELSEWHERE = ("another system", "另一种系统")


@dataclass(frozen=True)
class Block:
    """mark: what stands in the comment before it; kind: `sh`, `nginx`, …"""

    mark: str
    kind: str
    code: str

    @property
    def runs_here(self) -> bool:
        """Whether a test runs it; what is marked needs a system that a test does not have."""
        return self.kind == "sh" and not self.mark.startswith(ELSEWHERE)


def blocks(language: str) -> list[Block]:
    text = (PROJECT / "docs" / language / "operating.md").read_text(encoding="utf-8")
    return [Block(found["mark"] or "", found["kind"], found["code"]) for found in _BLOCK.finditer(text)]


class Machine:
    """The handbook's folders below one of our own, its `advisor`, and a systemctl that notes what it is told."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.told = folder, folder / "systemctl.log"
        for name in (*FOLDERS.values(), "programs", "work"):
            (folder / name).mkdir(mode=0o700)
        settings = folder / "settings" / "advisor.env"
        settings.write_text(
            f"ADVISOR_DATA={folder / 'data'}\nADVISOR_SECRET_FILE={folder / 'settings' / 'secret'}\n", encoding="utf-8"
        )
        (folder / "settings" / "secret").write_text("s" * 64, encoding="utf-8")
        command = (PROJECT / "deploy" / "systemd" / "advisor-command.sh").read_text(encoding="utf-8")
        command = command.replace("/opt/cultivation-advisor/.venv/bin/advisor", f"{sys.executable} -m advisor")
        self._program("advisor", command.replace("/etc/advisor", str(folder / "settings")))
        # The tests have no user of that name.
        self._program("runuser", 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"')
        self._program("id", 'if [ "$1" = -un ]; then echo advisor; else exec /usr/bin/id "$@"; fi')
        self._program("systemctl", f'echo "$@" >> {self.told}')

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ADVISOR_")}
        path = f"{self.folder / 'programs'}:{kept['PATH']}"
        return {**kept, "PATH": path, "PYTHONPATH": str(PROJECT), **more}

    def run(self, code: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """A block as somebody pastes it; it ends at the first command that fails."""
        for path, name in FOLDERS.items():
            code = code.replace(path, str(self.folder / name))
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", code],
            cwd=self.folder / "work",
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
        )

    def _program(self, name: str, code: str) -> None:
        program = self.folder / "programs" / name
        program.write_text(f"#!/bin/bash\n{code}\n", encoding="utf-8")
        program.chmod(0o755)
