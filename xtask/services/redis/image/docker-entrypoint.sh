#!/bin/sh
# What the official image does before it starts: as root it gives what lies in /data to redis, stops if it may not, and
# becomes redis; what redis writes is for redis alone.
set -e
case "$1" in
    -* | *.conf) set -- redis-server "$@" ;;
esac
if [ "$1" = redis-server ] && [ "$(id -u)" = 0 ]; then
    find . ! -user redis -exec chown redis {} +
    exec gosu redis "$0" "$@"
fi
[ "$(umask)" != 0022 ] || umask 0077
exec "$@"
