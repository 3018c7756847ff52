#!/usr/bin/env bash
# Builds for release and lays out what every Linux package holds under target/package/staged: the
# desk, showroomctl, the practice network, and their papers.
source "$(dirname "$0")/lib.sh"
scripts/install.sh

step "Building for release (some minutes the first time)"
cargo build --release --workspace --bin showroom --bin showroomctl --bin dealer-sandbox

staged=target/package/staged
rm -rf target/package
mkdir -p "$staged"
put() { install -D -m "${3:-644}" "$1" "$staged/usr/$2"; }

step "Laying out"
for program in showroom showroomctl dealer-sandbox; do
  put "target/release/$program" "bin/$program" 755
done
for size in 16 24 32 48 64 128 256 512; do
  put "icons/${size}x${size}.png" "share/icons/hicolor/${size}x${size}/apps/showroom.png"
done
put icons/icon.svg share/icons/hicolor/scalable/apps/showroom.svg
put packaging/showroom.desktop share/applications/showroom.desktop
put packaging/showroom-kiosk.desktop share/showroom/autostart/showroom-kiosk.desktop

# A tree without a history gets the date of its change log.
released=$(git log -1 --format=%cs 2>/dev/null || date -r CHANGELOG.md +%F)
sed -e "s/@VERSION@/$(version)/" -e "s/@DATE@/$released/" packaging/app.showroom.desk.metainfo.xml.in >target/package/metainfo.xml
put target/package/metainfo.xml share/metainfo/app.showroom.desk.metainfo.xml

mkdir -p target/package/man
"$staged/usr/bin/showroomctl" manual target/package/man
cp packaging/*.1 target/package/man/
for page in target/package/man/*.1; do
  gzip -9n "$page"
  put "$page.gz" "share/man/man1/$(basename "$page").gz"
done

node scripts/inventory.mjs notices >target/package/THIRD-PARTY.txt
node scripts/inventory.mjs sbom >target/package/sbom.cdx.json
gzip -9n target/package/THIRD-PARTY.txt target/package/sbom.cdx.json
for paper in target/package/THIRD-PARTY.txt.gz target/package/sbom.cdx.json.gz packaging/copyright \
  LICENSE-MIT; do
  put "$paper" "share/doc/showroom/$(basename "$paper")"
done
# In their folders, and with the pictures they show, so that their links lead somewhere.
papers=(README.md CHANGELOG.md CONTRIBUTING.md docs/*.md docs/guide/*.md docs/decisions/*.md)
mapfile -t pictures < <(grep -hoE 'pictures/[A-Za-z0-9/._-]+\.png' "${papers[@]}" | sort -u)
for paper in "${papers[@]}" "${pictures[@]/#/docs/}"; do
  put "$paper" "share/doc/showroom/$paper"
done
for program in showroom showroomctl dealer-sandbox; do
  say "$program: $(du -h --apparent-size "$staged/usr/bin/$program" | cut -f1)"
done
