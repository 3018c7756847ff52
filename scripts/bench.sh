#!/usr/bin/env bash
# Size of the program, time from start to a search box one can type into, memory of all its
# processes (medians of five starts), and from a key to its painted rows among 200,000 customers. On a
# virtual display.
source "$(dirname "$0")/lib.sh"
source scripts/display.sh
scripts/install.sh
step "Building for release"
cargo build --release --workspace --bin showroom --bin showroomctl --bin dealer-sandbox
cargo build "${WORKSPACE[@]}" --example measure
trap stop_display EXIT
virtual_display
step "Measuring"
SHOWROOM_PROGRAM="$PWD/target/release/showroom" target/debug/examples/measure
for program in showroom showroomctl dealer-sandbox; do
  say "$program: $(du -h --apparent-size "target/release/$program" | cut -f1)"
done
