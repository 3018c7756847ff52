/**
 * Looks at what was built: pages without inline code, no `data:` address, a kiosk that can reach
 * none of the desk's commands or words, however the bundler shares its pieces, and a desk that needs
 * little before its search stands there.
 */
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
const faults = [];

function page(name) {
  const html = readFileSync(join(dist, name), "utf8");
  if (/<style|\sstyle=|\son\w+=/.test(html)) faults.push(`${name}: inline style or handler`);
  if (/<script(?![^>]*\ssrc=)/.test(html)) faults.push(`${name}: inline script`);
  return [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
}

const any = /["'`](\.{1,2}\/[^"'`]+?\.js)["'`]/g;
/** `import … from "…"`, `import "…"` and `export … from "…"`, as the bundler writes them. */
const needed = /(?:from|import)\s*["'](\.{1,2}\/[^"']+?\.js)["']/g;

/** Every script a page can load, through static and dynamic imports; or those it cannot start without. */
function scripts(name, imports = any) {
  const found = new Set();
  const visit = (file) => {
    if (found.has(file) || !file.endsWith(".js")) return;
    found.add(file);
    const code = readFileSync(join(dist, file), "utf8");
    for (const [, address] of code.matchAll(imports)) {
      visit(normalize(join(dirname(file), address)));
    }
  };
  page(name).forEach((address) => visit(normalize(address)));
  return [...found];
}

const types = readFileSync(join(root, "src/lib/api/generated/types.ts"), "utf8");
const commands = [...types.matchAll(/^ {2}(\w+): \{ request:/gm)].map(([, name]) => name);
const kiosk = JSON.parse(/kioskCommands = (\[[^\]]*\])/.exec(types)[1]);
const forbidden = commands.filter((name) => !kiosk.includes(name) && name.includes("_"));
const words = ["Search customers", "Waiting list", "local_id"];

if (commands.length < 10) faults.push("the list of commands was not found");
for (const name of ["index.html", "practice.html"]) if (scripts(name).length === 0) faults.push(`${name}: no script`);
for (const file of scripts("kiosk.html")) {
  const code = readFileSync(join(dist, file), "utf8");
  for (const word of [...forbidden, ...words]) {
    if (code.includes(word)) faults.push(`kiosk.html reaches ${file}, which holds "${word}"`);
  }
}
const budget = 60_000;
const keys = Object.keys(JSON.parse(readFileSync(join(root, "messages/en.json"), "utf8")));
const packed = (files) => files.reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length, 0);
/** A piece that is nothing but a catalogue. */
const isWords = (file) => {
  const code = readFileSync(join(dist, file), "utf8");
  return keys.filter((key) => code.includes(key)).length > keys.length * 0.9;
};
const first = scripts("index.html", needed);
const program = packed(first.filter((file) => !isWords(file)));
if (program > budget) faults.push(`index.html needs ${program} bytes of program at its start, more than ${budget}`);

const developers = ["gallery.html", "data-gallery"];
for (const file of readdirSync(dist, { recursive: true })) {
  if (!/\.(js|html)$/.test(file)) continue;
  const text = readFileSync(join(dist, file), "utf8");
  for (const word of developers) if (file === word || text.includes(word)) faults.push(`${file} holds the gallery`);
}
for (const file of readdirSync(join(dist, "assets"))) {
  if (!/\.(js|css)$/.test(file)) continue;
  const text = readFileSync(join(dist, "assets", file), "utf8");
  if (/url\(["']?data:/.test(text)) faults.push(`${file}: a data: address`);
}

if (faults.length > 0) {
  console.error(faults.join("\n"));
  process.exit(1);
}
console.log("bundle: pages carry no inline code, the kiosk none of the desk");
const kb = (bytes) => `${(bytes / 1_000).toFixed(1)} kB`;
const all = scripts("index.html");
const tongue = Math.max(0, ...all.filter(isWords).map((file) => packed([file])));
const later = packed(all.filter((file) => !first.includes(file) && !isWords(file)));
console.log(`bundle: before the search stands there ${kb(program)} of program (at most ${kb(budget)}) and at most ${kb(tongue)} of one language's words; later ${kb(later)} (gzip)`);
