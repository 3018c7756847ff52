import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { language } from "../lib/i18n/locale.svelte";
import { noted } from "./note-words";
import { because } from "./timeline.svelte";

beforeEach(() => language.show("de"));

const core = (path: string) => readFileSync(`../crates/${path}`, "utf8");

/** Sentences of the program that may be kept with an entry, as its sources write them. */
const kept = [
  ...[...core("outbox/src/step.rs").matchAll(/(?:Some\(|unknown\([^"]*|: &str =\s*)"([^"\\]+)"/g)].map(([, text]) => text ?? ""),
  ...[...core("outbox/src/outcome.rs").matchAll(/(?:Some\(|Note\(|: &str = )"([^"\\]+)"/g)].map(([, text]) => text ?? ""),
  ...[...core("desk/src/sync/create.rs").matchAll(/(?:const \w+: &str|let note) = "([^"\\]+)"/g)].map(([, text]) => text ?? ""),
  ...[...core("desk/src/entries.rs").matchAll(/const \w+: &str = "([^"\\]+)"/g)].map(([, text]) => text ?? ""),
];

describe("why something happened to an entry", () => {
  it("is_found_in_the_sources", () => expect(kept.length).toBeGreaterThan(10));

  it.each([...kept, "the network's answer cannot be read: no JSON", "the network answered about another customer than the one that was asked for"])(
    "is said in the language of the window: %s",
    (text) => expect(noted(text)).toMatchObject({ raw: false, words: expect.not.stringContaining(text) }),
  );

  it("is_left_in_the_words_of_the_network", () => {
    expect(noted("postalCode: invalid length")).toEqual({ words: "postalCode: invalid length", raw: true });
  });

  it("is_not_said_twice_nor_in_english_where_the_receipt_says_it", () => {
    const step = { what: "locked", state: "queued", at: "", times: 1, attempt: 0, note: "the record is open in the DMS" };
    expect(because(step)).toBeUndefined();
    expect(because({ ...step, what: "refused" })).toBe("Jemand hat den Datensatz im DMS geöffnet");
    expect(because({ ...step, what: "withheld", note: "the network does not show: identity" })).toBeUndefined();
    expect(because({ ...step, what: "candidates", note: "One customer agrees by name." })).toBeUndefined();
    expect(because({ ...step, what: "candidates", note: "the network has more people like this than it shows" })).toMatch(/mehr solche/);
  });
});
