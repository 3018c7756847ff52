import { beforeEach, describe, expect, it } from "vitest";
import { customer } from "../../tests/fixtures";
import type { SourcesView, WrittenView } from "../lib/api/generated/types";
import { language } from "../lib/i18n/locale.svelte";
import { from, sourced } from "./sources";

const at = new Date(2020, 2, 12, 9, 12).toISOString();
const later = new Date(2021, 2, 12, 9, 12).toISOString();
const copy = { from: "full", at };
const written = (path: string, more: Partial<WrittenView> = {}): WrittenView => ({
  path, at: later, who: "Ana", kiosk: false, state: "waiting", copied: false, ...more,
});

beforeEach(() => language.show("en"));

describe("where a value comes from", () => {
  it("is_the_copy_and_its_age_where_nobody_wrote_it_here", () => {
    expect(from({ copy, written: [] }, "names.givenName")).toEqual([expect.stringMatching(/^DMS, read .*2020$/)]);
    expect(from({ copy: { from: "import", at }, written: [] }, "names.givenName")[0]).toMatch(/^taken in from a file, .*2020$/);
    expect(from({ copy: { ...copy, later }, written: [] }, "x")[1]).toMatch(/2021 may have added to it$/);
    expect(from(undefined, "names.givenName")).toEqual([]);
  });

  it("is_whoever_typed_it_and_says_where_that_stands_and_that_the_copy_holds_something_else", () => {
    const sources: SourcesView = { copy, written: [written("names.givenName"), written("channels[1]", { kiosk: true, state: "in_dms", copied: true })] };
    expect(from(sources, "names.givenName")).toEqual([
      expect.stringMatching(/^typed at this desk by Ana, .*2021 \(Waiting\)$/),
      expect.stringMatching(/^the copy of .*2020 holds something else$/),
    ]);
    expect(from(sources, "channels[1].value")).toEqual([
      expect.stringMatching(/^typed by the visitor at the kiosk, taken over by Ana, .*2021 \(In DMS\)$/),
      expect.stringMatching(/^DMS, read .*2020$/),
    ]);
    expect(from(sources, "channels[0].value")).toHaveLength(1);
  });

  it("is_told_of_one_value_of_its_section_or_of_all_that_is_shown", () => {
    const view = customer(undefined, { sources: { copy, written: [] } });
    const paths = (section?: string, path?: string) => sourced(view, section, path).map((one) => one.path);
    expect(paths("names", "names.givenName")).toEqual(["names.givenName"]);
    expect(paths("communication", "channels[1].line")).toEqual(["channels[1].value"]);
    expect(paths("names")).toEqual(["names.givenName", "names.familyName"]);
    expect(paths()).toEqual(["names.givenName", "names.familyName", "channels[0].value", "channels[1].value", "addresses[0]"]);
    // A field that is empty yet has nothing to tell: its section does.
    expect(paths("names", "names.title")).toEqual(["names.givenName", "names.familyName"]);
  });
});
