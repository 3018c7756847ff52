#!/usr/bin/env bash
# Runs a command in a session of its own with a real, unlocked gnome-keyring in fresh folders, so
# that no test meets the keyring of the person who runs it.
#   scripts/with-keyring.sh COMMAND [ARGUMENT…]
set -euo pipefail
if [[ ${1:-} != --inside ]]; then
  home=$(mktemp -d)
  runtime=$(mktemp -d)
  chmod 700 "$runtime"
  status=0
  XDG_DATA_HOME="$home" XDG_RUNTIME_DIR="$runtime" SHOWROOM_TEST_KEYRING=1 \
    dbus-run-session -- "$0" --inside "$@" || status=$?
  rm -rf "$home" "$runtime"
  exit "$status"
fi
shift
# An empty line unlocks the fresh collection with an empty password; an empty text would not.
eval "$(printf '\n' | gnome-keyring-daemon --unlock --components=secrets 2>/dev/null)"
# It takes its name on the bus a moment later.
named() {
  dbus-send --session --print-reply --dest=org.freedesktop.DBus / \
    org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets 2>/dev/null | grep -q 'boolean true'
}
for _ in $(seq 100); do
  named && exec "$@"
  sleep 0.1
done
echo "error: gnome-keyring-daemon did not start" >&2
exit 1
