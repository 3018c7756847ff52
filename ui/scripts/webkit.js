/**
 * WebKit as the real window has it, for looking at the gallery: the pages as they are built, a display's
 * worth of the engine's own little browser, the clock standing, the bundled typeface without hints.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

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

const fonts = (work) => `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
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
async function served(work) {
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

/**
 * What is found wrong with each shot of the gallery, by its name. Most of the time is waiting for a page to
 * come to rest: two windows wait at once.
 */
export async function visited(work, shots, look) {
  prepare(work);
  const pages = await served(work);
  const [left, faults] = [[...shots], []];
  async function windowful(number) {
    const window = await browser(work, number);
    try {
      for (let shot = left.shift(); shot; shot = left.shift()) {
        await fit(window, shot);
        await window.go(`${pages.base}?${shot.query}${shot.scene ? `&scene=${shot.scene}` : ""}`);
        const { name } = shot;
        faults.push(...(await look(window, shot)).map((fault) => `${name}: ${fault}`));
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
  return faults;
}

/** WebKit's driver and one window of it. */
async function browser(work, number) {
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
export const ended = `const tell = arguments[0];
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

/** An empty folder to work in, with what the toolkit is told in place of whoever is signed in. */
function prepare(work) {
  rmSync(work, { recursive: true, force: true });
  for (const folder of ["fonts", "gtk-3.0"]) mkdirSync(join(work, folder), { recursive: true });
  writeFileSync(join(work, "fonts.conf"), fonts(work));
  writeFileSync(join(work, "gtk-3.0/settings.ini"), toolkit);
}
