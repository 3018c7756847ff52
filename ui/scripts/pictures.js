/**
 * Takes a picture of every scene of the gallery in the engine of the real window, and compares each with
 * the one kept in docs/pictures/gallery: `node scripts/pictures.js [--renew] [scene…]`. Wants a display;
 * scripts/looks.sh brings one. What differs is laid beside what was expected into target/pictures.
 *
 * The clock stands, nothing moves, the typeface is the bundled one without hints. What differs is told by
 * `compare.js`, to which the edges of letters, rounded by every machine in its own way, are no difference.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compared, small } from "./compare.js";
import { ended, visited } from "./webkit.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const kept = join(root, "../docs/pictures/gallery");
const work = join(root, "../target/pictures");
const words = process.argv.slice(2);
const renew = words.includes("--renew");
const wanted = words.filter((word) => !word.startsWith("--"));

const plain = { wide: 1200, high: 800 };
const looks = {
  light: { ...plain, query: "theme=light" },
  dark: { ...plain, query: "theme=dark" },
  contrast: { ...plain, query: "theme=contrast" },
  german: { ...plain, query: "theme=light&lang=de" },
  rtl: { ...plain, query: "theme=light&dir=rtl" },
  half: { wide: 700, high: 800, query: "theme=light" },
};
/** In light all; elsewhere what is unlike the others there. */
const elsewhere = ["", "new", "waiting"];

function shots() {
  const text = readFileSync(join(root, "src/gallery/scenes.ts"), "utf8");
  const names = ["", ...[...text.matchAll(/^ {2}(\w+): \{ .*steps:/gm)].map(([, name]) => name)];
  // Each of its moments is told by time.
  const scenes = names.filter((name) => name !== "still" && (wanted.length === 0 || wanted.includes(name || "gallery")));
  return scenes.flatMap((scene) =>
    Object.entries(looks)
      .filter(([look]) => look === "light" || elsewhere.includes(scene))
      .map(([look, of]) => ({ scene, name: `${scene || "gallery"}-${look}`, ...of, high: scene === "" ? 2200 : of.high })),
  );
}

mkdirSync(kept, { recursive: true });
const began = Date.now();
const taken = shots();

/** What is wrong with one scene; nothing is compared where pictures are drawn anew. */
async function looked(window, { name }) {
  const wrong = JSON.parse(await window.run(ended));
  const path = join(kept, `${name}.png`);
  const actual = small(await window.picture());
  if (renew) {
    writeFileSync(path, actual);
    return wrong;
  }
  if (!existsSync(path)) {
    writeFileSync(join(work, `${name}-actual.png`), actual);
    return [...wrong, "no picture is kept; make pictures draws it"];
  }
  const expected = readFileSync(path);
  const { words: said, difference } = compared(expected, actual);
  if (said.length > 0) {
    for (const [which, bytes] of Object.entries({ expected, actual, difference })) {
      if (bytes) writeFileSync(join(work, `${name}-${which}.png`), bytes);
    }
  }
  return [...wrong, ...said];
}

const faults = await visited(work, taken, looked);
const known = new Set(taken.map(({ name }) => `${name}.png`));
if (wanted.length === 0) {
  for (const name of readdirSync(kept).filter((name) => !known.has(name))) {
    if (renew) rmSync(join(kept, name));
    else faults.push(`${name} is of no scene any more`);
  }
}
for (const fault of faults.sort()) console.log(fault);
const seconds = Math.round((Date.now() - began) / 1000);
console.log(`${taken.length} pictures ${renew ? "drawn" : "compared"} in ${seconds} s, ${faults.length} faults`);
if (faults.length > 0 && !renew) console.log("what was expected, what came and where they differ: target/pictures");
process.exit(faults.length > 0 ? 1 : 0);
