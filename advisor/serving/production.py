"""What stands between these settings and production: every fault at once, each with what to do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from advisor.channels.wechat.settings import VARIABLES, SettingsFault, settings_of
from advisor.serving import mode, model
from advisor.serving.health import notice_seconds
from advisor.serving.interfaces import check_interface
from advisor.serving.logs import log_form
from advisor.serving.metrics_address import metrics_address
from advisor.settings import (
    PROJECT,
    data_folder,
    database_url,
    days_kept,
    previous_secrets,
    proxies,
    public_address,
    redis_url,
    secret,
    web_origins,
)
from advisor.storage.postgresql import postgresql, told
from advisor.storage.schema import SchemaOutdated, must_be_up_to_date

PLACEHOLDERS = ("changeme", "change-me", "change_me", "secret", "password", "example", "default", "advisor", "12345678")
FEWEST_DIFFERENT_CHARACTERS = 8
"""A random secret of 32 hexadecimal digits has fewer once in ten million."""
QUIET_LEVELS = ("ERROR", "CRITICAL")
LEVELS = ("LOG_LEVEL", "LOG_LEVEL_LIBRARIES", "LOG_LEVEL_RABBITMQ", "LOG_LEVEL_KAFKA")
DEBUGGING = ("PYTHONASYNCIODEBUG", "PYTHONDEVMODE", "SANIC_DEBUG", "SANIC_AUTO_RELOAD")


@dataclass(frozen=True)
class Fault:
    """what: what was found; do: what puts it right. Neither holds a secret."""

    what: str
    do: str

    def __str__(self) -> str:
        """Both, as an operator reads them."""
        return f"{self.what} {self.do}".strip()


Check = Callable[[], Iterator[Fault]]


def faults() -> list[Fault]:
    """Everything that keeps these settings from production; empty: nothing does."""
    return [fault for check in CHECKS for fault in check()]


def reasons_not_to_start(interface: str) -> list[str]:
    """Why a server must not start on this interface with these settings, a sentence each."""
    try:
        check_interface(interface)
        if mode.mode() == mode.PRODUCTION:
            return [str(fault) for fault in faults()]
        for read in SETTINGS:
            read()
        if model.DIGEST_FILE.is_file():
            model.verify()
        return [str(fault) for fault in _schema()]
    except (ValueError, model.Untrusted) as fault:
        return [str(fault)]


def several_servers() -> int:
    """How many servers share the conversations (`ADVISOR_SERVERS`, default 1); raises ValueError."""
    said = os.environ.get("ADVISOR_SERVERS", "1")
    if not said.isdigit() or int(said) < 1:
        raise ValueError(f"ADVISOR_SERVERS is {said!r}; it must be a whole number, 1 or more.")
    return int(said)


def _channels() -> Iterator[Fault]:
    for name in mode.channels():
        if name in mode.OPEN_TO_WHOEVER_KNOWS_AN_ID and mode.mode() != mode.PRODUCTION:
            yield Fault(
                "The development REST channel is open: whoever knows a sender id reads that conversation.",
                "Set ADVISOR_MODE=production; the channel is then not opened.",
            )
        elif name not in (*mode.GUARDED, *mode.OPEN_TO_WHOEVER_KNOWS_AN_ID):
            yield Fault(
                f"credentials.yml opens {name}, a channel that is not known to guard conversations.",
                f"Remove it, or add it to GUARDED in {mode.__name__} once it does.",
            )


def _secret() -> Iterator[Fault]:
    make = (
        "Make one with `openssl rand -hex 32` and give it as ADVISOR_SECRET or in a file named by ADVISOR_SECRET_FILE."
    )
    if not _given("ADVISOR_SECRET"):
        yield Fault("No secret is given; the one made in the data folder is for development.", make)
        return
    try:
        said = secret()
    except (OSError, ValueError) as fault:
        yield Fault(_sentence(fault), make)
        return
    try:
        before = previous_secrets()
    except ValueError as fault:
        yield Fault(str(fault), "")
        return
    if said in before:
        yield Fault("ADVISOR_SECRET_PREVIOUS holds ADVISOR_SECRET itself: nothing was rotated.", make)
    low = said.lower()
    if len(set(low)) < FEWEST_DIFFERENT_CHARACTERS or any(word in low for word in PLACEHOLDERS):
        yield Fault("ADVISOR_SECRET looks like an example or is easy to guess.", make)


def _stores() -> Iterator[Fault]:
    try:
        servers = several_servers()
    except ValueError as fault:
        yield Fault(str(fault), "Set it to the number of servers behind the balancer.")
        servers = 1
    try:
        database, redis = bool(database_url()), bool(redis_url())
    except ValueError as fault:
        yield Fault(str(fault), "")
        return
    if not redis and (servers > 1 or database):
        why = f"ADVISOR_SERVERS is {servers}" if servers > 1 else "ADVISOR_DATABASE_URL is set, for several servers,"
        yield Fault(
            f"{why} but locks and limits are in the memory of each server.",
            "Set ADVISOR_REDIS_URL, so that two servers never answer in one conversation at once.",
        )
    if not database and servers > 1:
        yield Fault(
            f"ADVISOR_SERVERS is {servers} but each server would keep conversations in files of its own.",
            "Set ADVISOR_DATABASE_URL to a PostgreSQL database that all of them use.",
        )
    if not database:
        yield from _data_folder()


def _schema() -> Iterator[Fault]:
    try:
        url = database_url()
    except ValueError:
        return  # `_stores` says so.
    try:
        if url:
            must_be_up_to_date(postgresql(url))
    except SchemaOutdated as fault:
        yield Fault(str(fault), "")
    except sa.exc.SQLAlchemyError as fault:
        what = told(fault) if isinstance(fault, sa.exc.DBAPIError) else type(fault).__name__
        yield Fault(what, "Start the database, or put ADVISOR_DATABASE_URL right.")


def _data_folder() -> Iterator[Fault]:
    do = "Set ADVISOR_DATA to a folder of its own, one that is backed up and that only the server's user can read."
    if not _given("ADVISOR_DATA"):
        yield Fault("ADVISOR_DATA is not set: conversations would be kept inside the program's folder.", do)
    elif data_folder().is_relative_to(PROJECT):
        yield Fault("ADVISOR_DATA lies inside the program's folder.", do)


def _address() -> Iterator[Fault]:
    do = "Set ADVISOR_PUBLIC_URL to the https address people open, such as https://advisor.example.org"
    try:
        address = public_address()
    except ValueError as fault:
        yield Fault(_sentence(fault), do)
        return
    if not address.startswith("https://"):
        yield Fault("ADVISOR_PUBLIC_URL is not https." if address else "ADVISOR_PUBLIC_URL is not set.", do)


def _model() -> Iterator[Fault]:
    try:
        model.verify()
    except model.Untrusted as fault:
        yield Fault(str(fault), "Run `advisor train` as another user than the server's.")
        return
    if not model.up_to_date():
        yield Fault("The model was trained from other files than these.", "Run `advisor train` before starting.")
    if os.access(model.MODEL_FILE, os.W_OK) or os.access(model.MODEL_FILE.parent, os.W_OK):
        yield Fault(
            "The server's own user may write the model, and a model is code that it runs.",
            "Let another user own the model's folder and files, readable and not writable for the server's "
            "(chmod a-w); do not run the server as root.",
        )


def _channels_of_wechat() -> Iterator[Fault]:
    for platform in VARIABLES:
        try:
            settings_of(platform)
        except SettingsFault as fault:
            yield Fault(str(fault), "")


def _debugging() -> Iterator[Fault]:
    loud = [name for name in LEVELS if os.environ.get(name, "ERROR").upper() not in QUIET_LEVELS]
    on = [name for name in DEBUGGING if os.environ.get(name, "").lower() not in ("", "0", "false", "no")]
    if loud or on:
        yield Fault(
            f"Debugging is on ({', '.join([*loud, *on])}): Rasa would write people's words into the log.",
            "Unset these variables.",
        )
    if os.environ.get("RASA_TELEMETRY_ENABLED", "false").lower() != "false":
        yield Fault("RASA_TELEMETRY_ENABLED is on: Rasa would report to its maker.", "Unset it.")


def _metrics() -> Iterator[Fault]:
    try:
        metrics_address()
    except ValueError as fault:
        yield Fault(str(fault), "")


def _other_settings() -> Iterator[Fault]:
    for read in (days_kept, web_origins, notice_seconds, proxies, log_form):
        try:
            read()
        except ValueError as fault:
            yield Fault(str(fault), "")


def _given(name: str) -> bool:
    """Whether a setting is in the environment, itself or as the name of a file that holds it."""
    return bool(os.environ.get(name, "").strip() or os.environ.get(f"{name}_FILE", "").strip())


def _sentence(fault: Exception) -> str:
    if isinstance(fault, OSError):
        return f"The file of a secret cannot be read: {fault.strerror}."
    text = str(fault)
    return text if text.endswith((".", "org")) else f"{text}."


SETTINGS: tuple[Callable[[], object], ...] = (
    days_kept,
    previous_secrets,
    web_origins,
    public_address,
    notice_seconds,
    proxies,
    log_form,
    metrics_address,
    database_url,
    redis_url,
)
"""Read once before any server starts, so that a slip is said as a sentence."""
CHECKS: tuple[Check, ...] = (
    _channels,
    _secret,
    _stores,
    _schema,
    _address,
    _model,
    _channels_of_wechat,
    _debugging,
    _metrics,
    _other_settings,
)
