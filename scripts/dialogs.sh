#!/usr/bin/env bash
# Opens every dialog of the desk in the engine of the real window: what does not fit, what axe finds,
# what is left in English. scripts/dialogs.sh [dialog…]
source "$(dirname "$0")/lib.sh"
source scripts/display.sh
trap stop_display EXIT
virtual_display 1400x2600
node ui/scripts/dialogs.js "$@" </dev/null
