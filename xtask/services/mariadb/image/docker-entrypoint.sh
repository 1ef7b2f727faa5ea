#!/bin/bash
# What the official image does before it starts: as root it gives the data directory and the socket's to mysql and becomes
# mysql; an empty data directory becomes a system of tables.
set -eo pipefail
[ "$1" = mariadbd ] || exec "$@"
data=/var/lib/mysql socket=/run/mysqld/mysqld.sock
if [ "$(id -u)" = 0 ]; then
    mkdir -p "$data"
    find "$data" ! -user mysql \( -exec chown mysql: {} + -o -true \)
    find "${socket%/*}" -maxdepth 0 ! -user mysql \( -exec chown mysql: {} \; -o -true \)
    exec gosu mysql "$0" "$@"
fi
value() {
    local name=$1_FILE
    if [ -n "${!name:-}" ]; then cat "${!name}"; else echo "${!1:-}"; fi
}
if [ ! -d "$data/mysql" ]; then
    root=$(value MARIADB_ROOT_PASSWORD) user=$(value MARIADB_USER) password=$(value MARIADB_PASSWORD)
    database=$(value MARIADB_DATABASE)
    [ -n "$root" ] || { echo "no password for root" >&2; exit 1; }
    mariadb-install-db --datadir="$data" --rpm --auth-root-authentication-method=normal --skip-test-db >/dev/null
    "$@" --skip-networking --socket="$socket" &
    server=$!
    for _ in {1..30}; do mariadb-admin --socket="$socket" -uroot ping >/dev/null 2>&1 && break || sleep 1; done
    mariadb --socket="$socket" -uroot <<SQL
CREATE DATABASE IF NOT EXISTS \`${database:-test}\`;
CREATE USER '$user'@'%' IDENTIFIED BY '$password';
GRANT ALL ON \`${database:-test}\`.* TO '$user'@'%';
SET PASSWORD FOR root@localhost = PASSWORD('$root');
SQL
    kill "$server"
    wait "$server"
fi
exec "$@"
