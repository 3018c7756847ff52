/** Hostile records in every view of the desk: they are read, and do nothing else. */
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { language } from "../src/lib/i18n/locale.svelte";
import Careless from "./hostile/Careless.svelte";
import { decision } from "./fixtures";
import { census, isolated, look, traps } from "./hostile/look";
import { payloads } from "./hostile/payloads";
import * as people from "./hostile/people";
import { everyone, hostile, tame, type Plant } from "./hostile/people";
import { found, openDesk } from "./window";

type Desk = Awaited<ReturnType<typeof openDesk>>;
type Answers = Parameters<typeof openDesk>[0];
type Walk = (desk: Desk, at: number) => Promise<void> | void;

// Two hundred and fifty of everything.
vi.setConfig({ testTimeout: 240_000 });

let trap: ReturnType<typeof traps>;
beforeEach(() => {
  localStorage.clear();
  language.show("en");
  delete document.documentElement.dataset["ready"];
  trap = traps();
  return () => {
    trap.away();
    vi.unstubAllGlobals();
  };
});

const shows = (at: number, field: string) =>
  waitFor(() => {
    if (!document.body.textContent?.includes(people.label(at, field))) throw new Error(`nobody sees ${at}.${field}`);
  });
/** Nothing is being asked. */
const quiet = () => waitFor(() => expect(document.querySelector("[aria-busy=true]")).toBeNull());
/** What stands there once nothing comes or goes any more. */
async function settled() {
  const main = () => census(document.querySelector("main") ?? document.body);
  for (let before = main(); ; ) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    const now = main();
    if (JSON.stringify(now) === JSON.stringify(before)) return now;
    before = now;
  }
}
const there = (selector: string) => waitFor(() => document.querySelector<HTMLElement>(selector) ?? Promise.reject(new Error(`nothing is ${selector}`)));
const box = () => screen.findByRole("combobox", { name: "Search customers" });

/** A view with every payload at once, beside the same view with plain words. */
async function once(answers: (plant: Plant) => Answers, walk: Walk, fields: readonly string[], ids: readonly number[] = everyone) {
  const plain = await openDesk(answers(tame));
  await walk(plain, 0);
  const expected = await settled();
  cleanup();
  delete document.documentElement.dataset["ready"];
  const desk = await openDesk(answers(hostile));
  trap.guardFetch();
  await walk(desk, 0);
  expect(await settled()).toEqual(expected);
  const { faults, seen } = look();
  expect(faults).toEqual([]);
  expect(trap.said()).toEqual([]);
  const missing = fields.flatMap((field) => ids.filter((at) => !seen.has(`${at}.${field}`)).map((at) => `${at}.${field}`));
  expect(missing).toEqual([]);
}

/** A view of one person: twelve payloads in each field, then the next twelve. */
const dozens = everyone.filter((at) => at % 12 === 0);
const dozen = (at: number) => everyone.slice(at, at + 12);
/** Twelve payloads in one value. */
const many = (plant: Plant): Plant => (at, field) => dozen(at).map((one) => plant(one, field)).join(" ");
/** As many as are compared at once, and all of them. */
const columns = (from: number) => dozens.filter((at) => at >= from && at < from + 72);
const tables = dozens.filter((at) => at % 72 === 0);
async function each(answers: (plant: Plant, at: () => number) => Answers, open: Walk, turn: Walk, fields: readonly string[]) {
  let now = 0;
  const plain = await openDesk(answers(many(tame), () => now));
  await open(plain, 0);
  const expected = await settled();
  cleanup();
  delete document.documentElement.dataset["ready"];
  const desk = await openDesk(answers(many(hostile), () => now));
  trap.guardFetch();
  await open(desk, 0);
  for (now of dozens) {
    await turn(desk, now);
    expect(await settled()).toEqual(expected);
    const { faults, seen } = look();
    expect(faults).toEqual([]);
    expect(dozen(now).flatMap((at) => fields.filter((field) => !seen.has(`${at}.${field}`)).map((field) => `${at}.${field}`))).toEqual([]);
  }
  expect(trap.said()).toEqual([]);
}

