"""The Rasa server: conversations over the channels of credentials.yml.

Run as `python -m advisor.serving.rasa_server INTERFACE PORT`.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING, Any

from advisor.serving.lighter_rasa import leave_tensorflow_out
from advisor.serving.quiet import be_quiet
from advisor.settings import PROJECT

if TYPE_CHECKING:
    from advisor.serving.watching import Watch


def serve(interface: str, port: int) -> None:
    """Serve until the process is told to stop."""
    be_quiet()
    leave_tensorflow_out()
    from advisor.serving.production import reasons_not_to_start

    if reasons := reasons_not_to_start(interface):
        raise SystemExit("\n".join(["The server does not start:", *(f"- {reason}" for reason in reasons)]))
    from rasa.core import run
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    from advisor.conversation.action_calls import actions_endpoint
    from advisor.conversation.addresses import ADDRESS, HERE
    from advisor.serving.logs import write_logs
    from advisor.serving.mode import CREDENTIALS
    from advisor.serving.model import MODEL_FILE
    from advisor.serving.steadier_rasa import fail_with_the_store
    from advisor.serving.swifter_rasa import do_once_what_rasa_repeats
    from advisor.serving.watching import Watch

    configure_logging_and_warnings(logging.ERROR, warn_only_once=True, filter_repeated_logs=True)
    configure_structlog(logging.ERROR)
    write_logs()
    do_once_what_rasa_repeats()
    fail_with_the_store()
    os.environ.setdefault(ADDRESS, HERE)
    # Workers of one server would share neither figures nor locks in memory: more servers are more servers.
    os.environ["SANIC_WORKERS"] = "1"
    endpoints = AvailableEndpoints.read_endpoints(str(PROJECT / "endpoints.yml"))
    endpoints.action = actions_endpoint()
    watch = Watch()
    open_front_door(watch)
    open_channels()
    check_what_is_loaded(watch, endpoints.lock_store.type if endpoints.lock_store else None)
    be_quiet()
    run.serve_application(
        model_path=str(MODEL_FILE),
        interface=interface,
        port=port,
        credentials=str(CREDENTIALS),
        endpoints=endpoints,
        enable_api=False,
    )


LARGEST_UPLOAD = 1_250_000
"""Bytes: a table of a megabyte with its envelope. Every route has a smaller limit of its own."""


def open_channels() -> None:
    """Only the channels this mode opens, whatever credentials.yml names."""
    from rasa.core import run

    from advisor.serving.mode import channels

    run.create_http_input_channels = lambda _channel, _file: [
        run._create_single_channel(name, given) for name, given in channels().items()
    ]


def check_what_is_loaded(watch: Watch, lock_store: str | None) -> None:
    """End the start where Rasa loaded something else than was named; follow what was loaded."""
    from rasa.core import run

    from advisor.serving.loaded import NotAsNamed, check_loaded

    load = run.load_agent_on_start

    async def load_agent(model_path: str, endpoints: Any, storage: str | None, app: Any, loop: Any) -> Any:
        agent = await load(model_path, endpoints, storage, app, loop)
        try:
            check_loaded(agent, lock_store, [str(route.path) for route in app.router.routes])
        except NotAsNamed as fault:
            raise SystemExit(f"The server does not start:\n- {fault}") from None
        watch.follow(agent)
        return agent

    run.load_agent_on_start = load_agent


def believe_proxies(app: Any) -> None:
    """So many entries of X-Forwarded-For as `ADVISOR_PROXIES` says; no variable of Sanic's own opens another way."""
    from advisor.settings import proxies

    app.config.update(PROXIES_COUNT=proxies() or None, REAL_IP_HEADER=None, FORWARDED_SECRET=None)


def open_front_door(watch: Watch) -> None:
    """Our pages instead of Rasa's greeting at `/`, and no cross-origin rules but those of the web channel.

    Rasa mounts channels below `/webhooks/` only; the pages of the chat window need the root.
    """
    from rasa import server
    from sanic import Sanic

    from advisor.channels.web.arriving import Gate
    from advisor.pages.files import files
    from advisor.pages.front import front
    from advisor.pages.refused import say_what_is_refused
    from advisor.pages.results import results
    from advisor.pages.training import training
    from advisor.serving.health import Readiness, health, stop_with_notice
    from advisor.serving.metrics import offer_metrics
    from advisor.serving.parts import parts_of
    from advisor.serving.requests import log_requests
    from advisor.serving.retention import keep_no_longer
    from advisor.serving.warming import warm_up
    from advisor.settings import days_kept, public_address, web_origins
    from advisor.storage.audit import AuditLog
    from advisor.storage.database import own_database
    from advisor.storage.personal_data import PersonalData

    # A slip in a setting is said now, not at the first visit.
    days_kept(), web_origins(), public_address()

    def mount(app: Sanic) -> None:
        data = PersonalData.in_the_data_folder()
        own, gate = own_database(), Gate()
        readiness = Readiness(parts_of(app, own))
        for pages in (front(), files(), results(data, gate), *training(data, own, gate), health(readiness)):
            app.blueprint(pages)
        stop_with_notice(app, readiness, lambda: watch.under_way)
        log_requests(app)
        offer_metrics(own)
        say_what_is_refused(app)
        app.config.REQUEST_MAX_SIZE = LARGEST_UPLOAD
        believe_proxies(app)
        app.add_task(keep_no_longer(data, AuditLog(own)))
        app.add_task(warm_up())

    server.add_root_route = mount
    server.configure_cors = lambda _app, _cors=None: None


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
