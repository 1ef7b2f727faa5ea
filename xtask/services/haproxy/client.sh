# The page comes through the balancer.
set -e
curl --fail --silent http://127.0.0.1/ | grep -q 'behind the balancer'
