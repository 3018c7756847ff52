#!/usr/bin/env bash
# Compares every scene of the gallery with its picture in docs/pictures/gallery, in the engine of the
# real window: scripts/looks.sh [--renew] [scene…]
source "$(dirname "$0")/lib.sh"
source scripts/display.sh
trap stop_display EXIT
virtual_display 1400x2600
node ui/scripts/pictures.js "$@" </dev/null
