#!/usr/bin/env bash
# Every state of an outage day as people see it, drawn by the real program, into docs/pictures/.
source "$(dirname "$0")/lib.sh"
source scripts/display.sh
trap stop_display EXIT
virtual_display
cargo build --quiet "${WORKSPACE[@]}" --bin showroom --example pictures </dev/null
folder="$PWD/docs/pictures/reliability"
"${CARGO_TARGET_DIR:-target}/debug/examples/pictures" "$folder" "$@" </dev/null
du -sh "$folder"
