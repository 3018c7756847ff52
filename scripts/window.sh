#!/usr/bin/env bash
# Runs the tests that open the real window, on a display and with a keyring of their own.
#   scripts/window.sh [PART OF A TEST'S NAME]
source "$(dirname "$0")/lib.sh"
source scripts/display.sh
trap stop_display EXIT
virtual_display
cargo test "${WORKSPACE[@]}" --test window --no-run </dev/null
if has cargo-nextest; then
  scripts/with-keyring.sh cargo nextest run "${WORKSPACE[@]}" -E "binary(window)${1:+ and test($1)}" </dev/null
else
  scripts/with-keyring.sh cargo test "${WORKSPACE[@]}" --test window -- --test-threads=1 "${1:-}" </dev/null
fi
