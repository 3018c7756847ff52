#!/usr/bin/env bash
# Our search beside SQLite FTS5, tantivy and, where a server is installed, PostgreSQL's pg_trgm: the
# same customers and questions in one run. ROWS says how many customers, PATIENCE for how many
# seconds each is asked the questions of one kind.
source "$(dirname "$0")/lib.sh"
folder=

# A server will not run as root.
unprivileged() {
  if [ "$(id -u)" = 0 ]; then
    (cd "$folder" && setpriv --reuid=65534 --regid=65534 --clear-groups "$@")
  else
    (cd "$folder" && "$@")
  fi
}

stop_server() {
  if [ -n "$folder" ]; then
    unprivileged "$programs/pg_ctl" -D data -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
  fi
}

# A throw-away server in a folder of its own, reached through a socket in it; gone at the end.
start_server() {
  programs=$(command -v initdb || find /usr/lib/postgresql -name initdb 2>/dev/null |
    sort -V | tail -1)
  programs=$(dirname "$programs")
  [ -x "$programs/initdb" ] && [ -x "$programs/pg_ctl" ] || return 0
  step "Starting a PostgreSQL of our own"
  folder=$(mktemp -d)
  trap stop_server EXIT
  if [ "$(id -u)" = 0 ]; then chown 65534:65534 "$folder"; fi
  unprivileged "$programs/initdb" -D data -U peers --auth=trust --no-sync \
    --encoding=UTF8 --locale=C.UTF-8 >/dev/null
  # Room for all of it in memory, one core as for the others, and no plan made without the words.
  cat >>"$folder/data/postgresql.conf" <<SETTINGS
listen_addresses = ''
unix_socket_directories = '$folder'
shared_buffers = 2GB
effective_cache_size = 4GB
work_mem = 64MB
maintenance_work_mem = 1GB
random_page_cost = 1.1
jit = off
max_parallel_workers_per_gather = 0
plan_cache_mode = force_custom_plan
fsync = off
autovacuum = off
SETTINGS
  unprivileged "$programs/pg_ctl" -D data -l "$folder/log" -w start >/dev/null ||
    fail "PostgreSQL has not started: $(tail -3 "$folder/log")"
  export PEERS_POSTGRES="host=$folder user=peers dbname=postgres"
  say "$("$programs/postgres" --version)"
}

step "Building for release"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
cargo build --release --locked --manifest-path bench/peers/Cargo.toml
start_server
step "${ROWS:-1000000} customers"
"$CARGO_TARGET_DIR/release/peers" "${ROWS:-1000000}" "${PATIENCE:-5}"
say "$(took)"
