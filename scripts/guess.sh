#!/usr/bin/env bash
# Guesses at a PIN with kills, restarts, clock steps and older files put back, and counts how often it was
# looked at; then the same with each fault planted, which has to be noticed. GUESSES and SEED say how many.
source "$(dirname "$0")/lib.sh"
step "guessing"
cargo build --quiet -p rehearsal --bin pins
pins="${CARGO_TARGET_DIR:-target}/debug/pins"
"$pins" --guesses "${GUESSES:-10000}" --seed "${SEED:-1}"
for fault in counted-after-the-look no-anchor; do
  step "planted: $fault"
  "$pins" --guesses 1500 --seed 7 --fault "$fault"
done
