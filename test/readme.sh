#!/usr/bin/env bash
# Follows the README in a fresh clone, as a newcomer would: start, the first query with the answer the README shows, test.
# With --no-tests it leaves out the last step, for CI, which has just run the same command in a clean checkout of its own.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
gateway=
cleanup() {
  [ -z "$gateway" ] || kill "$gateway" 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT

git clone --quiet . "$folder/amoql"
cd "$folder/amoql"

echo "-- npm install && npm start"
npm install --no-audit --no-fund >/dev/null
PORT=0 npm start >start.log 2>&1 &
gateway=$!
for _ in $(seq 1 120); do
  url=$(sed -n 's/^amoql is listening on //p' start.log)
  [ -z "$url" ] || break
  kill -0 "$gateway" 2>/dev/null || { cat start.log; exit 1; }
  sleep 1
done
[ -n "$url" ] || { cat start.log; exit 1; }

echo "-- the playground answers"
curl --fail --silent "$url/" | grep -q '<title>amoql'

echo "-- the first query gives the answer that the README shows"
node test/readmeQuery.js "$url"

kill "$gateway"
wait "$gateway" || true
gateway=
[ "${1:-}" != "--no-tests" ] || exit 0

echo "-- npm install && npm test"
npm install --no-audit --no-fund >/dev/null
npm test
