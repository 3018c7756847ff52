/**
 * Opens every dialog of the desk in the engine of the real window and says what does not fit in it, what
 * axe finds, and what is left in English: `node scripts/dialogs.js [dialog…]`; `LOOKS` picks among light,
 * dark-german, finnish-half and rtl. Wants a display; scripts/dialogs.sh brings one.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { browser, ended, fit, prepare, served } from "./webkit.js";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const work = join(root, "../target/dialogs");
const wanted = process.argv.slice(2);
const looks = {
  light: { wide: 1200, high: 800, query: "theme=light" },
  "dark-german": { wide: 1024, high: 768, query: "theme=dark&lang=de" },
  "finnish-half": { wide: 700, high: 800, query: "theme=light&lang=fi" },
  rtl: { wide: 1200, high: 800, query: "theme=contrast&dir=rtl" },
};

const text = readFileSync(join(root, "src/gallery/dialogs.ts"), "utf8");
const names = [...text.matchAll(/^ {2}(\w+): (?:\{|from\()/gm)].map(([, name]) => name).filter((name) => wanted.length === 0 || wanted.includes(name));
prepare(work);
const began = Date.now();
const pages = await served(work);
const faults = [];
const chosen = Object.entries(looks).filter(([look]) => (process.env.LOOKS ?? look).split(",").includes(look));
const left = names.flatMap((name) => chosen.map(([look, of]) => ({ name, look, ...of })));
const count = left.length;

async function windowful(number) {
  const window = await browser(work, number);
  try {
    for (let shot = left.shift(); shot; shot = left.shift()) {
      await fit(window, shot);
      await window.go(`${pages.base}?${shot.query}&check&scene=${shot.name}`);
      const wrong = await window.run(ended).then(JSON.parse, () => ["the scene did not end"]);
      faults.push(...wrong.map((fault) => `${shot.name}-${shot.look}: ${fault}`));
    }
  } finally {
    await window.close();
  }
}
try {
  await Promise.all([0, 1].map(windowful));
} finally {
  pages.close();
}
for (const fault of faults.sort()) console.log(fault);
console.log(`${names.length} dialogs, ${count} looks in ${Math.round((Date.now() - began) / 1000)} s, ${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);
