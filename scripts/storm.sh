#!/usr/bin/env bash
# The bulk proofs with the real program. ROUNDS says how many kills, SEED which ones, EVERY which of
# the calls of a drain are struck (1: all of them, for hours).
source "$(dirname "$0")/lib.sh"
storm() {
  step "storm $*"
  cargo run --quiet --release -p ctl --example storm -- "$@"
}
storm kill --rounds "${ROUNDS:-300}" --seed "${SEED:-1}"
storm calls --of save
storm calls --of drain --every "${EVERY:-40}"
storm idle
storm save
