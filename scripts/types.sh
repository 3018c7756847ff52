#!/usr/bin/env bash
# Writes the window's TypeScript types from the Rust contract.
source "$(dirname "$0")/lib.sh"
SHOWROOM_WRITE_TYPES=1 cargo test -q -p api --test it the_windows_types_are_those_of_the_core
git --no-pager diff --stat -- ui/src/lib/api/generated 2>/dev/null || true
