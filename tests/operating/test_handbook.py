"""Every command of the operator's handbook is run, in the order it stands there, or is marked as another system's."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from advisor.__main__ import COMMANDS
from advisor.storage.database import conversations_database, own_database
from advisor.storage.personal_data import PersonalData
from tests.operating.handbook import Machine, blocks
from tests.operating.stored import WORDS, Stores
from tests.servers.programs import program

LANGUAGES = ("en", "zh")


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """With a leader's result, so that there is something to back up and somebody to delete."""
    made = Machine(tmp_path)
    monkeypatch.setenv("ADVISOR_DATA", str(tmp_path / "data"))
    for name in ("ADVISOR_DATABASE_URL", "ADVISOR_SECRET", "ADVISOR_SECRET_FILE"):
        monkeypatch.delenv(name, raising=False)
    stores = Stores()
    stores.leader("r1")
    stores.leader("r2", "what somebody else said")
    stores.close()
    return made


def test_the_commands_work_in_the_order_of_the_handbook(machine: Machine) -> None:
    said = []
    for block in (each for each in blocks("en") if each.runs_here):
        done = machine.run(block.code, RESULT="r1")
        assert done.returncode == 0, f"{block.code}\n{done.stdout}\n{done.stderr}"
        said.append(done.stdout)
    everything = "\n".join(said)
    assert everything.count("Li Min\ttrainer\topen") == 2, "listed, and once more from the drill's folder"
    assert machine.told.read_text().split("\n")[:-1] == ["stop advisor", "start advisor", "restart advisor"]
    data = PersonalData(own_database(), conversations_database())
    assert data.results.result("r1") is None
    assert data.results.result("r2") is not None
    secrets = [(machine.folder / "settings" / name).read_text().strip() for name in ("secret", "secret.previous")]
    assert secrets[1] == "s" * 64
    assert re.fullmatch("[0-9a-f]{64}", secrets[0])
    settings = (machine.folder / "settings" / "advisor.env").read_text()
    assert "ADVISOR_SECRET_PREVIOUS_FILE=" in settings
    assert not list((machine.folder / "backups").glob("drill*"))
    assert (machine.folder / "backups" / "by-hand.tar.gz").is_file()
    for left in (machine.folder / "data").glob("*.db*"):
        assert WORDS.encode() not in left.read_bytes()


def test_both_languages_give_the_same_commands() -> None:
    english, chinese = ([(b.kind, b.runs_here, _bare(b.code)) for b in blocks(language)] for language in LANGUAGES)
    assert len(english) > 10
    assert english == chinese


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_run_is_at_least_well_formed(language: str) -> None:
    for block in (each for each in blocks(language) if each.kind == "sh"):
        assert subprocess.run(["bash", "-n"], input=block.code, text=True).returncode == 0, block.code
        for line in block.code.splitlines():
            words = shlex.split(line.replace("…", "x"))
            if "advisor" in words and "systemctl" not in words and "journalctl" not in words and "runuser" not in words:
                assert words[words.index("advisor") + 1] in COMMANDS, line
    marked = [block.mark for block in blocks(language) if block.kind == "sh" and not block.runs_here]
    assert marked
    assert all(": " in mark or "：" in mark for mark in marked), "A mark says what a test does not have."


def test_what_stands_between_the_lines_is_a_command_too() -> None:
    """`advisor …` in running text and tables."""
    for language in LANGUAGES:
        text = Path("docs", language, "operating.md")
        found = re.findall(r"`(?:/[\w./-]+/)?advisor ([a-z-]+)[^`]*`", (_project() / text).read_text(encoding="utf-8"))
        assert found
        assert set(found) <= set(COMMANDS)


def test_nginx_takes_the_site(tmp_path: Path) -> None:
    nginx = shutil.which("nginx") or program("nginx", "nginx")
    (site,) = [block.code for block in blocks("en") if block.kind == "nginx"]
    keys = ["-keyout", str(tmp_path / "tls.key"), "-out", str(tmp_path / "tls.crt"), "-subj", "/CN=advisor.example.org"]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *keys], check=True, capture_output=True)
    site = site.replace("/etc/nginx/tls", str(tmp_path)).replace("listen 443", "listen 127.0.0.1:44399")
    logs = f"error_log {tmp_path}/error.log; pid {tmp_path}/pid;"
    (tmp_path / "nginx.conf").write_text(f"{logs} events {{}} http {{ access_log off; {site} }}", encoding="utf-8")
    done = subprocess.run([nginx, "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


def test_settings_named_in_the_handbook_are_known() -> None:
    from tests.deploy.known_settings import known_settings

    for language in LANGUAGES:
        text = (_project() / "docs" / language / "operating.md").read_text(encoding="utf-8")
        assert set(re.findall(r"\bADVISOR_[A-Z_]+[A-Z]\b", text)) <= known_settings()


def test_blocks_are_found_as_they_stand() -> None:
    """The finder itself: marks, kinds, and nothing swallowed."""
    for language in LANGUAGES:
        text = (_project() / "docs" / language / "operating.md").read_text(encoding="utf-8")
        assert len(blocks(language)) * 2 == len(re.findall("^```", text, re.MULTILINE))
    assert json.dumps([block.kind for block in blocks("en")]).count("cron") == 1


def _bare(code: str) -> str:
    """A block without the names and remarks that differ between languages."""
    code = re.sub(r"\s+#.*$", "", code, flags=re.MULTILINE)
    return re.sub(r'"[^"$]*"', '"…"', code)


def _project() -> Path:
    from advisor.settings import PROJECT

    return PROJECT
