#!/usr/bin/env bash
# What people see, drawn by the real program, into docs/pictures/: every state of an outage day, the
# kiosk's screens, the people of a desk, the README's picture, and every scene of the gallery, which
# make test compares.
source "$(dirname "$0")/lib.sh"
source scripts/display.sh
trap stop_display EXIT
virtual_display
cargo build --quiet "${WORKSPACE[@]}" --bin showroom --example pictures </dev/null
pictures="$PWD/docs/pictures"
"${CARGO_TARGET_DIR:-target}/debug/examples/pictures" "$pictures/reliability" "$@" </dev/null

# The tests that walk through the kiosk, the people of a desk and the main job keep pictures on their way.
for test in every_screen_is_drawn what_a_customer_enters people_lock everybody_known_already; do scripts/window.sh "$test" >/dev/null; done
kept="${CARGO_TARGET_DIR:-target}/e2e"
mkdir -p "$pictures/kiosk" "$pictures/people"
node ui/scripts/kiosk-pictures.js "$kept/kiosk-screens" "$pictures/kiosk" </dev/null
cp "$kept/kiosk/09-submission.png" "$pictures/kiosk/10-card.png"
cp "$kept/kiosk/10-desk-compares.png" "$pictures/kiosk/11-compare.png"
cp "$kept"/people/0[2356]-*.png "$pictures/people/"
cp "$kept/imported/02-look-alikes.png" "$pictures/desk.png"
scripts/looks.sh --renew
du -sh "$pictures"/*
