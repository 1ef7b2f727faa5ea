# Reads the page, and sends more than the server keeps in memory, so that it needs its temporary files.
set -e
curl --fail --silent http://127.0.0.1:8080/ | grep -q 'open from nine to five'
head -c 500000 /dev/zero | curl --silent --output /dev/null --write-out '%{http_code}' --data-binary @- http://127.0.0.1:8080/ | grep -q 405
