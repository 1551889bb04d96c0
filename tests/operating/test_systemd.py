"""The units and the script that puts them in place, as far as that can be seen without systemd running."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from advisor.settings import PROJECT

UNITS = PROJECT / "deploy" / "systemd"
SERVICES = ("advisor.service", "advisor-backup.service")
HARDENED = {
    "User": "advisor",
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "CapabilityBoundingSet": "",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "UMask": "0077",
}
MOST_EXPOSED = 20
"""Of 100, by systemd's own count; a service without any of this has 96."""


def settings(unit: str) -> dict[str, str]:
    lines = (UNITS / unit).read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """What the script puts below a folder."""
    done = _install(tmp_path)
    assert done.returncode == 0, done.stderr
    return tmp_path


def _install(root: Path, address: str = "https://advisor.example.net") -> subprocess.CompletedProcess[str]:
    command = [str(UNITS / "install.sh"), address]
    return subprocess.run(command, env={**os.environ, "DESTDIR": str(root)}, capture_output=True, text=True)


@pytest.mark.parametrize("unit", SERVICES)
def test_a_service_has_no_more_rights_than_it_needs(unit: str) -> None:
    found = settings(unit)
    assert {name: found.get(name) for name in HARDENED} == HARDENED
    assert re.fullmatch(r"\d+[MG]", found["MemoryMax"])


def test_stopping_leaves_time_for_turns_under_way() -> None:
    from advisor.serving.processes import STOP_SECONDS

    found = settings("advisor.service")
    assert int(found["TimeoutStopSec"]) > STOP_SECONDS
    assert found["KillMode"] == "mixed", "Only the first process is asked; it asks the others."


def test_old_backups_go_as_the_handbook_says() -> None:
    kept = int(re.findall(r"-mtime \+(\d+)", settings("advisor-backup.service")["ExecStartPost"])[0]) + 1
    assert f"{kept} days" in (PROJECT / "docs" / "en" / "operating.md").read_text(encoding="utf-8")
    assert f"{kept}天" in (PROJECT / "docs" / "zh" / "operating.md").read_text(encoding="utf-8")


def test_systemd_takes_the_units(installed: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is missing; the tests above read the units.")
    units = sorted((installed / "etc/systemd/system").iterdir())
    assert len(units) == 3
    done = subprocess.run([analyze, "verify", *map(str, units)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    if "--offline" not in subprocess.run([analyze, "--help"], capture_output=True, text=True).stdout:
        return
    for unit in (each for each in units if each.suffix == ".service"):
        command = [analyze, "security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(unit)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout[-500:]


def test_the_script_puts_everything_in_place_for_its_owner_alone(installed: Path) -> None:
    secret = installed / "etc/advisor/secret"
    assert re.fullmatch("[0-9a-f]{64}\n", secret.read_text())
    for path in (secret, installed / "etc/advisor/advisor.env"):
        assert path.stat().st_mode & 0o027 == 0
    for folder in ("var/lib/advisor", "var/backups/advisor"):
        assert (installed / folder).stat().st_mode & 0o077 == 0
    assert "ADVISOR_PUBLIC_URL=https://advisor.example.net\n" in (installed / "etc/advisor/advisor.env").read_text()
    for file in installed.rglob("*"):
        if file.is_file():
            assert "/opt/cultivation-advisor" not in file.read_text(encoding="utf-8"), "The program is elsewhere here."
    assert os.access(installed / "usr/local/bin/advisor", os.X_OK)


def test_again_it_changes_no_setting_and_no_secret(installed: Path) -> None:
    secret, settings_file = installed / "etc/advisor/secret", installed / "etc/advisor/advisor.env"
    settings_file.write_text("ADVISOR_DATA=/elsewhere\n")
    before = (secret.read_text(), settings_file.read_text())
    assert _install(installed, "https://another.example.net").returncode == 0
    assert (secret.read_text(), settings_file.read_text()) == before


@pytest.mark.parametrize("address", ["", "http://advisor.example.org", "advisor.example.org"])
def test_without_an_address_nothing_is_done(address: str, tmp_path: Path) -> None:
    done = _install(tmp_path, address)
    assert done.returncode == 2
    assert "usage" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_settings_of_the_service_are_fit_for_production_but_for_the_machine(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With them, the model's rights are all that is left to find here."""
    from advisor.serving import production

    for name in [name for name in os.environ if name.startswith("ADVISOR_")]:
        monkeypatch.delenv(name)
    for line in (installed / "etc/advisor/advisor.env").read_text().splitlines():
        if not line.startswith("#"):
            name, value = line.split("=", 1)
            moved = value.startswith(("/var", "/etc"))
            monkeypatch.setenv(name, f"{installed}{value}" if moved else value)
    monkeypatch.setattr(production, "CHECKS", [each for each in production.CHECKS if each is not production._model])
    assert production.faults() == []
