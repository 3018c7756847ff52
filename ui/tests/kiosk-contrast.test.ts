/** The kiosk's strong contrast: every text 7:1 and more on every ground it stands on, light and dark. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync("src/styles/kiosk.css", "utf8");
const block = /:root\[data-contrast="more"\] \{([^}]+)\}/.exec(css)?.[1] ?? "";

function token(name: string, scheme: "light" | "dark"): string {
  const found = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(block);
  const value = scheme === "light" ? found?.[1] : found?.[2];
  if (!value) throw new Error(`no colour --${name}`);
  return value;
}

const linear = (channel: number) => (channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => linear(parseInt(colour.slice(at, at + 2), 16) / 255));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ["canvas", "surface", "raised", "sunken", "hover"];
const texts = ["text", "text-muted", "accent", "danger"];
const pairs: [string, string][] = [
  ...grounds.flatMap((ground) => texts.map((text): [string, string] => [text, ground])),
  ["accent", "selected"],
  ["text", "selected"],
  ["text", "info-soft"],
  ["danger", "danger-soft"],
  ["text", "neutral-soft"],
  ["text-muted", "neutral-soft"],
  ["on-accent", "accent-fill"],
  ["on-accent", "accent-fill-hover"],
  ["canvas", "text"],
];

describe.each(["light", "dark"] as const)("strong contrast in %s", (scheme) => {
  it.each(pairs)("%s is 7:1 on %s", (text, ground) => {
    expect(contrast(token(text, scheme), token(ground, scheme))).toBeGreaterThanOrEqual(7);
  });

  it.each(["border-input", "focus", "accent-fill"])("%s is 4.5:1 beside it", (line) => {
    expect(contrast(token(line, scheme), token("surface", scheme))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(token(line, scheme), token("canvas", scheme))).toBeGreaterThanOrEqual(4.5);
  });
});

/** Every colour a component of the kiosk writes with must be one the test above knows. */
describe("the kiosk's components", () => {
  it("write_in_colours_of_the_strong_contrast_only", async () => {
    const sources = Object.values(
      import.meta.glob<string>("../src/kiosk/**/*.svelte", { query: "?raw", import: "default", eager: true }),
    );
    expect(sources.length).toBeGreaterThan(15);
    const written = sources.flatMap((source) =>
      [...source.matchAll(/(?<![-\w])(?:color|background): var\(--([\w-]+)\)/g)].map(([, name]) => name ?? ""),
    );
    const known = new Set(pairs.flat());
    known.add("scrim").add("border-strong");
    expect(written.filter((name) => !known.has(name))).toEqual([]);
  });
});
