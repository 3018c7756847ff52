/**
 * Keeps the kiosk's screens as the walk through its window drew them, each language light and in strong
 * contrast: `node scripts/kiosk-pictures.js FROM TO`. Each with a palette of its own, a byte a pixel.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { PNG } from "pngjs";

const most = 256;

/** A pixel as one number. */
const colourAt = (data, at) => (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
const parts = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];
const apart = (one, other) => parts(one).reduce((sum, part, at) => sum + (part - parts(other)[at]) ** 2, 0);

/** Those there are most of, none like another that is there already; each colour with its nearest. */
function palette(data) {
  const counts = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const colour = colourAt(data, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const often = [...counts.keys()].sort((one, other) => counts.get(other) - counts.get(one));
  let [kept, tolerance] = [often, 0];
  while (kept.length > most) {
    tolerance = tolerance === 0 ? 4 : tolerance * 1.5;
    kept = [];
    for (const colour of often) {
      if (kept.every((other) => apart(colour, other) > tolerance)) kept.push(colour);
      if (kept.length > most) break;
    }
  }
  const nearest = new Map();
  for (const colour of often) {
    let best = 0;
    for (let at = 1; at < kept.length; at += 1) if (apart(colour, kept[at]) < apart(colour, kept[best])) best = at;
    nearest.set(colour, best);
  }
  return { kept, nearest };
}

const crcs = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  return crc;
});

function chunk(name, content) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), content]);
  let crc = 0xffffffff;
  for (const byte of body) crc = crcs[(crc ^ byte) & 255] ^ (crc >>> 8);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE((crc ^ 0xffffffff) >>> 0, 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** The same picture with no more than 256 colours. */
export function small(bytes) {
  const { data, width, height } = PNG.sync.read(bytes);
  const { kept, nearest } = palette(data);
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + x + 1] = nearest.get(colourAt(data, (y * width + x) * 4));
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("PLTE", Buffer.from(kept.flatMap(parts))),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** `01-welcome-en-light` and `contrast-welcome-en`, as they are kept: `01-welcome`, `01-welcome-de-contrast`. */
export function names(drawn) {
  const light = drawn.flatMap((name) => /^(\d+)-(.+)-(\w+)-light\.png$/.exec(name) ?? []);
  const number = new Map();
  for (let at = 0; at < light.length; at += 4) {
    const screen = light[at + 2];
    if (!number.has(screen)) number.set(screen, light[at + 1]);
  }
  return drawn.flatMap((name) => {
    const [, lightScreen, lightIn] = /^\d+-(.+)-(\w+)-light\.png$/.exec(name) ?? [];
    const [, screen = lightScreen, language = lightIn] = /^contrast-(.+)-(\w+)\.png$/.exec(name) ?? [];
    // The greeting is the same whoever comes.
    if (!screen || !number.has(screen) || (screen === "welcome" && language !== "en")) return [];
    const said = [number.get(screen), screen, ...(language === "en" ? [] : [language]), ...(lightScreen ? [] : ["contrast"])];
    return [[name, `${said.join("-")}.png`]];
  });
}

const [from, to] = process.argv.slice(2);
if (from && to) {
  for (const [drawn, name] of names(readdirSync(from).sort())) writeFileSync(join(to, name), small(readFileSync(join(from, drawn))));
}
