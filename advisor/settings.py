"""Settings from the environment, each with a default that suits one machine."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

PROJECT = Path(__file__).resolve().parent.parent
DAYS_KEPT = 180


def data_folder() -> Path:
    """The one folder that holds conversations and assessments (`ADVISOR_DATA`, default `var/`)."""
    folder = Path(os.environ.get("ADVISOR_DATA", PROJECT / "var")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def model_folder() -> Path:
    """Where trained models are kept (`ADVISOR_MODELS`, default `models/`)."""
    return Path(os.environ.get("ADVISOR_MODELS", PROJECT / "models")).resolve()


def days_kept() -> int:
    """How long something nobody touches is kept (`ADVISOR_DAYS_KEPT`, default 180); raises ValueError."""
    said = os.environ.get("ADVISOR_DAYS_KEPT", str(DAYS_KEPT))
    if not said.isdigit() or int(said) < 1:
        raise ValueError(f"ADVISOR_DAYS_KEPT is {said!r}; it must be a whole number of days, 1 or more.")
    return int(said)


def web_origins() -> frozenset[str]:
    """Other sites that may embed the chat window (`ADVISOR_WEB_ORIGINS`, separated by spaces; default none).

    Raises ValueError for an entry that is no origin, such as `https://www.example.org`.
    """
    origins = os.environ.get("ADVISOR_WEB_ORIGINS", "").split()
    for origin in origins:
        scheme, separator, host = origin.partition("://")
        if scheme not in ("http", "https") or not separator or not host or "/" in host or "*" in host:
            raise ValueError(
                f"ADVISOR_WEB_ORIGINS has {origin!r}; an origin is scheme and host, such as https://www.example.org"
            )
    return frozenset(origins)


def public_address() -> str:
    """Where people reach this server (`ADVISOR_PUBLIC_URL`, such as https://advisor.example.org); empty: not told.

    Raises ValueError for something else than an address.
    """
    said = os.environ.get("ADVISOR_PUBLIC_URL", "").strip().rstrip("/")
    parts = urlsplit(said)
    if said and (parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment):
        raise ValueError("ADVISOR_PUBLIC_URL must be an address such as https://advisor.example.org")
    return said


def proxies() -> int:
    """How many servers of ours stand in front and add to X-Forwarded-For (`ADVISOR_PROXIES`, default 0).

    So many entries from its end are believed; with 0 none is, and whoever connects is who asks. Raises ValueError.
    """
    said = os.environ.get("ADVISOR_PROXIES", "0")
    if not said.isdigit() or int(said) > 9:
        raise ValueError(f"ADVISOR_PROXIES is {said!r}; it must be how many proxies stand in front, 0 to 9.")
    return int(said)


def secret() -> str:
    """What tokens are signed with: `ADVISOR_SECRET`, or the file `ADVISOR_SECRET_FILE`.

    By default a file in the data folder, made with random content the first time. Raises ValueError
    for one shorter than 32 characters.
    """
    given = os.environ.get("ADVISOR_SECRET", "")
    if not given:
        path = Path(os.environ.get("ADVISOR_SECRET_FILE") or data_folder() / "secret")
        if not path.is_file() and "ADVISOR_SECRET_FILE" not in os.environ:
            _make_secret(path)
        given = path.read_text(encoding="utf-8").strip()
    if len(given) < 32:
        raise ValueError("ADVISOR_SECRET is shorter than 32 characters; make one with: openssl rand -hex 32")
    return given


def previous_secrets() -> tuple[str, ...]:
    """What tokens were signed with before, newest first (`ADVISOR_SECRET_PREVIOUS`, or the file of
    `ADVISOR_SECRET_PREVIOUS_FILE`, separated by blanks or lines): still taken, never given out any more.

    Raises ValueError.
    """
    found = tuple(from_environment_or_file("ADVISOR_SECRET_PREVIOUS").split())
    if any(len(each) < 32 for each in found):
        raise ValueError(
            "ADVISOR_SECRET_PREVIOUS has a secret shorter than 32 characters; it takes the secrets of before as they "
            "were, separated by blanks."
        )
    return found


def database_url() -> str:
    """The PostgreSQL database servers share (`ADVISOR_DATABASE_URL`, or the file `ADVISOR_DATABASE_URL_FILE`).

    Empty: SQLite files in the data folder, for one machine. Raises ValueError, which names the setting and
    never what stands in it.
    """
    said = from_environment_or_file("ADVISOR_DATABASE_URL")
    parts = _parts(said)
    well = parts.scheme in ("postgresql", "postgres", "postgresql+psycopg2") and parts.path.strip("/")
    if said and (not well or parts.fragment or not (parts.hostname or "host=" in parts.query)):
        raise ValueError(
            "ADVISOR_DATABASE_URL must be an address such as postgresql://user:password@host/name (in a password, "
            "@ : / ? # % are written %40 %3A %2F %3F %23 %25); without it, SQLite files in ADVISOR_DATA are used."
        )
    return f"postgresql+psycopg2{said[said.index(':') :]}" if said else ""


def redis_url() -> str:
    """The Redis servers share for locks and limits (`ADVISOR_REDIS_URL`, or the file `ADVISOR_REDIS_URL_FILE`).

    Empty: kept in memory, for one server process. Raises ValueError as `database_url` does.
    """
    said = from_environment_or_file("ADVISOR_REDIS_URL")
    parts = _parts(said)
    place = parts.hostname if parts.scheme in ("redis", "rediss") else parts.path if parts.scheme == "unix" else ""
    number = parts.path.strip("/") if parts.scheme != "unix" else ""
    if said and (not place or parts.fragment or (number and not number.isdigit())):
        raise ValueError(
            "ADVISOR_REDIS_URL must be an address such as redis://:password@host:6379/0, rediss://… or "
            "unix:///run/redis/redis.sock; without it, one server process keeps its locks and limits in memory."
        )
    return said


def from_environment_or_file(name: str) -> str:
    """A setting that may be secret: from `name`, or the file that `name`_FILE names. Raises ValueError."""
    said, file = os.environ.get(name, "").strip(), os.environ.get(f"{name}_FILE", "").strip()
    if said and file:
        raise ValueError(f"{name} and {name}_FILE are both set; one of them is enough.")
    if not file:
        return said
    try:
        read = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ValueError(f"{name}_FILE names {file}, which cannot be read: {why}.") from None
    if not read:
        raise ValueError(f"{name}_FILE names {file}, which is empty.")
    return read


def _parts(address: str) -> SplitResult:
    """The parts of an address; of one that cannot be taken apart, none."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return urlsplit("")
    return parts


def _make_secret(path: Path) -> None:
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return  # Another process was first.
    with os.fdopen(file, "w") as handle:
        handle.write(secrets.token_hex(32))
