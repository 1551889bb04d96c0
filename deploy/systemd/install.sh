#!/bin/sh
# Sets the assistant up as a service of this machine: deploy/systemd/install.sh https://advisor.example.org
# Run as root from where the program was unpacked. Doing it again changes no setting, no secret and no data.
# With DESTDIR set, files go below that folder and nothing else of the machine is touched (for packagers and tests).
set -eu

address=${1:-}
case $address in
    https://*) ;;
    *) echo "usage: $0 https://ADDRESS   (the address people will open)" >&2; exit 2 ;;
esac
program=$(cd "$(dirname "$0")/../.." && pwd)
root=${DESTDIR:-}
if [ -z "$root" ] && [ "$(id -u)" != 0 ]; then
    echo "Run it as root: sudo $0 $address" >&2
    exit 1
fi

# 1. A user without rights; folders that are its own or that it can only read.
if [ -z "$root" ]; then
    id advisor >/dev/null 2>&1 ||
        useradd --system --user-group --home-dir /var/lib/advisor --no-create-home --shell /usr/sbin/nologin advisor
    mine="-o advisor -g advisor" readable="-o root -g advisor"
else
    mine="" readable=""
fi
# shellcheck disable=SC2086
install -d -m 0700 $mine "$root/var/lib/advisor" "$root/var/backups/advisor"
# shellcheck disable=SC2086
install -d -m 0750 $readable "$root/etc/advisor"

# 2. The secret and the settings, once.
new=$(mktemp)
trap 'rm -f "$new"' EXIT
if [ ! -e "$root/etc/advisor/secret" ]; then
    openssl rand -hex 32 >"$new"
    # shellcheck disable=SC2086
    install -m 0640 $readable "$new" "$root/etc/advisor/secret"
fi
if [ ! -e "$root/etc/advisor/advisor.env" ]; then
    sed "s|https://advisor.example.org|$address|" "$program/deploy/systemd/advisor.env" >"$new"
    # shellcheck disable=SC2086
    install -m 0640 $readable "$new" "$root/etc/advisor/advisor.env"
fi

# 3. The program and its model, which the service reads and cannot write.
if [ -z "$root" ]; then
    # A Python that has to be fetched goes where the service can read it.
    UV_PYTHON_INSTALL_DIR="$program/.bootstrap/python" make -C "$program" setup
    "$program/.venv/bin/advisor" train
    # Not var/, where somebody may have tried it out, and not what links lead to.
    find "$program" -path "$program/var" -prune -o ! -type l -exec chmod go-w,a+rX {} +
    chmod -R a-w "$program/models"
    runuser -u advisor -- "$program/.venv/bin/python" -c "import advisor" || {
        echo "The user advisor cannot run $program/.venv/bin/python. Is Python, or the program, in a home folder?" >&2
        exit 1
    }
fi

# 4. The service, the nightly backup, the command.
install -d "$root/etc/systemd/system" "$root/usr/local/bin"
for unit in advisor.service advisor-backup.service advisor-backup.timer; do
    sed "s|/opt/cultivation-advisor|$program|g" "$program/deploy/systemd/$unit" >"$new"
    install -m 0644 "$new" "$root/etc/systemd/system/$unit"
done
sed "s|/opt/cultivation-advisor|$program|g" "$program/deploy/systemd/advisor-command.sh" >"$new"
install -m 0755 "$new" "$root/usr/local/bin/advisor"
if [ -z "$root" ]; then
    systemctl daemon-reload
    systemctl enable advisor.service advisor-backup.timer
    systemctl restart advisor.service advisor-backup.timer
    echo "The service runs. Settings: /etc/advisor/advisor.env. Look at it with: systemctl status advisor"
    echo "Keep a copy of /etc/advisor/secret apart from the backups."
fi
