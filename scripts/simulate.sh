#!/usr/bin/env bash
# The simulation for MINUTES (3), and the laws of the merge over CASES (100,000) cases each.
# `scripts/simulate.sh planted` plants bugs until each is caught; `figures` prints the figures.
source "$(dirname "$0")/lib.sh"
case "${1:-}" in
planted) exec cargo run --release -q -p simulation --features planted -- --planted ;;
figures) exec cargo run --release -q -p simulation -- --figures --share "${SHARE:-1}" ;;
esac
cargo run --release -q -p simulation -- --minutes "${MINUTES:-3}"
PROPTEST_CASES="${CASES:-100000}" cargo test --release -q -p outbox --lib merge::properties
