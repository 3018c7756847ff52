#!/usr/bin/env bash
# Renders icons/icon.svg into the sizes the packages want. Run by hand after a change to the
# drawing (needs chromium and imagemagick); the results are committed.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
{
  printf '<style>html,body{margin:0;background:transparent}svg{width:1024px;height:1024px;display:block}</style>'
  cat icons/icon.svg
} >"$work/icon.html"
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --default-background-color=00000000 \
  --window-size=1024,1024 --screenshot="$work/1024.png" "file://$work/icon.html" >/dev/null 2>&1
for size in 32 64 128 256 512; do
  convert "$work/1024.png" -resize "${size}x${size}" -strip "PNG32:icons/${size}x${size}.png"
done
convert icons/256x256.png icons/128x128.png icons/64x64.png icons/32x32.png icons/icon.ico
echo "icons written"
