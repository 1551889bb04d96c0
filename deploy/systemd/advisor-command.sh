#!/bin/sh
# `advisor COMMAND …` with the settings of the service and as its user; installed as /usr/local/bin/advisor.
# A data folder named in front (ADVISOR_DATA=… advisor …) goes before the one of the settings.
set -eu
if [ "$(id -u)" != 0 ] && [ "$(id -un)" != advisor ]; then
    echo "Run it as root: sudo advisor $*" >&2
    exit 1
fi
data=${ADVISOR_DATA:-}
set -a
. /etc/advisor/advisor.env
ADVISOR_DATA=${data:-$ADVISOR_DATA}
set +a
if [ "$(id -u)" = 0 ]; then
    exec runuser -u advisor -- /opt/cultivation-advisor/.venv/bin/advisor "$@"
fi
exec /opt/cultivation-advisor/.venv/bin/advisor "$@"
