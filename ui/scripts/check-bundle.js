/**
 * Looks at what was built: pages without inline code, no `data:` address, and a kiosk that can
 * reach none of the desk's commands or words, however the bundler shares its pieces.
 */
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
const faults = [];

function page(name) {
  const html = readFileSync(join(dist, name), "utf8");
  if (/<style|\sstyle=|\son\w+=/.test(html)) faults.push(`${name}: inline style or handler`);
  if (/<script(?![^>]*\ssrc=)/.test(html)) faults.push(`${name}: inline script`);
  return [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
}

/** Every script a page can load, through static and dynamic imports. */
function scripts(name) {
  const found = new Set();
  const visit = (file) => {
    if (found.has(file) || !file.endsWith(".js")) return;
    found.add(file);
    const code = readFileSync(join(dist, file), "utf8");
    for (const [, address] of code.matchAll(/["'`](\.{1,2}\/[^"'`]+?\.js)["'`]/g)) {
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
if (scripts("index.html").length === 0) faults.push("index.html: no script");
for (const file of scripts("kiosk.html")) {
  const code = readFileSync(join(dist, file), "utf8");
  for (const word of [...forbidden, ...words]) {
    if (code.includes(word)) faults.push(`kiosk.html reaches ${file}, which holds "${word}"`);
  }
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
