# A session is written, and must be there after a restart.
set -e
redis() { redis-cli -h 127.0.0.1 -p 6379 "$@"; }
[ "$(redis PING)" = PONG ]
case "$1" in
    write) [ "$(redis SET session:1 open)" = OK ] && [ "$(redis SAVE)" = OK ] ;;
esac
[ "$(redis GET session:1)" = open ]
