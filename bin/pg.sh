#!/bin/sh
# pg.sh start DIR PORT | stop DIR: a throw-away PostgreSQL cluster, never as root
set -eu
BIN=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
DIR=$2
AS=""
[ "$(id -u)" = 0 ] && AS="runuser -u postgres --"
cd / # postgres may not read the caller's directory
case $1 in
start)
  [ "$(id -u)" = 0 ] && chown postgres "$DIR"
  chmod 700 "$DIR"
  $AS "$BIN/initdb" -D "$DIR/pg" -U padan -A trust -E UTF8 --locale=C.UTF-8 -N >/dev/null
  $AS "$BIN/pg_ctl" -D "$DIR/pg" -w -l "$DIR/log" -o "-c listen_addresses=127.0.0.1 -p $3 -k $DIR -c fsync=off \
-c full_page_writes=off -c jit=off -c synchronous_commit=off" start >/dev/null
  ;;
stop) $AS "$BIN/pg_ctl" -D "$DIR/pg" -m fast stop >/dev/null ;;
esac
