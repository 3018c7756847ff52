import { beforeEach, describe, expect, it, vi } from "vitest";
import { candidate, core, customer, maria, refused } from "../../tests/fixtures";
import type { CandidateView, CustomerRecord } from "../lib/api/generated/types";
import { Carry } from "./carry.svelte";
import { Comparison } from "./comparison.svelte";
import { Customer } from "./customer.svelte";
import { differences, laid, type Choices, type Room } from "./differences";
import { withPicked } from "./picked";

const slots: Room = { onePerSlot: true, oneAddressPerKind: true };
const roomy: Room = { onePerSlot: false, oneAddressPerKind: false };
const mobile = { kind: "phone", use: "home", line: "mobile" } as const;

describe("what was typed beside what is known", () => {
  const cases: [string, Partial<CustomerRecord>, Room, [string, string, string | undefined][]][] = [
    ["the same, written otherwise, is no difference", { names: { familyName: "SOUSA " }, channels: [{ ...mobile, value: "912 344 417" }] }, slots, []],
    ["another name is a choice nobody makes for one", { names: { familyName: "Souza" } }, slots, [["names.familyName", "replace keep", undefined]]],
    ["what the record lacks is added", { names: { middleName: "Ines" } }, slots, [["names.middleName", "add keep", "add"]]],
    ["a birth date the record lacks is added", { identity: { birthDate: "1980-01-31" } }, slots, [["identity.birthDate", "add keep", "add"]]],
    ["a taken slot is replaced, or the other use taken", { channels: [{ ...mobile, value: "911 000 111" }] }, slots, [["channels[0]", "replace add keep", undefined]]],
    ["where several may stand, a number is added", { channels: [{ ...mobile, value: "911 000 111" }] }, roomy, [["channels[0]", "replace add keep", "add"]]],
    ["a free slot loses nothing", { channels: [{ kind: "phone", use: "work", line: "landline", value: "222" }] }, slots, [["channels[0]", "add keep", "add"]]],
    ["a known number with another answer about it", { channels: [{ ...mobile, value: "+351912344417", consent: { call: "DENIED" } }] }, slots, [["channels[0].consent", "replace keep", undefined]]],
    ["a known number with an answer nobody had", { channels: [{ ...mobile, value: "+351912344417", consent: { text: "AGREED" } }] }, slots, [["channels[0].consent", "add keep", "add"]]],
    ["another address of the kind", { addresses: [{ streetName: "Rua Nova", city: "Maia" }] }, slots, [["addresses[0]", "replace keep", undefined]]],
    ["another address where several may stand", { addresses: [{ streetName: "Rua Nova", city: "Maia" }] }, roomy, [["addresses[0]", "replace add keep", undefined]]],
    ["a country alone was put there by the form", { addresses: [{ kind: "physical", countryCode: "GB" }] }, slots, []],
    ["a car is added", { vehicles: [{ licensePlate: "AA-11-BB" }] }, slots, [["vehicles[0]", "add keep", "add"]]],
    ["a section without changes offers none", { vehicles: [{ licensePlate: "AA-11-BB" }] }, { ...slots, closed: ["vehicles"] }, [["vehicles[0]", "keep", "keep"]]],
  ];

  it.each(cases)("%s", (_, typed, room, expected) => {
    const found = differences({ kind: "person", ...typed }, maria, room);
    expect(found.map(({ path, ways, start }) => [path, ways.join(" "), start])).toEqual(expected);
  });

  const list = (typed: Partial<CustomerRecord>, choices: Choices, room = slots) =>
    laid("communication", { kind: "person", ...typed }, maria, choices, room)["channels"];
  const number = { channels: [{ ...mobile, value: "911 000 111" }] };

  it("changes_nothing_where_the_record_is_kept_or_nobody_has_chosen", () => {
    expect(list(number, { "channels[0]": "keep" })).toEqual(maria.channels);
    expect(list(number, {})).toEqual(maria.channels);
  });

  it("does_not_hand_on_what_was_agreed_for_the_old_number", () => {
    expect(list(number, { "channels[0]": "replace" })).toEqual([{ ...mobile, value: "911 000 111" }, maria.channels?.[1]]);
  });

  it("adds_a_number_in_the_slot_that_is_free", () => {
    expect(list(number, { "channels[0]": "add" })).toEqual([...(maria.channels ?? []), { ...mobile, use: "work", value: "911 000 111" }]);
    expect(list(number, { "channels[0]": "add" }, roomy)).toEqual([...(maria.channels ?? []), { ...mobile, value: "911 000 111" }]);
  });

  it("takes_over_an_answer_without_touching_the_number", () => {
    const typed = { channels: [{ ...mobile, value: "912344417", consent: { text: "DENIED" as const } }] };
    expect(list(typed, { "channels[0].consent": "add" })).toEqual([
      { ...maria.channels?.[0], consent: { call: "AGREED", text: "DENIED" } },
      maria.channels?.[1],
    ]);
  });

  it("changes_only_the_told_part_of_an_address_without_a_street", () => {
    const typed: CustomerRecord = { kind: "person", addresses: [{ postalCode: "4000-001" }] };
    expect(laid("addresses", typed, maria, { "addresses[0]": "replace" }, slots)).toEqual({
      addresses: [{ ...maria.addresses?.[0], postalCode: "4000-001" }],
    });
  });
});

