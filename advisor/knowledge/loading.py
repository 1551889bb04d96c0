"""From a knowledge folder to the frozen records that every other room reads."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

from advisor.knowledge.building import build
from advisor.knowledge.checking import ENDINGS, examine
from advisor.knowledge.faults import KnowledgeError
from advisor.knowledge.records import Knowledge

FOLDER_VARIABLE = "ADVISOR_KNOWLEDGE"
VERSION_LENGTH = 12
_PROJECTS_OWN = Path(__file__).resolve().parents[2] / "knowledge"


def knowledge_folder() -> Path:
    """The folder named by the environment variable ADVISOR_KNOWLEDGE, else the project's `knowledge/`."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named) if named else _PROJECTS_OWN


def load_knowledge(folder: Path | None = None) -> Knowledge:
    """The knowledge in `folder` (None: `knowledge_folder()`), checked; read once per folder.

    Raises KnowledgeError with every fault where there is any: knowledge is whole or not there.
    """
    return _load(os.path.abspath(folder or knowledge_folder()))


def knowledge_version(folder: Path) -> str:
    """A short sha256 over the names and the content of every file in the folder."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in ENDINGS):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:VERSION_LENGTH]


@cache
def _load(named: str) -> Knowledge:
    folder = Path(named).resolve()
    version = knowledge_version(folder)
    examined = examine(folder)
    if examined.faults:
        raise KnowledgeError(examined.faults)
    plain = {name: file.data for name, file in examined.files.items()}
    return build(plain, examined.languages, version)
