#!/usr/bin/env bash
# Opens the desk on a practice network of 5,000 invented customers, on this machine only. Where
# there is no display, the same window opens on a virtual one and walks the main job by itself.
source "$(dirname "$0")/lib.sh"
source scripts/display.sh
here=target/run
customers=5000
mkdir -p "$here"

display=yes
[[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]] || display=no

stop_all() {
  [[ -z ${network_pid:-} ]] || kill "$network_pid" 2>/dev/null || true
  stop_display
}
trap stop_all EXIT

# Another `make run` may still be open: its network is used, not a second one.
network_answers() { [[ -s $here/network ]] && answers "$(<"$here/network")/_sandbox"; }

start_network() {
  if network_answers; then
    say "the practice network is running already: $(<"$here/network")"
    return
  fi
  rm -f "$here/network.log"
  # A fixed port, so that the desk of the last time finds its network again.
  local port
  for port in 47417 0; do
    target/debug/dealer-sandbox serve --listen "127.0.0.1:$port" --data "$here/sandbox" \
      --customers "$customers" >"$here/network.log" 2>"$here/network.err" &
    network_pid=$!
    for _ in $(seq 200); do
      grep -q '^listening on ' "$here/network.log" && break 2
      kill -0 "$network_pid" 2>/dev/null || break
      sleep 0.05
    done
  done
  sed -n 's/^listening on //p' "$here/network.log" >"$here/network"
  network_answers || fail "the practice network did not start: $(tail -3 "$here/network.err")"
  say "practice network with $customers customers: $(<"$here/network")"
}

# A keyring of this session, or keys in the data folder: kept as it was decided the first time,
# for the copy of last time opens with last time's key only.
key_store() {
  if [[ -s $here/showroom.toml ]]; then
    sed -n 's/^store = "\(.*\)"/\1/p' "$here/showroom.toml"
  elif [[ $display == yes && -n ${DBUS_SESSION_BUS_ADDRESS:-} ]] && has dbus-send &&
    dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets/aliases/default \
      org.freedesktop.DBus.Properties.Get string:org.freedesktop.Secret.Collection string:Locked \
      2>/dev/null | grep -q 'boolean false'; then
    echo os
  else
    echo file
  fi
}

configure() {
  local store base
  store=$(key_store)
  base=$(<"$here/network")
  cat >"$here/showroom.toml" <<TOML
# Written by make run.
network = "keyloop"
country = "GB"

[keyloop]
base_url = "$base"
path = "{enterprise}/{store}/v1"
enterprise_id = "sample"
store_id = "sample"
api_version = "v1"
dms = "autoline"

[keys]
store = "$store"
TOML
  echo '{"client_id":"desk","client_secret":"desk-secret"}' |
    target/debug/showroomctl --config "$here/showroom.toml" --data-dir "$here/desk" credentials set >/dev/null ||
    fail "the credentials of the practice network could not be kept"
}

# The first time, the desk takes in the dealer's export, as it would at a real dealer's.
first_import() {
  [[ ! -s $here/imported ]] || return 0
  say "taking in the dealer's export, once"
  node -e 'fetch(process.argv[1]).then(async (answer) => {
    require("fs").writeFileSync(process.argv[2], Buffer.from(await answer.arrayBuffer()));
  })' "$(<"$here/network")/_sandbox/export.ndjson" "$here/export.ndjson"
  target/debug/showroomctl --config "$here/showroom.toml" --data-dir "$here/desk" import "$here/export.ndjson"
  date >"$here/imported"
}

scripts/install.sh

step "Building (the first time takes some minutes; nothing to do takes seconds)"
# The walk is built even where nobody needs it: with it, cargo compiles the libraries just as for
# `make test`, and not a second time.
cargo build "${WORKSPACE[@]}" --bin showroom --bin showroomctl --bin dealer-sandbox --example walk

if [[ $display == no ]]; then
  step "No display here: walking through the main job on a virtual one"
  rm -rf target/demo
  virtual_display
  target/debug/examples/walk
  step "Done in $(took): screenshots and transcript.txt are in target/demo/"
  exit 0
fi

step "Starting the practice network"
start_network
configure
first_import
step "Opening the desk ($(took)); close its window to end"
target/debug/showroom --config "$here/showroom.toml" --data-dir "$here/desk"
