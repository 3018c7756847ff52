import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The modules and icons a page cannot start without: its static imports, and theirs. */
function needed(entry: string, found = new Set<string>()): Set<string> {
  if (found.has(entry) || !/\.(ts|svelte)$/.test(entry)) return found;
  found.add(entry);
  const code = readFileSync(entry, "utf8");
  for (const [, from = ""] of code.matchAll(/^\s*(?:import|export)\s(?!type\b)[^"';]*?from\s+"([^"]+)"/gm)) {
    const icon = /^@lucide\/svelte\/icons\/(.+)$/.exec(from)?.[1];
    if (icon) found.add(icon);
    const path = join(dirname(entry), from);
    const file = [path, `${path}.ts`].find((name) => from.startsWith(".") && existsSync(name) && /\.(ts|svelte)$/.test(name));
    if (file) needed(file, found);
  }
  return found;
}

const kiosk = needed(at("src/kiosk.ts"));
const search = [...needed(at("src/desk.ts"))].filter((id) => !kiosk.has(id));
/** One piece: thirty small ones pack worse, and each is a fetch of its own before the first paint. */
const before = new Set(search);
const ofSearch = (id: string) => before.has(id.split("?")[0] ?? "") || before.has(/@lucide\/svelte\/dist\/icons\/([\w-]+)\./.exec(id)?.[1] ?? "");

export default defineConfig({
  base: "./",
  plugins: [svelte(), svelteTesting()],
  server: { port: 5173, strictPort: true },
  build: {
    target: "safari17",
    // The content security policy of the windows has no `data:` and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: { index: at("index.html"), kiosk: at("kiosk.html"), practice: at("practice.html") },
      output: { codeSplitting: { groups: [{ name: "search", test: ofSearch, includeDependenciesRecursively: false }] } },
    },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts", "tests/**/*.test.ts"],
    testTimeout: 30_000,
    setupFiles: ["tests/setup.ts"],
  },
});
