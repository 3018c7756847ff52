#!/usr/bin/env bash
# The program with very many customers: taking them in, deciding, searching. ROWS says how many.
source "$(dirname "$0")/lib.sh"
step "Building for release"
cargo build --release -p ctl -p lab --bin showroomctl --bin at_the_desk
target="${CARGO_TARGET_DIR:-target}/release"
step "${ROWS:-1000000} customers"
"$target/at_the_desk" "$(realpath "$target/showroomctl")" "rows=${ROWS:-1000000}"
