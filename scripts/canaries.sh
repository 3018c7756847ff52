#!/usr/bin/env bash
# Forty values of a customer in eight forms, looked for in every file a main job has written.
source "$(dirname "$0")/lib.sh"
cargo test --quiet -p ctl --test it canaries -- --nocapture
