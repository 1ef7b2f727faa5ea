#!/bin/sh
# What the official image does before it starts.
if [ "$(id -u)" = 0 ] && [ -d /mosquitto/data ]; then
    chown -R "${PUID:-1883}:${PGID:-1883}" /mosquitto/data || true
fi
exec "$@"
