#!/usr/bin/env bash
# Every Linux package, from one build and one tree.
source "$(dirname "$0")/lib.sh"
scripts/stage.sh
scripts/deb.sh staged
scripts/rpm.sh staged
step "Packages are in target/package ($(took))"
