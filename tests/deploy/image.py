"""What the Dockerfile puts into the image, read from its instructions."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dockerfile_parse import DockerfileParser

PROJECT = Path(__file__).resolve().parents[2]
DOCKERFILE = PROJECT / "deploy" / "Dockerfile"
FROM_OTHER_STAGES = "--from="
WORKING_FOLDER = "/srv/advisor"


@dataclass(frozen=True)
class Instruction:
    """stage: the name of the stage it stands in. words: its value, taken apart as a shell or JSON would."""

    stage: str
    name: str
    value: str

    @property
    def words(self) -> list[str]:
        return list(json.loads(self.value)) if self.value.startswith("[") else shlex.split(self.value)


def instructions() -> list[Instruction]:
    """All of them, in order, without comments."""
    found: list[Instruction] = []
    stage = ""
    parser = DockerfileParser(path=str(DOCKERFILE.parent))
    for each in parser.structure:
        if each["instruction"] == "COMMENT":
            continue
        if each["instruction"] == "FROM":
            stage = each["value"].split()[-1]
        found.append(Instruction(stage, each["instruction"], each["value"]))
    return found


def copied(*stages: str) -> Iterator[tuple[str, str]]:
    """(path in the project, path in the image's working folder) of everything these stages copy from the project."""
    for each in instructions():
        words = each.words if each.name == "COPY" else []
        if words and each.stage in stages and not words[0].startswith(FROM_OTHER_STAGES):
            *sources, target = words
            for source in sources:
                yield source, f"{target}{Path(source).name}" if target.endswith("/") else target


def lay_out(folder: Path) -> None:
    """Lay out the program as the image has it: what its last two stages copy, and the window's library."""
    for source, target in copied("trained", "server"):
        place = folder / target
        place.parent.mkdir(parents=True, exist_ok=True)
        if (PROJECT / source).is_dir():
            shutil.copytree(PROJECT / source, place, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(PROJECT / source, place)
    wanted = json.loads((PROJECT / "package.json").read_text())["dependencies"]
    for name in wanted:
        shutil.copytree(PROJECT / "node_modules" / name, folder / "node_modules" / name)
