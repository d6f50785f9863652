#!/bin/sh
# All tests on SQLite, then those that touch the database again on PostgreSQL. One summary closes each run.
set -eu
PY=.venv/bin/python
dir=$(mktemp -d)
port=$($PY -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
trap 'sh bin/pg.sh stop "$dir" || true; rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
rc=0
$PY -m pytest -n 2 --dist loadgroup "$@" || rc=$?
[ $rc = 5 ] && [ $# -gt 0 ] && rc=0
sh bin/pg.sh start "$dir" "$port"
PADAN_TEST_DATABASE_URL="postgresql://padan@127.0.0.1:$port/postgres" $PY -m pytest -n 2 --dist loadgroup \
  -m "not slow and not browser" "$@" || rc=$?
exit $rc
