"""The Rasa server: conversations over the channels of credentials.yml.

Run as `python -m advisor.serving.rasa_server INTERFACE PORT`.
"""

from __future__ import annotations

import logging
import sys

from advisor.serving.quiet import be_quiet
from advisor.settings import PROJECT


def serve(interface: str, port: int) -> None:
    """Serve until the process is told to stop."""
    be_quiet()
    from rasa.core.run import serve_application
    from rasa.core.utils import AvailableEndpoints
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    from advisor.serving.action_replies import check_schema_once
    from advisor.serving.model import MODEL_FILE

    configure_logging_and_warnings(logging.ERROR, warn_only_once=True, filter_repeated_logs=True)
    configure_structlog(logging.ERROR)
    check_schema_once()
    be_quiet()
    serve_application(
        model_path=str(MODEL_FILE),
        interface=interface,
        port=port,
        credentials=str(PROJECT / "credentials.yml"),
        endpoints=AvailableEndpoints.read_endpoints(str(PROJECT / "endpoints.yml")),
        enable_api=False,
    )


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
