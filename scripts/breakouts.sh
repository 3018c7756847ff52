#!/usr/bin/env bash
# Tries every way out of the kiosk that is known, in the real window on a display of its own, and
# says how many there were and how many led out.
source "$(dirname "$0")/lib.sh"
source scripts/display.sh
trap stop_display EXIT
virtual_display
log=$(mktemp)
trap 'stop_display; rm -f "$log"' EXIT
if ! scripts/with-keyring.sh cargo test "${WORKSPACE[@]}" --test window -- breakouts:: --test-threads=1 --nocapture --include-ignored \
  </dev/null >"$log" 2>&1; then
  cat "$log" >&2
  fail "a way leads out of the kiosk"
fi
grep -E ' tried, ' "$log"
awk '/ tried, / {for (i = 1; i <= NF; i++) {if ($i == "tried,") t += $(i-1); if ($i == "escaped") e += $(i-1)}}
     END {printf "%d tried, %d escaped\n", t, e; exit e > 0}' "$log"
