#!/usr/bin/env bash
# Broken and hostile bytes for everything that reads bytes from outside: RUNS (100,000) of SEED (1) for
# each target, or for the one that TARGET names. A home of its own: what desks leave outside their
# data folders lies there and goes with it.
source "$(dirname "$0")/lib.sh"
cargo build --release -q -p fuzz
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir -p "$home/Downloads"
HOME=$home XDG_STATE_HOME=$home/state XDG_CONFIG_HOME=$home/config XDG_DATA_HOME=$home/data \
  nice "${CARGO_TARGET_DIR:-target}/release/fuzz" ${TARGET:+"$TARGET"} --runs "${RUNS:-100000}" --seed "${SEED:-1}"
