#!/bin/bash
# What the official image does before it starts: it reads its settings, from files too; as root it gives its directories to
# postgres, stops if it may not, and becomes postgres; an empty PGDATA becomes a cluster.
set -e
[ "$1" = postgres ] || exec "$@"
for name in POSTGRES_PASSWORD POSTGRES_USER POSTGRES_DB; do
    file=${name}_FILE
    if [ -n "${!file:-}" ]; then
        value=$(<"${!file}")
        export "$name=$value"
        unset "$file"
    fi
done
if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA" /var/run/postgresql
    chmod 00700 "$PGDATA" || true
    chmod 03775 /var/run/postgresql || true
    for folder in "$PGDATA" /var/run/postgresql; do
        find "$folder" ! -user postgres -exec chown postgres {} +
    done
    exec gosu postgres "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    [ -n "${POSTGRES_PASSWORD:-}" ] || { echo "no password for the new cluster" >&2; exit 1; }
    user=${POSTGRES_USER:-postgres}
    initdb --username="$user" --pwfile=<(echo "$POSTGRES_PASSWORD")
    echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
    pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start
    if [ "${POSTGRES_DB:-$user}" != postgres ]; then
        psql --username "$user" --dbname postgres --command "CREATE DATABASE \"${POSTGRES_DB:-$user}\""
    fi
    pg_ctl -D "$PGDATA" -m fast -w stop
fi
exec "$@"
