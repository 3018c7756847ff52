import { beforeEach, describe, expect, it, vi } from "vitest";
import { candidate, core, customer, decision, maria, refused } from "../../tests/fixtures";
import type { Call } from "../lib/api/client";
import type { CustomerRecord, CustomerView } from "../lib/api/generated/types";
import { isKept } from "../lib/record/kept";
import { part } from "../lib/record/sections";
import { Guard } from "../lib/app/guard.svelte";
import { Carry } from "./carry.svelte";
import { Comparison } from "./comparison.svelte";
import { Customer } from "./customer.svelte";
import { NewCustomer } from "./new-customer.svelte";

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const carried = (call: Call, left: CustomerRecord) =>
  new Carry(call, "new:d1", { draft: "d1", record: {}, chosen: { localId: "l1", from: "desk", left } });

const settle = () => vi.advanceTimersByTimeAsync(0);

describe("a customer on the screen", () => {
  it("is_shown_from_this_desk_before_the_network_has_answered", async () => {
    let answer: (view: CustomerView) => void = () => {};
    const { call } = core({
      open: () => customer(maria, { chip: { state: "copy" } }),
      refresh: () => new Promise((done) => (answer = done)),
    });
    const opened = new Customer(call, "l1");
    void opened.open();
    await settle();
    expect(opened.view?.chip.state).toBe("copy");
    expect(opened.refreshing).toBe(true);
    answer(customer());
    await settle();
    expect(opened.view?.chip.state).toBe("in_dms");
    expect(opened.refreshing).toBe(false);
  });

  it("drops_a_copy_that_arrives_after_the_networks_answer", async () => {
    let late: (view: CustomerView) => void = () => {};
    let opens = 0;
    const { call } = core({
      open: () => ((opens += 1) === 1 ? customer() : new Promise((done) => (late = done))),
      refresh: () => customer(maria, { name: "fresh" }),
    });
    const opened = new Customer(call, "l1");
    await opened.open();
    const reading = opened.reread();
    await opened.refresh();
    late(customer(maria, { name: "stale" }));
    await reading;
    expect(opened.view?.name).toBe("fresh");
  });

  it("drops_an_older_copy_that_arrives_after_a_newer_one", async () => {
    const answers: ((view: CustomerView) => void)[] = [];
    let first = true;
    const { call } = core({
      open: () => {
        if (first) {
          first = false;
          return customer();
        }
        return new Promise((done) => answers.push(done));
      },
      refresh: () => customer(),
    });
    const opened = new Customer(call, "l1");
    await opened.open();
    const readings = [opened.reread(), opened.reread()];
    await settle();
    answers[1]?.(customer(maria, { name: "newer" }));
    answers[0]?.(customer(maria, { name: "older" }));
    await Promise.all(readings);
    expect(opened.view?.name).toBe("newer");
  });

  it("keeps_the_copy_and_says_so_where_the_network_fails", async () => {
    const { call } = core({
      open: () => customer(),
      refresh: () => Promise.reject({ code: "offline", message: "", fields: [] }),
    });
    const opened = new Customer(call, "l1");
    await opened.open();
    expect(opened.view?.name).toBe("Maria Sousa");
    expect(opened.stale?.code).toBe("offline");
  });

  it.each(["reread", "refresh"] as const)("is_off_the_screen_once_it_was_forgotten_and_nothing_typed_for_it_is_kept, at a %s", async (how) => {
    let forgotten = false;
    const answer = () => (forgotten ? Promise.reject({ code: "not_found", message: "", fields: [] }) : customer());
    const { call, kept } = core({ open: answer, refresh: answer });
    const opened = new Customer(call, "l1");
    await opened.open();
    await opened.edit("names");
    opened.form?.set("names.familyName", "Souza");
    await vi.advanceTimersByTimeAsync(500);
    opened.form?.set("names.familyName", "Souzas");
    forgotten = true;
    // The core forgets what was typed for them as well.
    kept.clear();
    await opened[how]();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([opened.view, opened.failed?.code, opened.stale, opened.dirty]).toEqual([undefined, "not_found", undefined, false]);
    expect(kept.size).toBe(0);
  });

  it("drops_no_draft_where_only_the_copy_went", async () => {
    let away = false;
    const answer = () => (away ? Promise.reject({ code: "not_found", message: "", fields: [] }) : customer());
    const { call, kept } = core({ open: answer, refresh: answer });
    const opened = new Customer(call, "l1");
    await opened.open();
    await opened.edit("names");
    opened.form?.set("names.familyName", "Souza");
    await vi.advanceTimersByTimeAsync(500);
    away = true;
    await opened.refresh();
    expect(kept.get("edit:l1:names")?.value).toMatchObject({ record: { names: { familyName: "Souza" } } });
  });

  it("starts_over_with_what_is_known_now_and_not_with_what_the_draft_began_on", async () => {
    let now = maria;
    const { call } = core({ open: () => customer(now), refresh: () => customer(now) });
    const first = new Customer(call, "l1");
    await first.open();
    await first.edit("names");
    first.form?.set("names.title", "Dr");
    await vi.advanceTimersByTimeAsync(500);
    now = { ...maria, names: { ...maria.names, familyName: "Newly" } };
    const again = new Customer(call, "l1");
    await again.open();
    await again.edit("names");
    const { form, view } = again;
    if (!form || !view) throw new Error("no form");
    expect(form.restored).toBe(true);
    form.beginAnew(part(view.record, "names"));
    expect([form.text("names.familyName"), form.dirty, form.restored]).toEqual(["Newly", false, false]);
    expect(form.kept().base).toMatchObject({ names: { familyName: "Newly" } });
  });

  async function editing(answers: Parameters<typeof core>[0] = {}) {
    const fake = core({ open: () => customer(), refresh: () => customer(), ...answers });
    const opened = new Customer(fake.call, "l1");
    await opened.open();
    await opened.edit("communication");
    const form = opened.form;
    if (!form) throw new Error("no form");
    return { ...fake, opened, form };
  }

  it("saves_a_draft_within_half_a_second_of_a_keystroke", async () => {
    const { form, kept } = await editing();
    form.set("channels[0].value", "+351 9");
    await vi.advanceTimersByTimeAsync(500);
    expect(kept.get("edit:l1:communication")?.value).toMatchObject({
      record: { channels: [{ value: "+351 9" }, {}] },
    });
  });

  it("saves_a_draft_of_steady_typing_too", async () => {
    const { form, kept } = await editing();
    for (let key = 0; key < 10; key += 1) {
      form.set("channels[0].value", "1".repeat(key + 1));
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(kept.get("edit:l1:communication")?.value).toMatchObject({ record: { channels: [{ value: "1".repeat(9) }, {}] } });
  });

  it("brings_the_draft_of_a_crash_back_with_the_id_of_the_same_save", async () => {
    const first = await editing();
    first.form.set("channels[0].value", "+351 911 000 111");
    await vi.advanceTimersByTimeAsync(500);
    const again = new Customer(first.call, "l1");
    await again.open();
    expect([...again.drafts]).toEqual(["communication"]);
    await again.edit("communication");
    expect(again.form?.text("channels[0].value")).toBe("+351 911 000 111");
    expect(again.form?.restored).toBe(true);
    expect(again.form?.draft).toBe(first.form.draft);
  });

  it("sends_one_section_and_drops_its_draft", async () => {
    const { opened, form, requests, kept } = await editing({
      save_section: () => ({ op_id: "o1", customer: customer(maria, { chip: { state: "waiting" } }) }),
    });
    form.set("channels[0].value", "+351911000111");
    expect(await opened.save()).toBe("queued");
    expect(requests("save_section")).toEqual([
      {
        local_id: "l1",
        section: "communication",
        value: [{ ...maria.channels?.[0], value: "+351911000111" }, maria.channels?.[1]],
        shown: maria.channels,
        draft: form.draft,
      },
    ]);
    expect(opened.view?.chip.state).toBe("waiting");
    expect(opened.editing).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([...kept.keys()]).toEqual([]);
  });

  it("says_what_the_form_was_opened_on_whatever_came_in_since_and_after_a_crash_too", async () => {
    const newer = { ...maria, channels: [...(maria.channels ?? []), { kind: "phone", use: "work", line: "landline", value: "0222" }] };
    let now = maria;
    const { opened, form, requests, call } = await editing({
      open: () => customer(now),
      refresh: () => customer(now),
      save_section: () => ({ op_id: "o1", customer: customer(now) }),
    });
    form.set("channels[0].value", "+351911000111");
    await vi.advanceTimersByTimeAsync(500);
    now = newer as typeof maria;
    await opened.refresh();
    expect(opened.view?.record.channels).toHaveLength(3);
    const again = new Customer(call, "l1");
    await again.open();
    await again.edit("communication");
    for (const one of [opened, again]) {
      await one.save();
      expect(requests("save_section").at(-1)).toMatchObject({ shown: maria.channels });
      expect(requests("save_section").at(-1)?.value).toHaveLength(2);
    }
  });

  it("shows_whom_a_correction_made_somebody_look_like_until_the_next_one", async () => {
    const alike = [candidate()];
    const answers = [alike, undefined];
    const { opened, form } = await editing({
      save_section: () => {
        const now = answers.shift();
        return { op_id: "o1", customer: customer(), ...(now === undefined ? {} : { alike: now }) };
      },
    });
    form.set("channels[0].value", "+351911000111");
    await opened.save();
    expect(opened.alike).toEqual(alike);
    await opened.edit("communication");
    opened.form?.set("channels[0].value", "+351911000222");
    await opened.save();
    expect(opened.alike).toEqual([]);
  });

  it("keeps_everything_typed_where_the_core_refuses", async () => {
    const { opened, form } = await editing({
      save_section: () => Promise.reject(refused("channels[0].value", "phone_unreadable")),
    });
    form.set("channels[0].value", "x");
    expect(await opened.save()).toBe("refused");
    expect(opened.form?.text("channels[0].value")).toBe("x");
    expect(form.errorAt("channels[0].value")?.code).toBe("phone_unreadable");
    form.set("channels[0].value", "xy");
    expect(form.errorAt("channels[0].value")).toBeUndefined();
  });

  it("says_not_saved_where_the_disk_is_full", async () => {
    const { opened, form } = await editing({
      save_section: () => Promise.reject({ code: "disk_full", message: "", fields: [] }),
    });
    form.set("channels[0].value", "x");
    await opened.save();
    expect(form.problem?.code).toBe("disk_full");
    expect(opened.editing).toBe("communication");
  });

  it("takes_the_statement_that_stood_beside_what_was_typed_elsewhere_along", async () => {
    const statement = { version: "2026-11", language: "en" };
    const left: CustomerRecord = { kind: "person", channels: [{ kind: "phone", use: "work", line: "landline", value: "0222", consent: { call: "AGREED" } }] };
    for (const way of ["section", "all"] as const) {
      const { call, requests } = core({
        open: () => customer(),
        refresh: () => customer(),
        save_section: () => ({ op_id: "o1", customer: customer() }),
      });
      const carry = new Carry(call, "new:d1", { draft: "d1", record: {}, statement, chosen: { localId: "l1", from: "desk", left } });
      const opened = new Customer(call, "l1", carry);
      await opened.open();
      if (way === "all") await opened.takeChosen({ onePerSlot: false, oneAddressPerKind: false });
      else {
        await opened.takeOver("communication");
        await opened.save();
      }
      expect(requests("save_section").at(-1)).toMatchObject({ statement });
    }
  });

  it("lays_what_was_typed_elsewhere_over_the_same_slot_and_adds_the_rest", async () => {
    const { call } = core({ open: () => customer(), refresh: () => customer() });
    const opened = new Customer(call, "l1", carried(call, {
      kind: "person",
      channels: [
        { kind: "phone", use: "home", line: "mobile", value: "0911", consent: { text: "DENIED" } },
        { kind: "phone", use: "work", line: "landline", value: "0222" },
      ],
    }));
    await opened.open();
    await opened.takeOver("communication");
    expect(opened.form?.list("channels").map((one) => one["value"])).toEqual([
      "0911",
      "maria@sousa.example",
      "0222",
    ]);
    // What was agreed for the old number was not agreed for this one.
    expect(opened.form?.at("channels[0].consent")).toEqual({ text: "DENIED" });
    expect(opened.dirty).toBe(true);
  });
});

describe("an address taken over", () => {
  async function taken(old: object) {
    const record = { ...maria, addresses: [old] };
    const { call } = core({ open: () => customer(record), refresh: () => customer(record) });
    const typed = { kind: "physical", streetName: "Rua Nova", houseNumber: "8", city: "Maia", countryCode: "PT" };
    const opened = new Customer(call, "l1", carried(call, { kind: "person", addresses: [typed] }));
    await opened.open();
    await opened.takeOver("addresses");
    return opened.form?.list("addresses").map((one) => JSON.parse(JSON.stringify(one)) as unknown);
  }

  it("replaces_the_old_one_and_keeps_what_the_network_has_with_it", async () => {
    const old = { kind: "physical", streetName: "Rua das Flores", suburb: "Sé", city: "Porto", dmsOnly: 7 };
    expect(await taken(old)).toEqual([
      {
        kind: "physical",
        streetName: "Rua Nova",
        houseNumber: "8",
        suburb: "",
        city: "Maia",
        countryCode: "PT",
        dmsOnly: 7,
      },
    ]);
  });

  it("becomes_a_line_where_the_network_keeps_lines", async () => {
    const old = { kind: "physical", line1: "Rua das Flores 12", line2: "2 Esq", city: "Porto", type: "PRIMARY" };
    expect(await taken(old)).toEqual([
      { kind: "physical", line1: "Rua Nova 8", line2: "", city: "Maia", countryCode: "PT", type: "PRIMARY" },
    ]);
  });
});

describe("the guard of unsaved typing", () => {
  async function dirty() {
    const fake = core({ open: () => customer(), refresh: () => customer() });
    const opened = new Customer(fake.call, "l1");
    await opened.open();
    await opened.edit("names");
    opened.form?.set("names.familyName", "Souza");
    const guard = new Guard();
    guard.watch(opened);
    return { ...fake, opened, guard };
  }

  it("lets_a_clean_form_go_without_asking", async () => {
    const { opened, guard } = await dirty();
    opened.form?.set("names.familyName", "Sousa");
    expect(await guard.clear()).toBe(true);
    expect(guard.asking).toBe(false);
  });

  it("stays_where_the_person_stays", async () => {
    const { opened, guard } = await dirty();
    const going = guard.clear();
    expect(guard.asking).toBe(true);
    guard.answer("stay");
    expect(await going).toBe(false);
    expect(opened.form?.text("names.familyName")).toBe("Souza");
  });

  it("keeps_the_draft_even_where_it_was_not_yet_written", async () => {
    const { opened, guard, kept } = await dirty();
    const going = guard.clear();
    guard.answer("keep");
    expect(await going).toBe(true);
    expect(opened.editing).toBeUndefined();
    expect([...kept.keys()]).toEqual(["edit:l1:names"]);
    expect([...opened.drafts]).toEqual(["names"]);
  });

  it("drops_the_draft_where_the_person_discards", async () => {
    const { guard, kept } = await dirty();
    await vi.advanceTimersByTimeAsync(500);
    expect(kept.size).toBe(1);
    const going = guard.clear();
    guard.answer("discard");
    expect(await going).toBe(true);
    expect(kept.size).toBe(0);
  });
});

describe("the guard while a form is on its way out", () => {
  it("asks_nobody_twice_who_goes_on_before_the_form_is_gone", async () => {
    const guard = new Guard();
    let gone = () => {};
    const form = { dirty: true, leave: () => new Promise<void>((done) => (gone = done)) };
    const unwatch = guard.watch(form);
    const went: string[] = [];
    const first = guard.clear().then(() => {
      unwatch();
      went.push("back");
    });
    guard.answer("discard");
    await vi.advanceTimersByTimeAsync(0);
    const second = guard.clear().then(() => went.push("on"));
    await vi.advanceTimersByTimeAsync(0);
    expect(guard.asking).toBe(false);
    gone();
    await Promise.all([first, second]);
    expect(went).toEqual(["back", "on"]);
    expect(guard.asking).toBe(false);
  });
});

describe("a new customer", () => {
  it("asks_who_it_may_be_once_typing_pauses_and_drops_old_answers", async () => {
    let first = true;
    const { call, requests } = core({
      decide: async ({ generation }) => {
        if (first) {
          first = false;
          await new Promise((later) => setTimeout(later, 5_000));
          return decision([candidate({ local_id: "old" })], generation);
        }
        return decision([candidate()], generation);
      },
    });
    const creation = new NewCustomer(call, { kind: "person" }, "PT");
    creation.form.set("names.familyName", "S");
    creation.checkSoon();
    await vi.advanceTimersByTimeAsync(300);
    creation.form.set("names.familyName", "Sousa");
    creation.checkSoon();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(creation.candidates.map((one) => one.local_id)).toEqual(["l1"]);
    expect(requests("decide").map((one) => one.local_only)).toEqual([true, true]);
  });

  it("creates_only_what_was_filled_in", async () => {
    const { call, requests } = core({
      decide: ({ generation }) => decision([], generation),
      create: () => ({ outcome: "queued", op_id: "o1", local_id: "n1", chip: { state: "waiting" } }),
    });
    const creation = new NewCustomer(call, { kind: "person", names: { familyName: "Lopes" } }, "PT");
    creation.form.set("channels[0].value", "912 345 678");
    expect(await creation.save()).toEqual({ outcome: "queued", localId: "n1" });
    expect(requests("create")).toEqual([
      {
        draft: creation.form.draft,
        record: {
          kind: "person",
          names: { familyName: "Lopes" },
          channels: [{ kind: "phone", use: "home", line: "mobile", value: "912 345 678" }],
        },
        different_from: [],
        reasons: {},
        despite_candidates: false,
      },
    ]);
  });

  it("shows_what_was_refused_at_the_field_it_was_typed_into", async () => {
    const { call } = core({ create: () => Promise.reject(refused("channels[0].value", "email_form")) });
    const creation = new NewCustomer(call, { kind: "person", names: { familyName: "Lopes" } }, "PT");
    // The phone number above it was left empty, so the e-mail address is the first that is sent.
    creation.form.set("channels[1].value", "lopes@");
    await creation.save();
    expect(creation.form.errorAt("channels[0].value")).toBeUndefined();
    expect(creation.form.errorAt("channels[1].value")?.code).toBe("email_form");
  });

  it("says_beside_the_field_what_looks_wrong_until_it_is_typed_anew", async () => {
    const { call, requests } = core({
      advise: ({ record }) => ({
        fields: record.channels?.[0]?.value === "07911 654321" ? refused("channels[0].value", "phone_doubtful").fields : [],
      }),
    });
    const { form } = new NewCustomer(call, { kind: "person" }, "GB");
    form.set("channels[1].value", "x@y.example");
    form.set("channels[0].value", "07911 654321");
    await form.advise("channels[0].value");
    expect(requests("advise")[0]?.record).toMatchObject({ channels: [{ kind: "phone", value: "07911 654321" }] });
    expect(form.adviceAt("channels[0].value")?.code).toBe("phone_doubtful");
    expect(form.errors).toEqual([]);
    form.set("channels[0].value", "07400 123456");
    expect(form.adviceAt("channels[0].value")).toBeUndefined();
    await form.advise("channels[0].value");
    expect(form.advice).toEqual([]);
  });

  it("keeps_what_was_typed_when_person_becomes_company_and_back", () => {
    const creation = new NewCustomer(core().call, { kind: "person", names: { familyName: "Lopes" } }, "PT");
    creation.kind("company");
    creation.form.set("company.name", "Lopes Lda");
    expect(creation.record).toMatchObject({ kind: "company", company: { name: "Lopes Lda" }, names: { familyName: "Lopes" } });
    creation.kind("person");
    expect(creation.record).toEqual({ kind: "person", names: { familyName: "Lopes" } });
    expect(creation.form.text("company.name")).toBe("Lopes Lda");
  });

  it("leaves_strangers_out_while_somebody_is_entered_and_keeps_the_household", async () => {
    const stranger = candidate({ local_id: "l2", id: "01-2", strong: false, relation: "different", probability: 0.001 });
    const sister = candidate({ local_id: "l3", id: "01-3", strong: false, relation: "household", probability: 0.001 });
    const weak = candidate({ local_id: "l4", id: "01-4", strong: false, relation: "different", probability: 0.02 });
    const { call } = core({ decide: ({ generation }) => decision([weak, sister, stranger], generation) });
    const creation = new NewCustomer(call, maria, "PT");
    await creation.check();
    expect(creation.candidates.map((one) => one.local_id)).toEqual(["l4", "l3"]);
  });

  it("names_those_ruled_out_at_the_next_save_and_asks_no_more_of_them", async () => {
    const strong = candidate();
    const { call, requests } = core({
      decide: ({ generation }) => decision([strong], generation),
      create: ({ different_from }) =>
        different_from.length === 0
          ? { outcome: "candidates", decision: decision([strong]) }
          : { outcome: "queued", op_id: "o1", local_id: "n1", chip: { state: "waiting" } },
    });
    const creation = new NewCustomer(call, maria, "PT");
    expect(await creation.save()).toMatchObject({ outcome: "candidates" });
    creation.ruleOut([strong], "relative");
    expect(await creation.save()).toEqual({ outcome: "queued", localId: "n1" });
    expect(requests("create").map((one) => [one.different_from, one.reasons, one.draft])).toEqual([
      [[], {}, creation.form.draft],
      [["01-16203"], { "01-16203": "relative" }, creation.form.draft],
    ]);
    await creation.check();
    expect(creation.candidates).toEqual([]);
  });

  it("ends_the_entries_it_was_kept_from_once_it_is_created", async () => {
    const { call, kept, requests } = core({
      create: () => ({ outcome: "queued", op_id: "o9", local_id: "n1", chip: { state: "waiting" } }),
      outbox_act: () => Promise.reject({ code: "too_late", message: "", fields: [] }),
    });
    const creation = new NewCustomer(call, maria, "PT");
    creation.inPlaceOf(["o1", "o2"]);
    await creation.form.keep();
    const value = kept.get(creation.form.key)?.value;
    // The process ends here: the form that comes back still knows.
    const again = isKept(value) ? NewCustomer.restore(call, value, "PT") : creation;
    expect(await again.save()).toEqual({ outcome: "queued", localId: "n1" });
    expect(requests("outbox_act").map(({ op_id, act }) => [op_id, act.do])).toEqual([["o1", "cancel"], ["o2", "cancel"]]);
    expect(kept.size).toBe(0);
  });

  it("presses_save_twice_and_creates_once", async () => {
    let done: () => void = () => {};
    const { call, requests } = core({
      create: () =>
        new Promise((answer) => {
          done = () => answer({ outcome: "queued", op_id: "o1", local_id: "n1", chip: { state: "waiting" } });
        }),
    });
    const creation = new NewCustomer(call, maria, "PT");
    const first = creation.save();
    expect(await creation.save()).toBeUndefined();
    done();
    await first;
    expect(requests("create")).toHaveLength(1);
  });
});

describe("what was typed for somebody who turned out to be known", () => {
  const typed: CustomerRecord = {
    kind: "person",
    names: { familyName: "Sousa" },
    channels: [{ kind: "phone", use: "home", line: "mobile", value: "911 000 111" }],
    vehicles: [{ licensePlate: "AA-11-BB" }],
  };
  const desk = () => core({ open: () => customer(), refresh: () => customer(), decide: () => decision([candidate()]) });

  async function chosen() {
    const fake = desk();
    const creation = new NewCustomer(fake.call, typed, "PT");
    const carry = await creation.choose(candidate());
    return { ...fake, creation, carry };
  }

  it("is_kept_for_that_customer_before_the_form_is_left", async () => {
    const { kept, carry, creation } = await chosen();
    expect(kept.get(creation.form.key)?.value).toMatchObject({
      draft: creation.form.draft,
      chosen: { localId: "l1", id: "01-16203", from: "desk", left: typed },
    });
    expect(carry.unkept).toBeUndefined();
  });

  it("says_where_it_could_not_be_kept", async () => {
    const { call } = core({ draft_save: () => Promise.reject({ code: "disk_full", message: "", fields: [] }) });
    const carry = await new NewCustomer(call, typed, "PT").choose(candidate());
    expect(carry.unkept?.code).toBe("disk_full");
  });

  it("is_offered_again_when_that_customer_is_opened_after_a_crash", async () => {
    const { call } = await chosen();
    const again = new Customer(call, "l1");
    await again.open();
    await settle();
    const room = { onePerSlot: true, oneAddressPerKind: true };
    expect(again.carry?.open(maria, room).map((one) => one.path)).toEqual(["channels[0]", "vehicles[0]"]);
  });

  it("is_not_offered_with_anybody_else", async () => {
    const { kept } = await chosen();
    const somebody = () => customer(maria, { local_id: "l2", id: "01-1" });
    const drafts = () => ({ drafts: [...kept.values()] });
    const other = core({ open: somebody, refresh: somebody, drafts });
    const opened = new Customer(other.call, "l2");
    await opened.open();
    await settle();
    expect(opened.carry).toBeUndefined();
  });

  it("lets_go_of_a_section_only_once_its_own_form_holds_it", async () => {
    const { call, kept, asked, creation } = await chosen();
    const opened = new Customer(call, "l1");
    await opened.open();
    await settle();
    await opened.takeOver("communication");
    const saves = asked.filter((one) => one.command === "draft_save").map((one) => (one.request as { key: string }).key);
    expect(saves).toEqual([creation.form.key, "edit:l1:communication", creation.form.key]);
    // The process ends here: the number stands in one draft, the plate in the other.
    expect(kept.get("edit:l1:communication")?.value).toMatchObject({ record: { channels: [{ value: "911 000 111" }, {}] } });
    const again = new Customer(call, "l1");
    await again.open();
    await settle();
    expect(again.carry?.left).toEqual({ kind: "person", names: typed.names, vehicles: typed.vehicles });
  });

  it("stays_where_the_sections_own_draft_could_not_be_kept", async () => {
    let full = false;
    const fake = desk();
    const creation = new NewCustomer(fake.call, typed, "PT");
    const carry = await creation.choose(candidate());
    const call: Call = (command, request) =>
      full && command === "draft_save"
        ? Promise.reject({ code: "disk_full", message: "", fields: [] })
        : fake.call(command, request);
    const opened = new Customer(call, "l1", carry);
    await opened.open();
    full = true;
    await opened.takeOver("communication");
    expect(carry.left).toEqual(typed);
  });

  it("is_gone_once_it_was_knowingly_dropped", async () => {
    const { call, carry, kept } = await chosen();
    await carry.finish();
    expect(kept.size).toBe(0);
    const again = new Customer(call, "l1");
    await again.open();
    await settle();
    expect(again.carry).toBeUndefined();
  });

  it("is_a_form_again_as_it_was_for_whoever_comes_back", async () => {
    const { call, creation, carry, kept } = await chosen();
    const opened = new Customer(call, "l1", carry);
    await opened.open();
    await opened.takeOver("communication");
    await opened.stop(false);
    expect(creation.over).toBe(false);
    await creation.resume();
    expect(creation.record).toEqual(typed);
    const value = kept.get(creation.form.key)?.value;
    expect(value).toMatchObject({ draft: creation.form.draft, record: { names: typed.names } });
    expect(value).not.toHaveProperty("chosen");
  });

  it("brings_back_the_card_it_came_from_and_whom_it_is_not", async () => {
    const { call, kept } = desk();
    const creation = new NewCustomer(call, typed, "PT", "s1");
    creation.ruleOut([candidate({ local_id: "l9", id: "01-9" })], "same_name");
    await vi.advanceTimersByTimeAsync(500);
    const value = kept.get(creation.form.key)?.value;
    expect(isKept(value)).toBe(true);
    if (!isKept(value)) return;
    const again = NewCustomer.restore(call, value, "PT");
    expect([again.submission, again.ruledOut(candidate({ id: "01-9" })), again.ruledOut(candidate())]).toEqual(["s1", true, false]);
  });
});

describe("people side by side", () => {
  it("words_each_field_from_the_evidence", () => {
    const comparison = new Comparison([candidate()], { use: async () => {} }, { record: maria, by: "desk" });
    const words = Object.fromEntries(comparison.lines().map((line) => [line.field, line.cells[0]?.outcome]));
    expect(words).toEqual({ name: "agree", phone: "differ", email: undefined, address: undefined });
  });

  it("says_of_a_row_only_searched_for_what_the_search_matched", () => {
    const row = {
      ...candidate().row,
      why: [{ field: "phone", how: "end", text: "…4417" }],
    };
    const comparison = new Comparison(
      [candidate({ evidence: [], row }), candidate({ evidence: [], row: { ...row, why: [] }, record: { kind: "person" } })],
      { use: async () => {} },
      { record: { kind: "person", names: { familyName: "Souza" } }, by: "desk", scraps: { phone: "…4417" } },
    );
    const words = comparison.lines().map((line) => [line.field, line.typed, ...line.cells.map((cell) => cell.outcome)]);
    expect(words).toEqual([
      ["name", "Souza", "differ", "missing"],
      ["phone", "…4417", "agree", "missing"],
      ["email", "", undefined, undefined],
      ["address", "", undefined, undefined],
    ]);
  });

  it("shows_no_more_than_six_and_moves_round", () => {
    const many = Array.from({ length: 9 }, (_, index) => candidate({ local_id: `l${index}` }));
    const comparison = new Comparison(many, { use: async () => {} });
    expect(comparison.candidates).toHaveLength(6);
    comparison.choose(-1);
    expect(comparison.chosen).toBe(5);
    comparison.choose(1);
    expect(comparison.chosen).toBe(0);
  });

  it("decides_once_however_often_the_key_is_pressed", async () => {
    let done: () => void = () => {};
    const use = vi.fn(() => new Promise<void>((later) => (done = later)));
    const comparison = new Comparison([candidate()], { use });
    void comparison.use();
    void comparison.use();
    done();
    expect(use).toHaveBeenCalledTimes(1);
  });

  it("offers_no_other_person_where_nothing_is_being_created", () => {
    const comparison = new Comparison([candidate()], { use: async () => {} });
    comparison.askDifferent();
    expect(comparison.asking).toBe(false);
  });
});
