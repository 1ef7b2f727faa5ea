# An order is written, and must be there after a restart.
set -e
case "$1" in
    write) curl --fail --silent --data article=lantern http://127.0.0.1:8000/orders | grep -q added ;;
esac
curl --fail --silent http://127.0.0.1:8000/orders | grep -q lantern
