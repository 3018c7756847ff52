#!/usr/bin/env bash
# Builds the package for Debian and Ubuntu: the desk, showroomctl and the practice network. Needs no
# packaging tool beyond dpkg, so it works wherever the program can be built.
source "$(dirname "$0")/lib.sh"
scripts/install.sh

step "Building for release (some minutes the first time)"
cargo build --release --workspace --bin showroom --bin showroomctl --bin dealer-sandbox

version=$(sed -n '/^\[workspace.package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
architecture=$(dpkg --print-architecture)
root=target/deb/showroom
rm -rf target/deb
mkdir -p "$root/DEBIAN" "$root"/usr/{bin,share/applications,share/doc/showroom}

step "Packing"
for program in showroom showroomctl dealer-sandbox; do
  install -m 755 "target/release/$program" "$root/usr/bin/$program"
done
for size in 32 64 128 256 512; do
  install -Dm 644 "icons/${size}x${size}.png" "$root/usr/share/icons/hicolor/${size}x${size}/apps/showroom.png"
done
install -Dm 644 icons/icon.svg "$root/usr/share/icons/hicolor/scalable/apps/showroom.svg"
cat >"$root/usr/share/applications/showroom.desktop" <<'DESKTOP'
[Desktop Entry]
Type=Application
Name=Showroom
GenericName=Customer desk
Comment=Find, correct and create customers of a car showroom
Comment[de]=Kunden eines Autohauses finden, berichtigen und anlegen
Exec=showroom
Icon=showroom
Terminal=false
Categories=Office;ContactManagement;
StartupWMClass=showroom
Actions=kiosk;

[Desktop Action kiosk]
Name=Open the kiosk
Name[de]=Kiosk öffnen
Exec=showroom --kiosk
DESKTOP
{
  printf 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n'
  printf 'Upstream-Name: Showroom\n\nFiles: *\nCopyright: The Showroom authors\nLicense: MIT or Apache-2.0\n'
  printf ' The full texts are LICENSE-MIT here and /usr/share/common-licenses/Apache-2.0.\n'
} >"$root/usr/share/doc/showroom/copyright"
install -m 644 LICENSE-MIT README.md "$root/usr/share/doc/showroom/"

# What the programs load, as dpkg finds it in them.
mkdir -p target/deb/debian
printf 'Source: showroom\n\nPackage: showroom\nArchitecture: any\n' >target/deb/debian/control
depends=$(cd target/deb && dpkg-shlibdeps -O --ignore-missing-info showroom/usr/bin/* 2>/dev/null |
  sed -n 's/^shlibs:Depends=//p')
cat >"$root/DEBIAN/control" <<CONTROL
Package: showroom
Version: $version
Architecture: $architecture
Maintainer: The Showroom authors <showroom@localhost>
Section: misc
Priority: optional
Installed-Size: $(du -sk "$root/usr" | cut -f1)
Depends: $depends
Recommends: gnome-keyring | kwalletmanager
Description: customer desk for car showrooms
 Finds, corrects and creates customers in the dealer's network (Keyloop,
 myKaarma) and keeps working while the network does not. With a kiosk window
 for customers, showroomctl for scripts, and a practice network.
CONTROL
package=target/deb/showroom_${version}_${architecture}.deb
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || echo 0) \
  dpkg-deb --root-owner-group -Zxz --build "$root" "$package" >/dev/null
dpkg-deb --info "$package" | sed -n 's/^ *\(Depends\|Installed-Size\):/    \1:/p'
step "$package: $(du -h --apparent-size "$package" | cut -f1) ($(took))"
for program in showroom showroomctl dealer-sandbox; do
  say "$program: $(du -h --apparent-size "$root/usr/bin/$program" | cut -f1)"
done
