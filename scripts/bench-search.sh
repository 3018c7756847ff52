#!/usr/bin/env bash
# The search of the encrypted copy beside its goals, kind by kind. ROWS says how many customers.
source "$(dirname "$0")/lib.sh"
step "Building for release"
cargo build --release -p store --example search_goals
step "${ROWS:-1000000} customers"
"${CARGO_TARGET_DIR:-target}/release/examples/search_goals" "${ROWS:-1000000}" "${SEED:-1}"
say "$(took)"
