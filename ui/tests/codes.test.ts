/**
 * Every code the core can answer with has words here. The codes are read out of the core's own
 * sources, so that one added there fails here and not before a customer.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { locales } from "../src/lib/i18n/locale.svelte";

const core = (path: string): string => readFileSync(`../crates/${path}`, "utf8");
const catalogues = locales.map(
  (locale) => JSON.parse(readFileSync(`messages/${locale}.json`, "utf8")) as { [key: string]: unknown },
);

const snake = (name: string) => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase();
const all = (text: string, pattern: RegExp): string[] =>
  [...new Set([...text.matchAll(pattern)].map(([, code]) => code ?? ""))].filter((code) => code !== "");

/** The body of the first block that begins with these words. */
function block(path: string, start: string): string {
  const text = core(path);
  const from = text.indexOf(start);
  if (from === -1) throw new Error(`${path} has no "${start}"`);
  const open = text.indexOf("{", from);
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    if (depth === 0) return text.slice(open + 1, at);
  }
  throw new Error(`${path}: "${start}" does not end`);
}

const variants = (path: string, name: string) =>
  all(block(path, `enum ${name} {`).replace(/\/\/.*$/gm, "").replace(/\([^)]*\)|\{[^}]*\}/g, ""), /^\s*([A-Z]\w*)/gm).map(snake);
const literals = (path: string, start: string) => all(block(path, start), /"([A-Za-z0-9_]+)"/g);
const called = (path: string, pattern: RegExp) => all(core(path), pattern);
/** The words of a union in the generated types. */
const union = (name: string) => {
  const types = readFileSync("src/lib/api/generated/types.ts", "utf8");
  const body = new RegExp(`export type ${name} = ([^;]+);`).exec(types)?.[1] ?? "";
  return all(body, /"([a-z_-]+)"/g);
};