describe("the look at a page", () => {
  it("has_at_least_200_payloads_and_a_style_sheet_that_isolates", () => {
    expect(payloads.length).toBeGreaterThanOrEqual(200);
    expect(isolated.size).toBeGreaterThan(5);
  });

  it("finds_what_a_careless_page_lets_through", () => {
    const careless = (text: string) => {
      const { container } = render(Careless, { text });
      const { faults } = look(() => text, container);
      const elements = census(container);
      cleanup();
      return { faults: faults.join("\n"), elements };
    };
    expect(careless("plain").faults).toBe("");
    expect(careless("plain").elements).toEqual({ div: 1, p: 1 });
    expect(careless('<img src=x onerror="1">').faults).toMatch(/IMG has onerror/);
    expect(careless("<b>x</b>").elements).toEqual({ b: 1, div: 1, p: 1 });
    expect(careless('<a href="javascript:1">x</a>').faults).toMatch(/a link to javascript:1/);
    expect(careless("\u202eevil").faults).toMatch(/P\.? holds what nobody sees/);
    expect(careless("مريم ~1.city~").faults).toMatch(/can turn round its line/);
    expect(careless("<i>x ~1.city~").faults).toMatch(/shows 1\.city otherwise/);
  });

  it("hears_what_ran_and_what_left", async () => {
    await openDesk();
    trap.guardFetch();
    await fetch("http://evil.example").catch(() => {});
    (globalThis as { __ran?: string[] }).__ran = ["x"];
    console.error("complaint");
    expect(trap.said()).toEqual(["fetch http://evil.example", "console.error complaint", "ran x"]);
    delete (globalThis as { __ran?: string[] }).__ran;
  });
});

