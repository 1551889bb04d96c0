"""A model is code: production runs only the one that was trained, and cannot write it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from advisor.settings import PROJECT
from tests.safety.production import command, read_only_model, settings


def said_by_check(folder: Path) -> str:
    done = subprocess.run(
        command("check", "--production"), cwd=PROJECT, env=settings(folder), capture_output=True, text=True, timeout=120
    )
    assert done.returncode in (0, 1), done.stderr
    assert (done.returncode == 0) == ("fit for production" in done.stdout)
    return done.stderr


def test_the_trained_model_read_only_is_fit(tmp_path: Path) -> None:
    read_only_model(tmp_path)
    assert said_by_check(tmp_path) == ""


def test_a_model_the_server_could_write_is_not(tmp_path: Path) -> None:
    models = read_only_model(tmp_path)
    models.chmod(0o755)
    assert "may write the model" in said_by_check(tmp_path)
    models.chmod(0o555)
    (models / "advisor.tar.gz").chmod(0o644)
    assert "may write the model" in said_by_check(tmp_path)


def test_a_model_with_one_byte_changed_is_not(tmp_path: Path) -> None:
    models = read_only_model(tmp_path)
    file = models / "advisor.tar.gz"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.chmod(0o644)
    file.write_bytes(content)
    file.chmod(0o444)
    assert "not the one that advisor.tar.gz.sha256 was written for" in said_by_check(tmp_path)