const refused = /(?:Refused::new|Failure::refused)\(\s*(?:&?\w+|"[^"]*"),\s*"([a-z_]+)"/g;
/** What only showroomctl does: its codes are read by scripts. */
const commandLine = ["wipe", "sealed", "recover"].map((file) => `desk/src/${file}.rs`);
/** The same of single codes: a bundle under a chosen name, and a kiosk's desk named under a policy. */
const commandLineCodes = ["exists", "locked"];
/** Every source of what the windows reach. An update's faults are a family of their own. */
const sources = ["desk", "api"]
  .flatMap((crate) => readdirSync(`../crates/${crate}/src`, { encoding: "utf8", recursive: true }).map((file) => `${crate}/src/${file}`))
  .filter((file) => file.endsWith(".rs") && !file.endsWith("/tests.rs") && !file.startsWith("desk/src/release/") && !commandLine.includes(file));
const families: [string, string, () => string[]][] = [
  ["refused fields of a record", "invalid_", () => variants("customer/src/problem.rs", "Code")],
  ["refused fields of the desk", "invalid_", () => [
    ...sources.flatMap((file) => called(file, refused)).filter((code) => !commandLineCodes.includes(code)),
    ...called("desk/src/ruled_out.rs", /refused\("([a-z_]+)"/g),
    ...called("api/src/handle/outbox.rs", /code: "([a-z_]+)"/g),
  ]],
  ["points of the kiosk's self-check", "kiosk_point_", () => literals("desk/src/kiosk/self_check.rs", "pub const fn word")],
  ["what a point goes by", "kiosk_why_", () => called("desk/src/kiosk/self_check.rs", /^ {4}\w+ "([a-z_]+)" (?:Pass|Fail|CannotTell) "/gm)],
  ["what came of a chord", "kiosk_escape_", () => literals("desk/src/kiosk/escapes.rs", "pub const fn word")],
  ["failed commands", "error_", () => variants("api/src/error.rs", "Code")],
  ["why an entry needs a person", "chip_", () => all(/Reason, "reason" \{[^}]*\}/.exec(core("outbox/src/state.rs"))?.[0] ?? "", /= "([a-z_]+)"/g)],
  ["where a record stands", "chip_", () => union("Standing")],
  ["what the strip says", "strip_", () => union("Connection").filter((one) => one !== "online" && one !== "not_asked")],
  ["the connection in the header", "connection_", () => union("Connection")],
  ["why nobody looks for updates", "release_off_", () => union("ReleaseOff")],
  ["what an update waits for", "release_waits_", () => union("ReleaseWaits")],
  ["what an update failed over", "release_failed_", () => called("desk/src/release/mod.rs", refused)],
  ["why the network gave no answer", "network_failed_", () => [
    ...literals("desk/src/ask.rs", "pub const fn reason").filter((one) => one !== "offline"),
    ...literals("network/src/failure.rs", "impl Certificate").filter((one) => one.startsWith("certificate_")),
  ]],
  ["why the desk's copy stays closed", "locked_", () => literals("api/src/handle/desk.rs", "pub fn lock_code").map((one) => `${one}_1`)],
  ["why a section is not there", "limit_", () => called("api/src/handle/desk.rs", /view\("([a-z_]+)"/g)],
  ["warnings at the start", "warning_", () => called("api/src/handle/desk.rs", /warnings\.push\("([a-z_]+)"/g)],
  ["the state of the copy", "store_", () => all(core("api/src/handle/desk.rs").match(/store: if[^\n]*/)?.[0] ?? "", /"([a-z_]+)"/g)],
  ["where the keys are", "keys_in_", () => ["os", "file"].flatMap((file) => literals(`keys/src/${file}.rs`, "fn kind"))],
  ["what is not as it should be", "problem_", () => literals("desk/src/health/problem.rs", "pub const fn code")],
  ["steps of the check", "check_", () => all(core("network/src/check.rs").match(/pub const STEPS[\s\S]*?\];/)?.[0] ?? "", /"([a-z_]+)"/g)],
  ["what fails a check", "check_code_", () => called("network/src/check.rs", /\("([a-z_]+)", Owner::/g)],
  ["whose job it is", "check_owner_", () => literals("network/src/check.rs", "pub const fn word")],
  ["what the pins say", "check_pins_", () => union("PinsSay")],
  ["pieces of a term", "reading_", () => union("Meaning")],
  ["sections", "section_", () => union("Section")],
  ["why a row matched", "why_", () => literals("finder/src/face.rs", "pub const fn member")],
  ["how a row matched", "how_", () => variants("finder/src/rank.rs", "How")],
  ["evidence", "evidence_", () => all(core("matching/src/score.rs"), /(?:add|add_if|add_flat)\([^"]*?"([A-Za-z]+)"/g)],
  ["evidence of places", "evidence_", () => all(block("matching/src/score.rs", "let fields = |a: &Place"), /\("([A-Za-z]+)"/g)],
  ["outcomes", "outcome_", () => variants("matching/src/compare.rs", "Outcome")],
  ["relations", "relation_", () => variants("matching/src/score.rs", "Relation")],
  ["branches of the tree", "tree_", () => variants("matching/src/tree.rs", "Branch")],
  ["questions", "question_", () => variants("matching/src/question.rs", "Question")],
  ["reasons for a different person", "different_", () => all(/REASONS[^;]*;\s*5\][^;]*/.exec(core("store/src/mine/verdict.rs"))?.[0] ?? "", /"([a-z_]+)"/g)],
];

describe("every code of the core", () => {
  it.each(families)("has words in every language: %s", (_, prefix, codes) => {
    const found = codes();
    expect(found.length, "codes found in the core").toBeGreaterThan(0);
    const missing = found.flatMap((code) =>
      catalogues.some((words) => !(`${prefix}${code}` in words)) ? [`${prefix}${code}`] : [],
    );
    expect(missing).toEqual([]);
  });

  it("is_looked_for_where_there_are_some", () => {
    const counts = Object.fromEntries(families.map(([name, , codes]) => [name, codes().length]));
    const least = {
      "refused fields of a record": 24,
      "refused fields of the desk": 20,
      "points of the kiosk's self-check": 8,
      "what a point goes by": 31,
      "failed commands": 14,
      evidence: 11,
      "evidence of places": 4,
      "branches of the tree": 5,
      questions: 9,
      "reasons for a different person": 5,
    };
    for (const [name, count] of Object.entries(least)) expect(counts[name], name).toBeGreaterThanOrEqual(count);
  });
});
