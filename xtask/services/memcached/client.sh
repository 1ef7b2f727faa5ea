# What was set is there; it is a cache, and a restart empties it.
set -e
say() { printf "$1quit\r\n" | nc -w 5 127.0.0.1 11211; }
say 'set greeting 0 60 5\r\nhello\r\n' | grep -q STORED
say 'get greeting\r\n' | grep -q hello
