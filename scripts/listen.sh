#!/usr/bin/env bash
# Follows docs/SCREENREADER.md in the real window and compares what a screen reader gets there, on a
# display and an accessibility bus of its own: scripts/listen.sh [PART OF A FLOW'S TITLE…]
source "$(dirname "$0")/lib.sh"
if [[ ${1:-} != --inside ]]; then
  source scripts/display.sh
  trap stop_display EXIT
  programs=${SHOWROOM_PROGRAMS:-${CARGO_TARGET_DIR:-target}/debug}
  [[ -n ${SHOWROOM_PROGRAMS:-} ]] ||
    cargo build --quiet "${WORKSPACE[@]}" --bin showroom --bin showroomctl --bin dealer-sandbox </dev/null
  virtual_display
  unset NO_AT_BRIDGE
  runtime=$(mktemp -d)
  chmod 700 "$runtime"
  status=0
  XDG_RUNTIME_DIR="$runtime" dbus-run-session -- "$0" --inside "$programs" "$@" 2>"$runtime/bus.log" </dev/null || status=$?
  ((status == 0)) || grep -v 'fd limit\|ctivat' "$runtime/bus.log" >&2 || true
  rm -rf "$runtime"
  exit "$status"
fi
shift
launcher=/usr/libexec/at-spi-bus-launcher
[[ -x $launcher ]] || launcher=/usr/lib/at-spi2-core/at-spi-bus-launcher
"$launcher" --launch-immediately &
launcher_pid=$!
trap 'kill "$launcher_pid" 2>/dev/null || true' EXIT
# As a screen reader does when it starts: programs tell what they show from then on.
for _ in $(seq 100); do
  dbus-send --session --print-reply --dest=org.a11y.Bus /org/a11y/bus org.freedesktop.DBus.Properties.Set \
    string:org.a11y.Status string:IsEnabled variant:boolean:true >/dev/null 2>&1 && break
  sleep 0.1
done
/usr/bin/python3 tests/e2e/listen.py "$@"
