#!/bin/sh
# What the official image does before it starts: options alone are those of memcached.
case "$1" in
    -*) set -- memcached "$@" ;;
esac
exec "$@"
