#!/bin/sh
# What the official image does before it starts: the server stays in the foreground, with a master that can reload.
case "$1" in
    -*) set -- haproxy "$@" ;;
esac
if [ "$1" = haproxy ]; then
    shift
    set -- haproxy -W -db "$@"
fi
exec "$@"
