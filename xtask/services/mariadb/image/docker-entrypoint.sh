#!/bin/bash
# What the official image does before it starts: it reads its settings, from files too; as root it gives the data directory
# and the socket's to mysql and becomes mysql; an empty data directory becomes a system of tables.
set -eo pipefail
[ "$1" = mariadbd ] || exec "$@"
data=/var/lib/mysql socket=/run/mysqld/mysqld.sock
for name in MARIADB_ROOT_PASSWORD MARIADB_DATABASE MARIADB_USER MARIADB_PASSWORD; do
    file=${name}_FILE
    if [ -n "${!file:-}" ]; then
        value=$(<"${!file}")
        export "$name=$value"
        unset "$file"
    fi
done
if [ "$(id -u)" = 0 ]; then
    mkdir -p "$data"
    find "$data" ! -user mysql \( -exec chown mysql: {} + -o -true \)
    find "${socket%/*}" -maxdepth 0 ! -user mysql \( -exec chown mysql: {} \; -o -true \)
    exec gosu mysql "$0" "$@"
fi
if [ ! -d "$data/mysql" ]; then
    [ -n "${MARIADB_ROOT_PASSWORD:-}" ] || { echo "no password for root" >&2; exit 1; }
    database=${MARIADB_DATABASE:-test}
    mariadb-install-db --datadir="$data" --rpm --auth-root-authentication-method=normal --skip-test-db >/dev/null
    "$@" --skip-networking --socket="$socket" &
    server=$!
    for _ in {1..60}; do mariadb-admin --socket="$socket" -uroot ping >/dev/null 2>&1 && break || sleep 0.5; done
    mariadb --socket="$socket" -uroot <<SQL
CREATE DATABASE IF NOT EXISTS \`$database\`;
CREATE USER '$MARIADB_USER'@'%' IDENTIFIED BY '$MARIADB_PASSWORD';
GRANT ALL ON \`$database\`.* TO '$MARIADB_USER'@'%';
SET PASSWORD FOR root@localhost = PASSWORD('$MARIADB_ROOT_PASSWORD');
SQL
    kill "$server"
    wait "$server"
fi
exec "$@"
