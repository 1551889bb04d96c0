"""The action server: rasa_sdk's own application, on the loopback interface only.

Run as `python -m advisor.serving.action_server PORT`.
"""

from __future__ import annotations

import logging
import sys

from advisor.serving.quiet import be_quiet


def serve(port: int) -> None:
    """Serve the actions until the process is told to stop."""
    be_quiet()
    logging.basicConfig(level=logging.ERROR)
    from rasa_sdk.endpoint import create_app

    app = create_app("actions", cors_origins=[])
    app.run("127.0.0.1", port, workers=1, access_log=False)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