describe("hostile records", () => {
  it("are_only_read_on_the_first_page", async () => {
    await once(
      (plant) => ({
        recent: () => ({ rows: everyone.map((at) => people.row(plant, at)) }),
        submissions: () => ({ submissions: everyone.slice(0, 4).map((at) => people.submission(plant, at)) }),
        submission_review: ({ id }) => ({ submission: people.submission(plant, Number(id.slice(1))), matches: 1, doubts: [] }),
        drafts: () => ({ drafts: everyone.map((at) => ({ key: `new:d${at}`, value: { draft: `d${at}`, record: people.record(plant, at) } })) }),
      }),
      async () => {
        await shows(1, "rowName");
        await shows(1, "given");
      },
      ["rowName", "rowCompany", "rowTown", "rowCar", "given", "family"],
    );
  });

  it("are_only_read_among_the_results", async () => {
    const half = Math.ceil(everyone.length / 2);
    await once(
      (plant) => ({
        search: ({ generation }) => ({ ...found(generation), rows: everyone.slice(0, half).map((at) => people.row(plant, at)), readings: everyone.map((at) => ({ text: plant(at, "read"), as: "name" as const, value: "x" })) }),
        search_network: ({ generation }) => ({ generation, state: "answered", complete: true, took_ms: 5, rows: everyone.slice(half).map((at) => people.row(plant, at)) }),
      }),
      async ({ user }) => {
        await user.type(await box(), "mar");
        await shows(half - 1, "rowName");
        await shows(everyone.length - 1, "rowName");
      },
      ["rowName", "rowCompany", "rowTown", "rowPhone", "rowCar", "rowWhy", "read"],
    );
  });

  it("are_only_read_in_the_look_at_a_row", async () => {
    let now = 0;
    await each(
      (plant, at) => ({
        search: ({ generation }) => ({ ...found(generation), rows: dozens.map((one) => people.row(tame, one)) }),
        peek: () => {
          const { addresses = [] } = people.record(plant, at());
          return { row: people.row(plant, at()), channels: [{ kind: "email", tail: plant(at(), "tail"), preferred: true }], addresses, vehicles: [{ name: plant(at(), "peekCar"), plate: plant(at(), "peekPlate") }], whole: true };
        },
      }),
      async ({ user }) => {
        await user.type(await box(), "mar");
        await shows(dozens.at(-1) ?? 0, "rowName");
        await user.keyboard("{ArrowDown} ");
        await shows(0, "peekCar");
      },
      async (_, at) => {
        if (at === now) return;
        now = at;
        await fireEvent.keyDown(document.activeElement ?? document.body, { key: "ArrowDown" });
        await shows(at, "peekCar");
      },
      ["tail", "peekCar", "peekPlate", "street", "city"],
    );
  });

  it("are_only_read_in_the_view_of_one_customer", async () => {
    const view = (plant: Plant, at: number) => people.customer(plant, at);
    await each(
      (plant, at) => ({
        open: () => view(plant, at()),
        refresh: () => view(plant, at()),
        receipts: () => ({ rows: [] }),
        verdicts: () => ({ rows: [] }),
        outbox: () => ({ entries: [people.entry(plant, at(), { op_id: "o0" })] }),
      }),
      async ({ user }) => {
        await user.click(await screen.findByRole("button", { name: /Mário Souza/ }));
        await shows(0, "name");
        await shows(0, "message");
        await quiet();
      },
      async (_, at) => {
        await fireEvent.keyDown(document.activeElement ?? document.body, { key: "F5" });
        await shows(at, "name");
        await shows(at, "street");
        await quiet();
      },
      ["number", "name", "key", "status", "title", "given", "family", "occupation", "phone", "email", "street", "city", "country", "vin", "plate", "make", "relationship", "message"],
    );
  });

  it("are_only_read_among_what_waits", async () => {
    await once(
      (plant) => ({ outbox: () => ({ entries: dozens.map((at) => people.entry(many(plant), at)) }) }),
      async ({ user }) => {
        await box();
        await user.keyboard("{F9}");
        await shows(everyone.length - 1, "message");
      },
      ["entryName", "message", "because", "cancelled", "refusal", "max", "length", "sent", "stored"],
    );
  });

  it("are_only_read_in_a_clash", async () => {
    const clash = (plant: Plant, at: number) => [{ field: "names.givenName", base: plant(at, "base"), mine: { a: plant(at, "mine"), b: [plant(at, "mineToo")] }, theirs: [plant(at, "theirs")] }];
    await once(
      (plant) => ({
        outbox: () => ({ entries: dozens.map((at) => people.entry(many(plant), at, { chip: { state: "needs_person", reason: "conflict" }, conflicts: clash(many(plant), at) })) }),
      }),
      async ({ user }) => {
        await box();
        await user.keyboard("{F9}");
        await shows(everyone.length - 1, "theirs");
      },
      ["base", "mine", "mineToo", "theirs"],
    );
  });

  it("are_only_read_in_what_happened_to_a_write", async () => {
    await once(
      (plant) => ({
        outbox: () => ({ entries: [people.entry(plant, 0)] }),
        timeline: () => ({
          entry: people.entry(plant, 0),
          steps: everyone.map((at) => ({ what: at % 2 === 0 ? "kept" : "answered", state: "sending", at: "2026-11-22T10:42:07Z", times: 1, attempt: 1, who: plant(at, "who"), note: plant(at, "note"), id: plant(at, "id") })),
        }),
      }),
      async ({ user }) => {
        await box();
        await user.keyboard("{F9}");
        (await there("[data-act=timeline]")).focus();
        await user.keyboard("{Alt>}t{/Alt}");
        await shows(everyone.length - 1, "note");
      },
      ["who", "note"],
    );
  });

  it("are_only_read_on_the_kiosks_cards", async () => {
    await once(
      (plant) => ({ submissions: () => ({ submissions: everyone.map((at) => people.submission(plant, at)) }), submission_review: ({ id }) => ({ submission: people.submission(plant, Number(id.slice(1))), matches: 1, doubts: [] }) }),
      async ({ user }) => {
        await user.click(await screen.findByRole("button", { name: "Kiosk cards" }));
        await waitFor(() => expect(document.querySelectorAll("[data-submission]")).toHaveLength(everyone.length));
      },
      ["cardName", "cardPlate"],
    );
  });

  it("are_only_read_side_by_side", async () => {
    const cut = (plant: Plant, from: number) => columns(from).map((at) => people.candidate(many(plant), at));
    let from = 0;
    const answers = (plant: Plant): Answers => ({ submissions: () => ({ submissions: [people.submission(plant, from)] }), submission_review: ({ id }) => ({ submission: people.submission(plant, Number(id.slice(1))), matches: 6, doubts: [] }), decide: () => decision(cut(plant, from)) });
    for (from of tables) {
      cleanup();
      delete document.documentElement.dataset["ready"];
      const { user } = await openDesk(answers(hostile));
      await user.click(await screen.findByRole("button", { name: "Kiosk cards" }));
      await user.click(await screen.findByRole("button", { name: "Check" }));
      await screen.findByRole("table");
      const { faults, seen } = look();
      expect(faults).toEqual([]);
      for (const at of columns(from).flatMap(dozen)) for (const name of ["rowName", "given", "phone", "email", "street", "plate", "company", "key"]) expect([...seen]).toContain(`${at}.${name}`);
      expect(document.querySelectorAll("main :is(script, img, iframe, a, style, object, form, b, i)")).toHaveLength(0);
    }
    expect(trap.said()).toEqual([]);
  });

  it("are_only_read_beside_the_form_of_somebody_new", async () => {
    let from = 0;
    const desk = await openDesk({ decide: ({ generation }) => decision(columns(from).map((at) => people.candidate(many(hostile), at)), generation) });
    trap.guardFetch();
    await desk.user.type(await box(), "mar 4417{Control>}{Enter}{/Control}");
    await shows(0, "rowTown");
    const family = await screen.findByRole<HTMLInputElement>("textbox", { name: "Family name" });
    for (from of tables) {
      await fireEvent.input(family, { target: { value: `Sousa ${from}` } });
      await shows(from, "rowTown");
      const { faults, seen } = look();
      expect(faults).toEqual([]);
      for (const at of columns(from).flatMap(dozen)) for (const name of ["rowName", "rowTown", "rowPhone", "rowCar"]) expect([...seen]).toContain(`${at}.${name}`);
    }
    expect(trap.said()).toEqual([]);
  });

  it("are_typed_over_as_they_are_and_nothing_else", async () => {
    const some = everyone.filter((at) => (payloads[at] ?? "").length < 1_000 && !/[\ud800-\udfff](?![\udc00-\udfff])/u.test(payloads[at] ?? ""));
    const record = { ...people.record(hostile, 0), channels: some.map((at) => ({ kind: "email" as const, value: hostile(at, "email") })) };
    const view = () => ({ ...people.customer(hostile, 0), entries: [], record });
    const { user } = await openDesk({ open: view, refresh: view });
    await user.click(await screen.findByRole("button", { name: /Mário Souza/ }));
    await user.click(await screen.findByRole("button", { name: "Edit: Phone and e-mail" }));
    await waitFor(() => expect(document.querySelectorAll("input[name$='.value']")).toHaveLength(some.length));
    const typed = [...document.querySelectorAll<HTMLInputElement>("input[name$='.value']")].map((input) => input.value);
    // An input has no lines.
    expect(typed).toEqual(some.map((at) => hostile(at, "email").replace(/[\r\n]/g, "")));
    expect(look().faults).toEqual([]);
    expect(trap.said()).toEqual([]);
  });

  it("are_only_read_on_paper", async () => {
    await each(
      (plant, at) => ({ open: () => ({ ...people.customer(plant, at()), entries: [] }), refresh: () => ({ ...people.customer(plant, at()), entries: [] }) }),
      async ({ user }) => {
        await user.click(await screen.findByRole("button", { name: /Mário Souza/ }));
        await shows(0, "name");
        await user.keyboard("{Control>}p{/Control}");
        await waitFor(() => expect(document.querySelector(".print-sheet")).not.toBeNull());
      },
      async (_, at) => {
        await fireEvent.keyDown(document.body, { key: "F5" });
        await waitFor(() => expect(document.querySelector(".print-sheet")?.textContent).toContain(people.label(at, "name")));
        await quiet();
      },
      ["name", "given", "street", "plate"],
    );
  });

  it("are_only_read_among_the_decisions", async () => {
    const scan = { running: false, looked_at: 0, total: 0, found: 0, new: 0 };
    const answers = (plant: Plant): Answers => ({
      receipts: () => ({ rows: dozens.map((at) => people.receipt(many(plant), at)) }),
      verdicts: () => ({ rows: dozens.map((at) => ({ one: people.side(many(plant), at, "one"), other: people.side(many(plant), at, "other"), same: false, reason: many(plant)(at, "because"), who: many(plant)(at, "who"), at: "2026-11-22T10:42:00Z" })) }),
      duplicates: () => ({
        rows: dozens.map((at) => ({ one: people.side(many(plant), at, "one"), other: people.side(many(plant), at, "other"), source: "person", probability: 0.9, evidence: [], who: many(plant)(at, "who"), at: "2026-11-22T10:42:00Z" })),
        total: 1, open: 1, scan,
      }),
    });
    for (const [tab, fields] of [["receipts", ["asked", "chosen", "who"]], ["verdicts", ["one", "other", "because", "who"]], ["twice", ["one", "other", "who"]]] as const) {
      cleanup();
      delete document.documentElement.dataset["ready"];
      await once(
        answers,
        async ({ user }) => {
          await box();
          await user.keyboard("{F8}");
          await user.click(await there(`[data-tab="${tab}"]`));
          await shows(everyone.length - 1, fields[0]);
        },
        fields,
      );
    }
  });

  it("are_only_read_in_a_kept_decision", async () => {
    for (const from of tables) {
      cleanup();
      delete document.documentElement.dataset["ready"];
      const six = columns(from);
      const [first, ...others] = six.map((at) => people.kept(many(hostile), at));
      if (!first?.kept) throw new Error("no receipt");
      first.kept.candidates.push(...others.flatMap((one) => one.kept?.candidates ?? []));
      const { user } = await openDesk({
        receipts: () => ({ rows: [first.row] }),
        receipt: () => first,
        receipt_replay: () => ({ same_program: true, today: { same: false, action: "ask", branch: "none", sentence: "", policy_changed: false, changed: six.map((at) => ({ what: "new", id: `n${at}`, name: many(hostile)(at, "changed"), fields: [] })) } }),
      });
      await box();
      await user.keyboard("{F8}");
      await user.click(await there("[data-receipt]"));
      await shows(from, "reason");
      await user.click(await there("#decide-again"));
      await shows(from, "changed");
      const { faults, seen } = look();
      expect(faults).toEqual([]);
      for (const at of six.flatMap(dozen)) for (const name of ["candidate", "given", "email", "changed"]) expect([...seen]).toContain(`${at}.${name}`);
      for (const name of ["reason", "chosen"]) expect([...seen]).toContain(`${from}.${name}`);
    }
    expect(trap.said()).toEqual([]);
  });
});
