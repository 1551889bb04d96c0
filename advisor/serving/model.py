"""The trained model: whether it is still up to date, and training it anew."""

from __future__ import annotations

import contextlib
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

from advisor.settings import PROJECT, model_folder

MODEL_FILE = model_folder() / "advisor.tar.gz"
READER_NAME = "LeaderReader"
"""What Rasa calls the reader's folder in a model ends in the name of its component."""
NEVER_HEARD = (
    "widget.yml",
    "report.yml",
    "channels.yml",
    "messaging.yml",
    "training_papers.yml",
    "training_board.yml",
    "training_accounts.yml",
    "training_pages.yml",
)
"""Texts of windows, reports and channels: nobody's words are read by them."""
_MARK = model_folder() / "trained-from"
DIGEST_FILE = MODEL_FILE.with_name(f"{MODEL_FILE.name}.sha256")
"""As `sha256sum` writes and checks it."""


class Untrusted(RuntimeError):
    """The model is not the one that was trained; says what is wrong."""


def up_to_date() -> bool:
    """Whether the model was trained from the files as they are now."""
    return MODEL_FILE.is_file() and _MARK.is_file() and _MARK.read_text(encoding="utf-8") == digest()


def verify() -> None:
    """Raises Untrusted where the model is missing or is not the file that training wrote."""
    if not MODEL_FILE.is_file():
        raise Untrusted("There is no trained model.")
    if not DIGEST_FILE.is_file():
        raise Untrusted(f"{DIGEST_FILE.name} is missing beside the model, so nobody can tell whose it is.")
    if DIGEST_FILE.read_text(encoding="utf-8").split()[:1] != [sha256()]:
        raise Untrusted(f"The model is not the one that {DIGEST_FILE.name} was written for.")


def sha256() -> str:
    """The model file's digest."""
    return hashlib.sha256(MODEL_FILE.read_bytes()).hexdigest()


def digest() -> str:
    """A digest of everything a model is trained from."""
    hasher = hashlib.sha256()
    for path in _sources():
        hasher.update(str(path.relative_to(PROJECT)).encode())
        hasher.update(path.read_bytes())
    return hasher.hexdigest()


def train() -> None:
    """Train the model; raises RuntimeError with what Rasa said where it fails."""
    model_folder().mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "advisor.serving.training"], cwd=PROJECT, capture_output=True, text=True
    )
    if done.returncode != 0:
        raise RuntimeError(f"Training failed.\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    _MARK.write_text(digest(), encoding="utf-8")


@contextlib.contextmanager
def unpacked_reader() -> Iterator[Path]:
    """The reader's own files, taken out of the trained model; raises FileNotFoundError without a model."""
    with tempfile.TemporaryDirectory() as folder, tarfile.open(MODEL_FILE) as archive:
        for member in archive.getmembers():
            path = Path(member.name)
            if member.isfile() and READER_NAME in path.parent.name:
                (Path(folder) / path.name).write_bytes((archive.extractfile(member) or io.BytesIO()).read())
        yield Path(folder)


def _sources() -> Iterator[Path]:
    yield from (PROJECT / name for name in ("config.yml", "domain.yml"))
    for folder, pattern in (("data", "**/*.yml"), ("knowledge", "**/*.yml"), ("advisor", "reading/*.py")):
        yield from (path for path in sorted((PROJECT / folder).glob(pattern)) if path.name not in NEVER_HEARD)
    yield PROJECT / "advisor" / "conversation" / "reading_component.py"
