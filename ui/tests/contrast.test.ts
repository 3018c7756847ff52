import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync("src/styles/tokens.css", "utf8");

const start = css.indexOf('[data-contrast="more"]');
const blocks = { plain: css.slice(0, start), more: css.slice(start, css.indexOf("}", start)) };
type Contrast = keyof typeof blocks;

function token(name: string, scheme: "light" | "dark", wanted: Contrast): string {
  const found = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(blocks[wanted]);
  const value = scheme === "light" ? found?.[1] : found?.[2];
  if (!value) throw new Error(`no colour --${name} in ${wanted}`);
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
    ["info", ground],
  ]),
  ...["copy", "waiting", "sending", "checking", "in-dms", "needs", "clash", "held"].flatMap((state): [string, string][] => [
    [`state-${state}`, `state-${state}-soft`],
    ["text", `state-${state}-soft`],
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
];

const looks = [
  ["light", "plain", 4.5, 3],
  ["dark", "plain", 4.5, 3],
  ["light", "more", 7, 4.5],
  ["dark", "more", 7, 4.5],
] as const;

describe.each(looks)("colours in %s, contrast %s", (scheme, wanted, readable, visible) => {
  const of = (name: string) => token(name, scheme, wanted);

  it.each(pairs)("%s can be read on %s", (text, ground) => {
    expect(contrast(of(text), of(ground))).toBeGreaterThanOrEqual(readable);
  });

  it.each(["border-input", "focus"])("%s can be seen", (line) => {
    expect(contrast(of(line), of("surface"))).toBeGreaterThanOrEqual(visible);
    expect(contrast(of(line), of("canvas"))).toBeGreaterThanOrEqual(visible);
  });
});

it("no_token_is_there_that_nobody_draws_with", () => {
  const names = [...css.matchAll(/^\s+(--[\w-]+):/gm)].map(([, name]) => name ?? "");
  const paths = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((path) => /\.(css|svelte|ts)$/.test(path));
  const drawn = paths.map((path) => readFileSync(`src/${path}`, "utf8")).join("\n");
  expect(names.length).toBeGreaterThan(50);
  expect([...new Set(names)].filter((name) => !new RegExp(`var\\(${name}\\b(?!-)`).test(drawn))).toEqual([]);
});

describe("high contrast", () => {
  it("has_a_colour_for_every_colour_there_is", () => {
    const names = (block: string) => [...block.matchAll(/--([\w-]+): light-dark\(#/g)].map(([, name]) => name);
    expect(names(blocks.more)).toEqual(names(blocks.plain));
  });
});

describe("the sums", () => {
  it("know_black_on_white", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  });
});
