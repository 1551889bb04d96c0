"""Settings that production refuses, each with the sentence an operator reads."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
from collections.abc import Mapping
from pathlib import Path

import pytest

from advisor.commands import check
from advisor.serving import mode, model, production
from advisor.serving.interfaces import check_interface, is_loopback
from advisor.serving.metrics_address import metrics_address
from advisor.serving.production import faults, reasons_not_to_start
from advisor.settings import PROJECT
from advisor.storage.schema import SchemaOutdated, must_be_up_to_date

SECRET = secrets.token_hex(32)
HALF_A_CHANNEL = {"ADVISOR_WECHAT_APPID": "wx0123456789abcdef"}


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The environment of one server in production with SQLite; its folder."""
    for name in [name for name in os.environ if name.startswith(("ADVISOR_", "LOG_LEVEL", "SANIC_", "RASA_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ADVISOR_MODE", "production")
    monkeypatch.setenv("ADVISOR_SECRET", SECRET)
    monkeypatch.setenv("ADVISOR_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("ADVISOR_PUBLIC_URL", "https://advisor.example.org")
    trained = tmp_path / "advisor.tar.gz"
    trained.write_bytes(b"a model")
    digest = hashlib.sha256(b"a model").hexdigest()
    (tmp_path / "advisor.tar.gz.sha256").write_text(f"{digest}  advisor.tar.gz\n")
    monkeypatch.setattr(model, "MODEL_FILE", trained)
    monkeypatch.setattr(model, "DIGEST_FILE", tmp_path / "advisor.tar.gz.sha256")
    monkeypatch.setattr(model, "up_to_date", lambda: True)
    # The user of the tests may write everything; the real question is asked in tests/safety.
    monkeypatch.setattr(production.os, "access", lambda path, _how: not str(path).startswith(str(tmp_path)))
    # What databases say is tested where there is one, in tests/storage.
    monkeypatch.setattr(production, "must_be_up_to_date", lambda _engine: None)
    return tmp_path


def test_sound_settings_have_no_fault(sound: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert faults() == []
    assert reasons_not_to_start("0.0.0.0") == []
    assert check.run(["--production"]) == 0
    assert "fit for production" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ADVISOR_MODE": ""}, "development REST channel is open"),
        ({"ADVISOR_SECRET": ""}, "No secret is given"),
        ({"ADVISOR_SECRET": "too short"}, "shorter than 32"),
        ({"ADVISOR_SECRET_PREVIOUS": "too short"}, "shorter than 32"),
        ({"ADVISOR_SECRET_PREVIOUS": SECRET}, "nothing was rotated"),
        ({"ADVISOR_SECRET": "please-change-me-please-change-me-please"}, "easy to guess"),
        ({"ADVISOR_SECRET": "ababababababababababababababababab"}, "easy to guess"),
        ({"ADVISOR_SECRET": "", "ADVISOR_SECRET_FILE": "/nowhere/secret"}, "cannot be read"),
        ({"ADVISOR_SERVERS": "2"}, "ADVISOR_REDIS_URL"),
        ({"ADVISOR_SERVERS": "2", "ADVISOR_REDIS_URL": "redis://127.0.0.1"}, "files of its own"),
        ({"ADVISOR_SERVERS": "many"}, "ADVISOR_SERVERS is 'many'"),
        ({"ADVISOR_DATABASE_URL": "postgresql://a:pass@db/x"}, "ADVISOR_REDIS_URL"),
        ({"ADVISOR_DATABASE_URL": "mysql://a:pass@db/x"}, "ADVISOR_DATABASE_URL must be"),
        ({"ADVISOR_REDIS_URL": "http://:pass@db"}, "ADVISOR_REDIS_URL must be"),
        ({"ADVISOR_DATA": ""}, "ADVISOR_DATA is not set"),
        ({"ADVISOR_DATA": str(PROJECT / "var")}, "inside the program's folder"),
        ({"ADVISOR_PUBLIC_URL": ""}, "ADVISOR_PUBLIC_URL is not set"),
        ({"ADVISOR_PUBLIC_URL": "http://advisor.example.org"}, "ADVISOR_PUBLIC_URL is not https"),
        ({"ADVISOR_PUBLIC_URL": "advisor"}, "must be an address"),
        (HALF_A_CHANNEL, "ADVISOR_WECHAT_TOKEN is missing"),
        ({"LOG_LEVEL": "DEBUG"}, "Debugging is on (LOG_LEVEL)"),
        ({"PYTHONASYNCIODEBUG": "1"}, "Debugging is on (PYTHONASYNCIODEBUG)"),
        ({"RASA_TELEMETRY_ENABLED": "true"}, "report to its maker"),
        ({"ADVISOR_METRICS_INTERFACE": "0.0.0.0"}, "open to everybody on 0.0.0.0"),
        ({"ADVISOR_METRICS_PORT": "99999"}, "ADVISOR_METRICS_PORT is '99999'"),
        ({"ADVISOR_DAYS_KEPT": "0"}, "ADVISOR_DAYS_KEPT"),
        ({"ADVISOR_PROXIES": "many"}, "ADVISOR_PROXIES is 'many'"),
        ({"ADVISOR_LOG": "xml"}, "ADVISOR_LOG is 'xml'"),
        ({"ADVISOR_WEB_ORIGINS": "*"}, "ADVISOR_WEB_ORIGINS"),
        ({"ADVISOR_STOP_NOTICE_SECONDS": "-1"}, "ADVISOR_STOP_NOTICE_SECONDS"),
    ],
    ids=lambda case: " ".join(f"{name}={value}" for name, value in case.items()) if isinstance(case, Mapping) else "",
)  # fmt: skip
def test_each_fault_is_said(
    sound: Path, monkeypatch: pytest.MonkeyPatch, changes: Mapping[str, str], said: str
) -> None:
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    found = [str(fault) for fault in faults()]
    assert [sentence for sentence in found if said in sentence], found
    assert "pass@db" not in " ".join(found)
    assert SECRET not in " ".join(found)


def test_every_fault_is_named_at_once(
    sound: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("ADVISOR_SECRET", "ADVISOR_DATA", "ADVISOR_PUBLIC_URL"):
        monkeypatch.delenv(name)
    model.DIGEST_FILE.unlink()
    assert check.run(["--production"]) == 1
    said = capsys.readouterr().err
    for name in ("ADVISOR_SECRET", "ADVISOR_DATA", "ADVISOR_PUBLIC_URL", "sha256"):
        assert name in said
    assert len(reasons_not_to_start("127.0.0.1")) == 4


@pytest.mark.parametrize("servers", ["production", "development"])
def test_tables_of_another_version_are_a_fault(sound: Path, monkeypatch: pytest.MonkeyPatch, servers: str) -> None:
    def outdated(_engine: object) -> None:
        raise SchemaOutdated("The database x at db has no tables of ours yet. Run: advisor migrate")

    monkeypatch.setattr(production, "must_be_up_to_date", outdated)
    monkeypatch.setenv("ADVISOR_MODE", servers)
    monkeypatch.setenv("ADVISOR_DATABASE_URL", "postgresql://a:pass@db/x")
    monkeypatch.setenv("ADVISOR_REDIS_URL", "redis://127.0.0.1")
    assert reasons_not_to_start("127.0.0.1") == ["The database x at db has no tables of ours yet. Run: advisor migrate"]


def test_a_database_that_is_not_there_is_a_fault(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(production, "must_be_up_to_date", must_be_up_to_date)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        monkeypatch.setenv("ADVISOR_DATABASE_URL", f"postgresql://a:pass@127.0.0.1:{nobody.getsockname()[1]}/x")
        monkeypatch.setenv("ADVISOR_REDIS_URL", "redis://127.0.0.1")
        [reason] = reasons_not_to_start("127.0.0.1")
    assert reason.startswith("The database of ADVISOR_DATABASE_URL: ")
    assert "pass" not in reason


def test_a_model_that_was_changed_is_not_loaded(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model.verify()
    model.MODEL_FILE.write_bytes(b"A model")
    with pytest.raises(model.Untrusted, match="not the one"):
        model.verify()
    assert "not the one" in " ".join(reasons_not_to_start("127.0.0.1"))
    monkeypatch.setenv("ADVISOR_MODE", "development")
    assert "not the one" in " ".join(reasons_not_to_start("127.0.0.1")), "in development as well"


def test_a_model_its_server_could_change_is_a_fault(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(production.os, "access", lambda path, _how: Path(path) == model.MODEL_FILE.parent)
    assert "may write the model" in " ".join(reasons_not_to_start("127.0.0.1"))


def test_production_opens_no_channel_by_whose_ids_others_read() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("ADVISOR_MODE", raising=False)
        everywhere = set(mode.channels())
        patch.setenv("ADVISOR_MODE", "production")
        assert everywhere - set(mode.channels()) == set(mode.OPEN_TO_WHOEVER_KNOWS_AN_ID)
        assert set(mode.channels()) == set(mode.GUARDED)


@pytest.mark.parametrize("channel", ["rest", "socketio", "somewhere.else.Channel"])
def test_a_channel_nobody_knows_is_a_fault(
    sound: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, channel: str
) -> None:
    added = tmp_path / "credentials.yml"
    added.write_text(f"{mode.CREDENTIALS.read_text(encoding='utf-8')}\n{channel}:\n", encoding="utf-8")
    monkeypatch.setattr(mode, "CREDENTIALS", added)
    assert f"credentials.yml opens {channel}," in " ".join(str(fault) for fault in faults())


def test_a_mode_nobody_knows_is_refused(sound: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVISOR_MODE", "prodution")
    assert reasons_not_to_start("127.0.0.1") == ["ADVISOR_MODE is 'prodution'; it must be development or production."]


def test_the_development_channel_stays_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ADVISOR_MODE", raising=False)
    check_interface("127.0.0.1")
    with pytest.raises(ValueError, match="this machine only"):
        check_interface("0.0.0.0")
    assert [is_loopback(each) for each in ("127.1.2.3", "::1", "localhost", "10.0.0.1", "::", "example.org")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip


def test_figures_are_off_in_development_and_on_this_machine_in_production(
    sound: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = metrics_address()
    assert address is not None
    assert (address.interface, address.port, address.token) == ("127.0.0.1", 9105, "")
    monkeypatch.setenv("ADVISOR_METRICS_INTERFACE", "0.0.0.0")
    monkeypatch.setenv("ADVISOR_METRICS_TOKEN", SECRET)
    guarded = metrics_address()
    assert guarded is not None
    assert (guarded.interface, guarded.token) == ("0.0.0.0", SECRET)
    assert SECRET not in repr(guarded)
    (sound / "token").write_text(f"{SECRET}\n", encoding="utf-8")
    monkeypatch.delenv("ADVISOR_METRICS_TOKEN")
    monkeypatch.setenv("ADVISOR_METRICS_TOKEN_FILE", str(sound / "token"))
    assert metrics_address() == guarded
    monkeypatch.setenv("ADVISOR_METRICS_PORT", "off")
    assert metrics_address() is None
    monkeypatch.delenv("ADVISOR_METRICS_PORT")
    monkeypatch.setenv("ADVISOR_MODE", "development")
    assert metrics_address() is None
