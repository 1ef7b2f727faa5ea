# The last word of a sensor is kept, and must be there after a restart.
set -e
case "$1" in
    write) mosquitto_pub -h 127.0.0.1 -t cellar/temperature -m 11.5 --retain --qos 1 ;;
esac
[ "$(mosquitto_sub -h 127.0.0.1 -t cellar/temperature -C 1 -W 5)" = 11.5 ]
