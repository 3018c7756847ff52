import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync("src/styles/tokens.css", "utf8");

function token(name: string, scheme: "light" | "dark"): string {
  const found = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css);
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
const pairs: [string, string][] = [
  ...grounds.flatMap((ground): [string, string][] => [
    ["text", ground],
    ["text-muted", ground],
    ["text-faint", ground],
    ["accent", ground],
    ["danger", ground],
    ["ok", ground],
    ["warn", ground],
    ["clash", ground],
  ]),
  ...["ok", "warn", "danger", "info", "clash"].flatMap((tone): [string, string][] => [
    [tone, `${tone}-soft`],
    ["text", `${tone}-soft`],
    ["text-muted", `${tone}-soft`],
  ]),
  ["text", "selected"],
  ["text-muted", "selected"],
  ["text-faint", "selected"],
  ["accent", "selected"],
  ["ok", "selected"],
  ["text-muted", "neutral-soft"],
  ["text", "mark"],
  ["on-accent", "accent-fill"],
  ["on-accent", "accent-fill-hover"],
  ["on-accent", "danger-fill"],
];

describe.each(["light", "dark"] as const)("colours in %s", (scheme) => {
  it.each(pairs)("%s can be read on %s", (text, ground) => {
    expect(contrast(token(text, scheme), token(ground, scheme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(["border-input", "focus"])("%s can be seen", (line) => {
    expect(contrast(token(line, scheme), token("surface", scheme))).toBeGreaterThanOrEqual(3);
    expect(contrast(token(line, scheme), token("canvas", scheme))).toBeGreaterThanOrEqual(3);
  });
});

describe("the sums", () => {
  it("know_black_on_white", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  });
});
