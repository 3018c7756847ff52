/**
 * Takes a picture of every scene of the gallery in the engine of the real window, and compares each with
 * the one kept in docs/pictures/gallery: `node scripts/pictures.js [--renew] [scene…]`. Wants a display;
 * scripts/looks.sh brings one. What differs is laid beside what was expected into target/pictures.
 *
 * The clock stands, nothing moves, the typeface is the bundled one without hints. What differs is told by
 * `compare.js`, to which the edges of letters, rounded by every machine in its own way, are no difference.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { compared, small } from "./compare.js";

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

/** Before anything of the page runs. */
const steady = `<style>
  *, *::before, *::after { animation: none !important; transition: none !important; caret-color: transparent !important; }
  ::-webkit-scrollbar { display: none; }
</style>
<script>{
  const now = Date.UTC(2026, 10, 23, 10, 42);
  const Running = Date;
  globalThis.Date = class extends Running {
    constructor(...of) { super(...(of.length === 0 ? [now] : of)); }
    static now() { return now; }
  };
}</script>`;

const fonts = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts/truetype/dejavu</dir>
  <cachedir>${work}/fonts</cachedir>
</fontconfig>`;

/** What the toolkit would else take from whoever is signed in. */
const toolkit = `[Settings]
gtk-theme-name=Adwaita
gtk-font-name=DejaVu Sans 10
gtk-enable-animations=0
gtk-xft-antialias=1
gtk-xft-hinting=0
gtk-xft-hintstyle=hintnone
gtk-xft-rgba=none
gtk-xft-dpi=98304
`;

const kinds = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml" };

/** The gallery as it was built, on a port of its own. */
async function served() {
  const pages = join(work, "pages");
  await build({
    root,
    base: "/",
    logLevel: "error",
    plugins: [{ name: "steady", transformIndexHtml: (html) => html.replace("<title>", `${steady}<title>`) }],
    build: { outDir: pages, emptyOutDir: true, rolldownOptions: { input: join(root, "gallery.html") } },
  });
  const server = createServer((request, response) => {
    const path = join(pages, normalize(new URL(request.url ?? "/", "http://here").pathname));
    if (!path.startsWith(pages) || !existsSync(path)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": kinds[extname(path)] ?? "application/octet-stream" }).end(readFileSync(path));
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { base: `http://127.0.0.1:${server.address().port}/gallery.html`, close: () => server.close() };
}

/** WebKit's driver and one window of it. */
async function browser(number) {
  const port = 40_000 + ((2 * process.pid + number) % 20_000);
  const own = { FONTCONFIG_FILE: join(work, "fonts.conf"), XDG_CONFIG_HOME: work, TZ: "UTC", LC_ALL: "C.UTF-8", GDK_SCALE: "1" };
  const env = { ...process.env, ...own };
  const driver = spawn("WebKitWebDriver", [`--port=${port}`], { env, stdio: "ignore" });
  const ask = async (method, path, body) => {
    const asked = { method, ...(body ? { body: JSON.stringify(body) } : {}) };
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, asked);
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${path}: ${value.message || value.error}`);
    return value;
  };
  const until = Date.now() + 20_000;
  for (;;) {
    try {
      await ask("GET", "/status");
      break;
    } catch (fault) {
      if (Date.now() > until) throw fault;
      await new Promise((later) => setTimeout(later, 50));
    }
  }
  const { sessionId } = await ask("POST", "/session", {
    capabilities: { alwaysMatch: { "webkitgtk:browserOptions": { binary: mini(), args: ["--automation"] } } },
  });
  const at = `/session/${sessionId}`;
  await ask("POST", `${at}/timeouts`, { script: 60_000, pageLoad: 60_000 });
  return {
    go: (url) => ask("POST", `${at}/url`, { url }),
    run: (script) => ask("POST", `${at}/execute/async`, { script, args: [] }),
    size: (width, height) => ask("POST", `${at}/window/rect`, { width, height }),
    picture: async () => Buffer.from(await ask("GET", `${at}/screenshot`), "base64"),
    async close() {
      await ask("DELETE", at).catch(() => undefined);
      driver.kill();
    },
  };
}

/** The engine's own little browser, which comes with its library. */
function mini() {
  const folders = readdirSync("/usr/lib").map((name) => `/usr/lib/${name}/webkit2gtk-4.1/MiniBrowser`);
  const found = folders.find((path) => existsSync(path));
  if (!found) throw new Error("libwebkit2gtk-4.1 has no MiniBrowser here");
  return found;
}

/** Ended when the gallery has said what does not fit. */
const ended = `const tell = arguments[0];
  const look = () => {
    const told = document.documentElement.dataset.faults;
    if (told === undefined) setTimeout(look, 20);
    else {
      // A picture is taken after the next time the window is drawn, and a window where nothing changes is not.
      const veil = document.body.appendChild(document.createElement("i"));
      veil.style.cssText = "position: fixed; inset: 0; pointer-events: none";
      let turn = 0;
      setInterval(() => (veil.style.background = "rgb(" + (turn = 9 - turn) + " 0 0 / 0)"), 20);
      requestAnimationFrame(() => requestAnimationFrame(() => tell(told)));
    }
  };
  look();`;

async function fit(window, { wide, high }) {
  let [more, higher] = [0, 0];
  for (let turn = 0; turn < 40; turn += 1) {
    const [width, height] = await window.run("arguments[0]([innerWidth, innerHeight])");
    if (width === wide && height === high) return;
    if (turn > 0) [more, higher] = [more + wide - width, higher + high - height];
    await window.size(wide + more, high + higher);
    await new Promise((later) => setTimeout(later, 25));
  }
  throw new Error(`no window of ${wide} by ${high}`);
}

rmSync(work, { recursive: true, force: true });
mkdirSync(join(work, "fonts"), { recursive: true });
mkdirSync(kept, { recursive: true });
mkdirSync(join(work, "gtk-3.0"), { recursive: true });
writeFileSync(join(work, "fonts.conf"), fonts);
writeFileSync(join(work, "gtk-3.0/settings.ini"), toolkit);
const began = Date.now();
const pages = await served();
const faults = [];
const taken = shots();

/** What is wrong with one scene; nothing is compared where pictures are drawn anew. */
async function looked(window, { scene, name, query, wide, high }) {
  await fit(window, { wide, high });
  await window.go(`${pages.base}?${query}${scene ? `&scene=${scene}` : ""}`);
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

/** Most of the time is waiting for a page to come to rest: two windows wait at once. */
const left = [...taken];
async function windowful(number) {
  const window = await browser(number);
  try {
    for (let shot = left.shift(); shot; shot = left.shift()) {
      const { name } = shot;
      faults.push(...(await looked(window, shot)).map((fault) => `${name}: ${fault}`));
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
