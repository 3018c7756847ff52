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
for size in 16 24 32 48 64 128 256 512; do
  convert "$work/1024.png" -resize "${size}x${size}" -strip "PNG32:icons/${size}x${size}.png"
done
convert icons/256x256.png icons/128x128.png icons/64x64.png icons/48x48.png icons/32x32.png icons/16x16.png icons/icon.ico
# The icon of a macOS bundle: pictures in one file, each behind its four-letter size and its length.
node -e '
  const { readFileSync, writeFileSync } = require("fs");
  const chunk = (word, bytes) => {
    const head = Buffer.alloc(8);
    head.write(word, "latin1");
    head.writeUInt32BE(bytes.length + 8, 4);
    return Buffer.concat([head, bytes]);
  };
  const sizes = [["icp4", 16], ["icp5", 32], ["ic07", 128], ["ic08", 256], ["ic09", 512]];
  const pictures = sizes.map(([word, size]) => chunk(word, readFileSync(`icons/${size}x${size}.png`)));
  writeFileSync("icons/icon.icns", chunk("icns", Buffer.concat(pictures)));
'
echo "icons written"
