#!/usr/bin/env bash
# Forty values of a customer in ten forms, looked for in every file a main job has written: by
# showroomctl, then in the real window.
source "$(dirname "$0")/lib.sh"
cargo test --quiet -p ctl --test it canaries -- --nocapture
scripts/window.sh canaries
