/** What stands in the audit, read out of the core's own sources, has words in the window. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { language } from "../lib/i18n/locale.svelte";
import { done } from "./words";

beforeEach(() => language.show("en"));

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) => {
    const path = join(folder, one.name);
    if (one.isDirectory()) return sources(path);
    return /\.rs$/.test(one.name) && !/tests?\.rs$/.test(one.name) ? [readFileSync(path, "utf8").split("#[cfg(test)]")[0] ?? ""] : [];
  });
}

/** The texts written as they stand, in one call with whoever did it. */
const written = ["../crates/store/src", "../crates/desk/src"].flatMap(sources).flatMap((code) => [
  ...[...code.matchAll(/(?:append_audit|audit::append|\.note|note_act)\(\s*(?:[^;"]|\([^)]*\))*?"([^"{}]+)"/g)].map(([, text]) => text ?? ""),
  ...[...code.matchAll(/let what = "([^"{}]+)";/g)].map(([, text]) => text ?? ""),
]).filter((text) => !/^(desk|kiosk)$|^[A-Z]{6} /.test(text));

const made = [
  "create queued", "update-names queued", "update-communication queued: the network left it out", "create: held", "create: no longer held",
  "create: candidates → parked", "update-addresses: clash → conflict", "create: adopt → done", "update-company: cancel → cancelled",
  "create: twins_found → done", "update-names: not_kept → parked",
  "brought back from mine.journal: 4 entries, 1 missing, 2 ended since", "the data folder was restored or copied: 12 entries looked for",
  "3 entries sealed for another desk", "3 entries taken in from another desk, whose audit ended at row 7 (0a1b)",
  "past its time: 40 customers of the copy", "past its time: 1 entries, 2 drafts, 3 submissions, 4 decisions",
  "person added: 0197a000-0000-7000-8000-000000000001, sales", "person changed: 0197a000-0000-7000-8000-000000000001, admin", "person removed: 0197a000-0000-7000-8000-000000000001",
  "PIN set: 0197a000-0000-7000-8000-000000000001", "verdict: same", "verdict: different (relative)", "verdict: different (in words)", "verdict: different",
  "thresholds: use from 4.6, ask from -2.0", "thresholds as shipped", "kiosk opens although: usb_storage, updates", "settings changed", "credentials changed",
  "submission accepted", "submission dismissed", "setup program of 0.2.0 started",
];

describe("an act of the audit", () => {
  it("is_found_in_the_sources", () => expect(new Set(written).size).toBeGreaterThan(15));

  it.each([...new Set([...written, ...made])])("is said in the language of the window: %s", async (what) => {
    expect(done(what).raw).toBe(false);
    const english = done(what).words;
    expect(english).not.toMatch(/[{}]|\bcode \w+\)/);
    await language.show("fi");
    expect(done(what)).not.toEqual({ words: english, raw: false });
  });

  it("keeps_its_figures_and_names_its_reason", () => {
    expect(done("past its time: 1 entries, 2 drafts, 3 submissions, 4 decisions").words).toBe(
      "Let go of, past its time: entries: 1, drafts: 2, kiosk cards: 3, decisions: 4",
    );
    expect(done("verdict: different (relative)").words).toBe("Said to be another customer: A relative or the same household");
    expect(done("kiosk opens although: usb_storage, updates").words).toContain("USB sticks, Updates and restarts");
    expect(done("update-names: clash → conflict").words).toBe("Change: Names: Changed in DMS too");
  });

  it("of_a_later_version_stays_as_it_was_written", () => {
    expect(done("the moon was moved")).toEqual({ words: "the moon was moved", raw: true });
    expect(done("constructor")).toEqual({ words: "constructor", raw: true });
  });
});
