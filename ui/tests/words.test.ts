import { describe, expect, it } from "vitest";
import { toApiError } from "../src/lib/api/errors";
import type { EntryView } from "../src/lib/api/generated/types";
import { language } from "../src/lib/i18n/locale.svelte";
import { failure, fieldName, refusal, standing } from "../src/lib/words";
import { inOrder } from "../src/outbox/waiting.svelte";
import { understand } from "../src/search/home.svelte";

describe("what was thrown", () => {
  it.each([
    [{ code: "disk_full", message: "m", fields: [], reference: "r1" }, { code: "disk_full", message: "m", fields: [], reference: "r1" }],
    [{ code: "made_up", message: "m" }, { code: "internal", message: "", fields: [] }],
    [new Error("broken"), { code: "internal", message: "broken", fields: [] }],
    ["a text", { code: "internal", message: "a text", fields: [] }],
    [undefined, { code: "internal", message: "", fields: [] }],
    [
      { code: "invalid", message: "m", fields: [{ field: "names", code: "required", params: { max: 3 } }, "x", {}] },
      { code: "invalid", message: "m", fields: [{ field: "names", code: "required", message: "", params: { max: "3" } }] },
    ],
  ])("%o becomes an error one can act on", (thrown, error) => {
    expect(toApiError(thrown)).toEqual(error);
  });

  it("is_one_calm_sentence_for_each_code", () => {
    expect(failure({ code: "not_saved", message: "EIO", fields: [] })).toBe(
      "Not saved. Your text is still in this form.",
    );
  });
});

describe("a refused field", () => {
  it("is_worded_by_code_and_params", () => {
    expect(refusal({ field: "names.familyName", code: "too_long", message: "", params: { max: "20", length: "24" } })).toBe(
      "24 characters are too many for this DMS: it keeps 20. Please shorten it.",
    );
  });

  it("falls_back_to_the_cores_words_for_a_code_of_a_newer_core", () => {
    expect(refusal({ field: "x", code: "brand_new", message: "must be odd", params: {} })).toBe(
      "This cannot be saved like this: must be odd",
    );
  });

  it.each([
    ["names.familyName", undefined, "Family name"],
    ["channels[0].value", "phone", "Phone"],
    ["channels[1].value", "email", "E-mail"],
    ["channels[0].consent.call", undefined, "Call"],
    ["addresses[1].postalCode", undefined, "Postcode"],
    ["identity.birthDate.day", undefined, "Birth date"],
    ["base_url", undefined, "Address"],
    ["names.nobodyKnows", undefined, "Name"],
  ])("%s (%s) is called %s", (path, kind, name) => {
    expect(fieldName(path, kind)).toBe(name);
  });
});

describe("where a record stands", () => {
  it.each([
    [{ state: "waiting" }, "Waiting"],
    [{ state: "checking" }, "Checking whether the DMS has it"],
    [{ state: "needs_person", reason: "conflict" }, "Changed in DMS too"],
    [{ state: "needs_person", reason: "unheard" }, "Needs you"],
    [{ state: "copy" }, "In this desk’s copy"],
    [{ state: "in_dms", id: "7" }, "In DMS"],
  ] as const)("%o is said as %s", (chip, words) => {
    expect(standing(chip, false)).toBe(words);
  });

  it("names_number_time_and_age_in_full", () => {
    const at = new Date(Date.now() - 180_000).toISOString();
    expect(standing({ state: "in_dms", id: "01-16203", at }, true)).toMatch(
      /^In DMS, no\. 01-16203, \d\d:\d\d.* \(3 min\.? ago\)$/,
    );
  });

  it("shortens_a_number_nobody_can_read_aloud", () => {
    const id = "JSJRhxQlgmx1NhXkxPiq7ahpgL17gLRI6xoUrZnx68w";
    expect(standing({ state: "in_dms", id }, true)).toBe("In DMS, no. JSJRhx…x68w");
  });

  it("names_the_refused_field", () => {
    expect(standing({ state: "needs_person", reason: "rejected" }, false, "Postcode")).toBe("DMS refused: Postcode");
  });

  it("is_said_in_german_too", () => {
    language.show("de");
    expect(standing({ state: "checking" }, false)).toBe("Prüft, ob das DMS es hat");
    language.show("en");
  });
});

describe("the waiting list", () => {
  it("puts_what_a_person_must_decide_first_and_a_clash_before_all", () => {
    const entry = (op_id: string, state: EntryView["chip"]["state"], age_s: number, reason?: string): EntryView => ({
      op_id,
      kind: "create",
      local_id: op_id,
      name: op_id,
      chip: reason ? { state, reason } : { state },
      age_s,
      attempts: 0,
      refusals: [],
      conflicts: [],
      candidates: [],
      here: false,
      unsent: false,
      differs: [],
      twins: [],
    });
    const list = [
      entry("new", "waiting", 5),
      entry("old", "waiting", 50),
      entry("refused", "needs_person", 500, "rejected"),
      entry("clash", "needs_person", 1, "conflict"),
      entry("done", "in_dms", 900),
      entry("unknown", "checking", 2),
    ];
    expect(inOrder(list).map((one) => one.op_id)).toEqual(["clash", "refused", "unknown", "old", "new", "done"]);
  });
});

describe("a kept draft", () => {
  const value = { draft: "d1", record: { kind: "person", names: { givenName: "Zita", familyName: "Lopes" } } };

  it.each([
    [{ key: "new:d1", value }, { kind: "new", name: "Zita Lopes" }],
    [{ key: "edit:l1:personal-details", value }, { kind: "edit", localId: "l1", section: "personal-details" }],
    [{ key: "edit:l1:unheard", value }, undefined],
    [{ key: "new:d1", value: "broken" }, undefined],
  ])("%o is understood", (draft, understood) => {
    if (understood) expect(understand(draft)).toMatchObject(understood);
    else expect(understand(draft)).toBeUndefined();
  });
});
