"""An action server of its own, for assistants that run on several machines; one machine needs none.

Run as `python -m advisor.serving.action_server INTERFACE PORT`. It answers whoever has its key.
"""

from __future__ import annotations

import logging
import sys

from advisor.serving.quiet import be_quiet


def serve(interface: str, port: int) -> None:
    """Serve the actions until the process is told to stop."""
    be_quiet()
    from rasa_sdk.endpoint import create_app

    from advisor.conversation.action_calls import PACKAGE, registered_actions
    from advisor.serving.action_key import ask_for_key
    from advisor.serving.logs import write_logs

    logging.basicConfig(level=logging.ERROR)
    write_logs()
    # Said now where there are none: the SDK's application starts all the same.
    registered_actions()
    app = create_app(PACKAGE, cors_origins=[])
    ask_for_key(app)
    app.run(interface, port, workers=1, access_log=False)


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
