/**
 * Two pictures of a page: told apart by areas, not by the edges of letters, which every machine rounds in
 * its own way. Each is made smaller first, so that a letter is a shade of grey.
 */
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";

/** So many pixels of the window to one of the picture, each way. */
const ONE = 2;
/** How unlike two pixels may be, 0 to 1: a letter that is drawn a little bolder is not. */
const THRESHOLD = 0.18;
/** So much of a picture may differ before it is another one: less than a word. */
const MOST = 0.0005;
/** A colour that fills so much of a picture is one of a surface or a line, not of the edge of a letter. */
const FLAT = 0.0005;
/** How far apart two such colours may be, of 255. */
const SHADE = 3;

/** Half as wide and half as high, as the file that is kept. */
export function small(bytes) {
  const whole = PNG.sync.read(bytes);
  const [width, height] = [Math.floor(whole.width / ONE), Math.floor(whole.height / ONE)];
  const half = new PNG({ width, height });
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let colour = 0; colour < 3; colour += 1) {
        let sum = 0;
        for (let dy = 0; dy < ONE; dy += 1) {
          for (let dx = 0; dx < ONE; dx += 1) sum += whole.data[((y * ONE + dy) * whole.width + x * ONE + dx) * 4 + colour];
        }
        half.data[(y * width + x) * 4 + colour] = Math.round(sum / (ONE * ONE));
      }
      half.data[(y * width + x) * 4 + 3] = 255;
    }
  }
  return PNG.sync.write(half, { colorType: 2, deflateLevel: 9 });
}

/** The colours of surfaces and lines. */
function colours({ data, width, height }) {
  const counts = new Map();
  for (let at = 0; at < data.length; at += 4) {
    const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return { counts, flat: [...counts.keys()].filter((colour) => counts.get(colour) >= FLAT * width * height) };
}

const hex = (colour) => `#${colour.toString(16).padStart(6, "0")}`;

const near = (one, other) =>
  [16, 8, 0].every((shift) => Math.abs(((one >> shift) & 255) - ((other >> shift) & 255)) <= SHADE);

/** Those of one picture that the other has nowhere near as much of. */
function lost(before, after) {
  const much = (of, colour) => [...of.counts].reduce((sum, [other, count]) => (near(colour, other) ? sum + count : sum), 0);
  return before.flat.filter((colour) => much(after, colour) * 2 < much(before, colour)).map(hex);
}

/** What somebody who looks at both would say; empty where they are the same. */
export function compared(expected, actual) {
  const [before, after] = [PNG.sync.read(expected), PNG.sync.read(actual)];
  const { width, height } = before;
  if (width !== after.width || height !== after.height) return { words: [`it is ${after.width} by ${after.height}`] };
  const drawn = new PNG({ width, height });
  const count = pixelmatch(before.data, after.data, drawn.data, width, height, { threshold: THRESHOLD, includeAA: false });
  const share = count / (width * height);
  const [was, is] = [colours(before), colours(after)];
  const words = [
    ...(share > MOST ? [`${(share * 100).toFixed(2)} % of it is another`] : []),
    ...lost(was, is).map((colour) => `the colour ${colour} is gone`),
    ...lost(is, was).map((colour) => `the colour ${colour} is new`),
  ];
  return { words, difference: PNG.sync.write(drawn), share };
}
