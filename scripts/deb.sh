#!/usr/bin/env bash
# Builds the package for Debian and Ubuntu. Needs no packaging tool beyond dpkg, so it works wherever
# the program can be built.
source "$(dirname "$0")/lib.sh"
[[ ${1:-} == staged ]] || scripts/stage.sh

step "Packing for Debian"
architecture=$(dpkg --print-architecture)
root=target/package/deb/showroom
mkdir -p "$root/DEBIAN" target/package/deb/debian
cp -a target/package/staged/usr "$root/"

# What the programs load, as dpkg finds it in them.
printf 'Source: showroom\n\nPackage: showroom\nArchitecture: any\n' >target/package/deb/debian/control
depends=$(cd target/package/deb && dpkg-shlibdeps -O --ignore-missing-info showroom/usr/bin/* 2>/dev/null |
  sed -n 's/^shlibs:Depends=//p')
[[ -n $depends ]] || fail "dpkg-shlibdeps found no libraries in the programs"
# The bundled typeface has Latin, Greek and Cyrillic letters; names come in others too.
cat >"$root/DEBIAN/control" <<CONTROL
Package: showroom
Version: $(version)
Architecture: $architecture
Maintainer: The Showroom authors <showroom@localhost>
Section: misc
Priority: optional
Installed-Size: $(du -sk "$root/usr" | cut -f1)
Depends: $depends
Recommends: gnome-keyring | kwalletmanager, fonts-noto-core
Suggests: fonts-noto-cjk, cage
Description: customer desk for car showrooms
 Finds, corrects and creates customers in the dealer's network (Keyloop,
 myKaarma) and keeps working while the network does not. With a kiosk window
 for customers, showroomctl for scripts, and a practice network.
CONTROL
package=target/package/showroom_$(version)_${architecture}.deb
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || echo 0) \
  dpkg-deb --root-owner-group -Zxz -z9 --build "$root" "$package" >/dev/null
dpkg-deb --info "$package" | sed -n 's/^ *\(Depends\|Installed-Size\):/    \1:/p'
step "$package: $(du -h --apparent-size "$package" | cut -f1) ($(took))"
