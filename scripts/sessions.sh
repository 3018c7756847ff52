#!/usr/bin/env bash
# One visitor of the kiosk after the other, so many pairs, and what is left of each: prints how long
# the end of a visit took.
#   scripts/sessions.sh [PAIRS]
source "$(dirname "$0")/lib.sh"
source scripts/display.sh
trap stop_display EXIT
virtual_display
export SHOWROOM_PAIRS=${1:-200}
scripts/with-keyring.sh cargo test "${WORKSPACE[@]}" --test window -- --exact --nocapture --include-ignored \
  sessions::of_one_visitor_nothing_is_left_for_the_next </dev/null