describe("saving what was chosen", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  const typed: CustomerRecord = {
    kind: "person",
    names: { givenName: "Mariana", middleName: "Ines" },
    channels: [{ ...mobile, value: "911 000 111" }],
    vehicles: [{ licensePlate: "AA-11-BB" }],
  };

  async function open(answers: Parameters<typeof core>[0] = {}) {
    const fake = core({
      open: () => customer(),
      refresh: () => customer(),
      save_section: () => ({ op_id: "o1", customer: customer() }),
      ...answers,
    });
    const carry = await Carry.keep(fake.call, { localId: "l1", from: "desk", left: typed });
    const opened = new Customer(fake.call, "l1", carry);
    await opened.open();
    return { ...fake, carry, opened };
  }

  it("sends_exactly_the_fields_that_were_replaced_or_added", async () => {
    const { carry, opened, requests, kept } = await open();
    carry.choose("names.givenName", "keep");
    carry.choose("channels[0]", "keep");
    carry.choose("vehicles[0]", "keep");
    expect(await opened.takeChosen(slots)).toBe(true);
    expect(requests("save_section").map(({ section, value }) => [section, value])).toEqual([["names", { middleName: "Ines" }]]);
    expect(kept.size).toBe(0);
    expect(opened.carry).toBeUndefined();
  });

  it("keeps_what_was_typed_where_a_section_is_refused_and_says_which", async () => {
    const { carry, opened, kept } = await open({ save_section: () => Promise.reject(refused("channels[0].value", "phone_letters")) });
    carry.choose("names.givenName", "keep");
    carry.choose("names.middleName", "keep");
    carry.choose("channels[0]", "replace");
    expect(await opened.takeChosen(slots)).toBe(false);
    expect(carry.refused?.section).toBe("communication");
    expect(carry.left.channels).toEqual(typed.channels);
    expect(kept.size).toBe(1);
    carry.choose("channels[0]", "keep");
    expect(carry.refused).toBeUndefined();
  });

  it("starts_with_what_was_marked_while_people_stood_side_by_side", async () => {
    const { call } = core();
    const carry = await Carry.keep(call, { localId: "l1", from: "desk", left: typed, wanted: ["phone"] });
    const ways = Object.fromEntries(carry.open(maria, slots).map(({ path, way }) => [path, way]));
    expect(ways).toEqual({ "names.givenName": undefined, "names.middleName": "add", "channels[0]": "replace", "vehicles[0]": "add" });
  });
});

