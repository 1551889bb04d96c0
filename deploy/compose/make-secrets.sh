#!/bin/sh
# Makes the secrets of deploy/compose.yml, each once: what is there is kept. Needs openssl.
set -eu
folder="$(cd "$(dirname "$0")" && pwd)/secrets"
# Only this user may enter the folder. The files are readable, since a container's user is another one.
mkdir -p -m 0700 "$folder"
umask 022

keep() { # name: takes the content from standard input, unless the file is there
    if [ ! -s "$folder/$1" ]; then
        cat >"$folder/$1.new"
        mv "$folder/$1.new" "$folder/$1"
        chmod 0444 "$folder/$1"
    else
        cat >/dev/null
    fi
}

openssl rand -hex 32 | keep advisor_secret
openssl rand -hex 24 | keep postgres_password
printf 'postgresql://advisor:%s@postgresql:5432/advisor\n' "$(cat "$folder/postgres_password")" | keep database_url
printf 'requirepass %s\n' "$(openssl rand -hex 24)" | keep redis_conf
printf 'redis://:%s@redis:6379/0\n' "$(sed 's/^requirepass //' "$folder/redis_conf")" | keep redis_url
echo "The secrets are in $folder. Keep a copy of advisor_secret: tokens and links are signed with it."
