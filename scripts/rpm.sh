#!/usr/bin/env bash
# Builds the package for Fedora and openSUSE from the same tree as the Debian one.
source "$(dirname "$0")/lib.sh"
[[ ${1:-} == staged ]] || scripts/stage.sh
has rpmbuild || system_packages rpm

step "Packing for Fedora and openSUSE"
top=$PWD/target/package/rpm
mkdir -p "$top"
sed -e "s/@VERSION@/$(version)/" -e "s|@STAGED@|$PWD/target/package/staged|" packaging/showroom.spec.in >"$top/showroom.spec"
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || echo 0) \
  rpmbuild --quiet --define "_topdir $top" --define "_rpmdir $top" --define "_buildhost localhost" \
  -bb "$top/showroom.spec"
package=$(find "$top" -name '*.rpm' -print -quit)
mv "$package" target/package/
package=target/package/$(basename "$package")
rpm -qpR "$package" | sed 's/^/    needs /'
step "$package: $(du -h --apparent-size "$package" | cut -f1) ($(took))"
