/**
 * Takes a picture of every scene of the gallery and says what does not fit in it:
 * `node scripts/gallery.js FOLDER [scene…]`. Needs a Chromium (`CHROMIUM`, else `chromium`); without
 * one it says so and ends well. `LOOKS` picks among light, dark, contrast, rtl, large, german.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

const root = join(fileURLToPath(new URL(".", import.meta.url)), "..");
const [folder = "target-gallery", ...wanted] = process.argv.slice(2);
const chromium = process.env.CHROMIUM ?? "chromium";
if (spawnSync(chromium, ["--version"]).status !== 0) {
  console.log("gallery: no Chromium here, no pictures");
  process.exit(0);
}

const looks = {
  light: { size: "1366,768", query: "theme=light" },
  dark: { size: "1366,768", query: "theme=dark" },
  contrast: { size: "1366,768", query: "theme=contrast" },
  half: { size: "683,768", query: "theme=light" },
  halfdark: { size: "683,768", query: "theme=dark" },
  rtl: { size: "1366,768", query: "theme=light&dir=rtl" },
  large: { size: "1366,768", query: "theme=light&zoom=2" },
  paper: { size: "794,1123", query: "theme=dark&paper" },
  german: { size: "1024,768", query: "theme=light&lang=de" },
};
const chosen = (process.env.LOOKS ?? "light,dark,contrast,half").split(",");
const names = [...readFileSync(join(root, "src/gallery/scenes.ts"), "utf8").matchAll(/^ {2}(\w+): \{ .*steps:/gm)].map(([, name]) => name);
const scenes = (wanted.length > 0 ? wanted : ["", ...names]).filter((name) => name === "" || name === "all" || names.includes(name));

const server = await createServer({ root, logLevel: "error", server: { port: 0, strictPort: false } });
await server.listen();
const base = server.resolvedUrls?.local[0] ?? "";
mkdirSync(folder, { recursive: true });
const profile = mkdtempSync(join(tmpdir(), "gallery-"));

const run = (...more) =>
  new Promise((resolve) => {
    const args = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", `--user-data-dir=${profile}`, "--virtual-time-budget=60000", ...more];
    const child = spawn(chromium, args, { stdio: ["ignore", "pipe", "ignore"] });
    let text = "";
    child.stdout.on("data", (part) => (text += part));
    child.on("close", () => resolve(text));
  });

let bad = 0;
for (const look of chosen) {
  const { size, query } = looks[look];
  for (const scene of scenes) {
    const address = `${base}gallery.html?${query}${scene ? `&scene=${scene}` : ""}`;
    const tall = scene ? size : size.replace(/,\d+/, ",2000");
    const picture = join(folder, `${scene || "gallery"}-${look}.png`);
    const html = await run(`--window-size=${tall}`, `--screenshot=${picture}`, "--dump-dom", address);
    const told = /data-faults="([^"]*)"/.exec(html)?.[1];
    const faults = told === undefined ? ["the scene did not end"] : JSON.parse(told.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"));
    for (const fault of faults) console.log(`${scene || "gallery"} ${look}: ${fault}`);
    bad += faults.length;
    if (scene === "print") await run(`--print-to-pdf=${join(folder, `print-${look}.pdf`)}`, "--no-pdf-header-footer", address);
  }
}
await server.close();
rmSync(profile, { recursive: true, force: true });
console.log(`gallery: ${chosen.length * scenes.length} pictures in ${folder}, ${bad} faults`);
process.exit(bad > 0 ? 1 : 0);
