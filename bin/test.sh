#!/bin/sh
# All tests on SQLite, then those that touch the database again on PostgreSQL. One summary closes each run.
set -eu
PY=.venv/bin/python
dir=$(mktemp -d)
port=$($PY -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
trap 'sh bin/pg.sh stop "$dir" || true; rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
rc=0
$PY -m pytest -n 2 "$@" || rc=$?
[ $rc = 5 ] && [ $# -gt 0 ] && rc=0
sh bin/pg.sh start "$dir" "$port"
server="postgresql://padan@127.0.0.1:$port"
psql=$(ls -d /usr/lib/postgresql/*/bin/psql | sort -V | tail -1)
$psql -q -d "$server/postgres" -c "CREATE DATABASE migrated"
PADAN_TEST_DATABASE_URL="$server/migrated" PYTHONPATH=tests DJANGO_SETTINGS_MODULE=settings $PY manage.py migrate -v0
PADAN_TEST_DATABASE_URL="$server/postgres" PADAN_TEST_TEMPLATE=migrated $PY -m pytest -n 2 \
  -m "not slow and not browser" "$@" || rc=$?
exit $rc
