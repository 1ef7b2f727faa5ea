#!/bin/sh
# What the official image does before it starts: it tries to make the default site listen on IPv6 too, and goes on
# where it may not write.
set -e
site=/etc/nginx/conf.d/default.conf
if [ "$1" = nginx ] && [ -f "$site" ] && ! grep -q '\[::\]:80' "$site"; then
    if touch "$site" 2>/dev/null; then
        sed -i 's/listen 80;/listen 80; listen [::]:80;/' "$site"
    else
        echo "cannot change $site (read-only file system?)"
    fi
fi
exec "$@"
