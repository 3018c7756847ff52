/**
 * Opens every dialog of the desk in the engine of the real window and says what does not fit in it, what
 * axe finds, and what is left in English: `node scripts/dialogs.js [dialog…]`; `LOOKS` picks among light,
 * dark-german, finnish-half and rtl. Wants a display; scripts/dialogs.sh brings one.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ended, visited } from "./webkit.js";

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
const began = Date.now();
const chosen = Object.entries(looks).filter(([look]) => (process.env.LOOKS ?? look).split(",").includes(look));
const shots = names.flatMap((scene) => chosen.map(([look, of]) => ({ scene, name: `${scene}-${look}`, ...of, query: `${of.query}&check` })));
const faults = await visited(work, shots, (window) => window.run(ended).then(JSON.parse, () => ["the scene did not end"]));
for (const fault of faults.sort()) console.log(fault);
console.log(`${names.length} dialogs, ${shots.length} looks in ${Math.round((Date.now() - began) / 1000)} s, ${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);
