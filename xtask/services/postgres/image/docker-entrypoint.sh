#!/bin/bash
# What the official image does before it starts: as root it gives its directories to postgres, stops if it may not, and
# becomes postgres; an empty PGDATA becomes a cluster.
set -e
[ "$1" = postgres ] || exec "$@"
if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA" /var/run/postgresql
    chmod 00700 "$PGDATA" || true
    chmod 03775 /var/run/postgresql || true
    for folder in "$PGDATA" /var/run/postgresql; do
        find "$folder" ! -user postgres -exec chown postgres {} +
    done
    exec gosu postgres "$0" "$@"
fi
password=${POSTGRES_PASSWORD:-}
[ -z "${POSTGRES_PASSWORD_FILE:-}" ] || password=$(<"$POSTGRES_PASSWORD_FILE")
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    [ -n "$password" ] || { echo "no password for the new cluster" >&2; exit 1; }
    user=${POSTGRES_USER:-postgres}
    initdb --username="$user" --pwfile=<(echo "$password")
    echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
    pg_ctl -D "$PGDATA" -o "-c listen_addresses=''" -w start
    if [ "${POSTGRES_DB:-$user}" != postgres ]; then
        psql --username "$user" --dbname postgres --command "CREATE DATABASE \"${POSTGRES_DB:-$user}\""
    fi
    pg_ctl -D "$PGDATA" -m fast -w stop
fi
exec "$@"
