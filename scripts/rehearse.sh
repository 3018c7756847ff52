#!/usr/bin/env bash
# An outage with each network, on folders of its own. SAVES says how much staff do, SEED which day.
source "$(dirname "$0")/lib.sh"
cargo build --quiet -p rehearsal
"${CARGO_TARGET_DIR:-target}/debug/rehearsal" --saves "${SAVES:-40}" --seed "${SEED:-1}" "$@"
