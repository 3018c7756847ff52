#!/usr/bin/env bash
# The quick part of `make test`: nothing here opens a window or a file store.
source "$(dirname "$0")/lib.sh"
scripts/install.sh
step "Window: types"
(cd ui && npm run --silent check)
step "Rust: format"
cargo fmt --all --check
step "Rust: lints"
cargo clippy "${WORKSPACE[@]}" --all-targets -- -D warnings
step "Checked in $(took)"