describe("values copied across", () => {
  const other: CustomerRecord = { kind: "person", names: { familyName: "Souza" }, channels: [{ ...mobile, value: "933", consent: { call: "AGREED" } }], identity: { birthDate: "1980-01-31" } };
  const two = (use: (one: CandidateView, picked: unknown) => Promise<void> = async () => {}) =>
    new Comparison([candidate(), candidate({ local_id: "l2", id: "01-2", record: other })], { use }, { record: { kind: "person", names: { familyName: "Lopes" } }, by: "desk" });

  it("are_offered_where_the_chosen_one_says_something_else", () => {
    const comparison = two();
    const line = (field: string) => comparison.lines().find((one) => one.field === field) ?? { field, typed: "", cells: [] };
    expect([comparison.copies(line("name"), "typed"), comparison.copies(line("phone"), 1), comparison.copies(line("email"), 1)]).toEqual([true, true, false]);
    expect(comparison.copies(line("phone"), 0)).toBe(false);
  });

  it("never_make_a_name_of_the_letters_somebody_was_searched_by", () => {
    const typed = { record: { kind: "person", names: { familyName: "sou" } }, by: "desk", scraps: {} } as const;
    const comparison = new Comparison([candidate()], { use: async () => {} }, typed);
    const [name] = comparison.lines();
    expect(name && comparison.copies(name, "typed")).toBe(false);
  });

  it("go_along_with_the_one_that_is_used_without_what_was_agreed_elsewhere", async () => {
    const use = vi.fn(async () => {});
    const comparison = two(use);
    comparison.pick("phone", 1);
    comparison.pick("birth_date", 1);
    comparison.pick("name", "typed");
    comparison.pick("name", "typed");
    await comparison.use();
    expect(use).toHaveBeenCalledWith(expect.objectContaining({ local_id: "l1" }), {
      lines: ["phone", "birth_date"],
      record: { kind: "person", channels: [{ ...mobile, value: "933" }], identity: { birthDate: "1980-01-31" } },
    });
  });

  it("stay_behind_with_the_column_that_becomes_the_chosen_one", () => {
    const comparison = two();
    comparison.pick("phone", 1);
    comparison.choose(1);
    expect(comparison.picked.lines).toEqual([]);
  });

  it("take_the_place_of_what_was_typed_on_their_line", () => {
    const typed: CustomerRecord = { kind: "person", channels: [{ ...mobile, value: "1" }, { kind: "email", value: "a@b.example" }] };
    const picked = { lines: ["phone"], record: { kind: "person" as const, channels: [{ ...mobile, value: "933" }] } };
    expect(withPicked(typed, picked).channels).toEqual([{ kind: "email", value: "a@b.example" }, { ...mobile, value: "933" }]);
  });
});

describe("the rule beside the evidence", () => {
  const twins = [candidate(), candidate({ local_id: "l2", id: "01-2", probability: 0.1, relation: "household" })];
  const cases: [string, string[], CandidateView[], string, string][] = [
    ["name_and_contact", ["01-16203"], twins, "same", "agree"],
    ["name_and_contact", ["01-2"], twins, "same", "disagree"],
    ["none", [], twins, "same", "disagree"],
    ["none", [], [candidate({ relation: "household", probability: 0.05 })], "household", "agree"],
    ["name_and_contact", ["01-16203"], [candidate({ relation: "household", probability: 0.05 })], "household", "disagree"],
    ["none", [], [candidate({ relation: "different", probability: 0.02 })], "nobody", "agree"],
    ["several", ["01-16203", "01-2"], twins, "same", "open"],
  ];

  it.each(cases)("%s naming %j is told with the evidence", (branch, ids, people, evidence, verdict) => {
    const comparison = new Comparison(people, { use: async () => {} }, undefined, { tree: { branch, ids } });
    expect([comparison.finding?.evidence, comparison.finding?.verdict]).toEqual([evidence, verdict]);
  });

  it("says_nothing_of_those_who_are_left_when_it_named_somebody_ruled_out", () => {
    const comparison = new Comparison(twins, { use: async () => {} }, undefined, { tree: { branch: "customer_key", ids: ["01-9"] } });
    expect(comparison.finding).toBeUndefined();
  });
});
