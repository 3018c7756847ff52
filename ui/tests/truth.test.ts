/**
 * No green light that lies: over many states of the store, what strip, light, badge and notice say is
 * what the store holds.
 */
import { describe, expect, it } from "vitest";
import type { Connection, EntryView, Standing, StatusView } from "../src/lib/api/generated/types";
import { Batch, judge, moving } from "../src/lib/app/batch.svelte";
import { Desk } from "../src/lib/app/desk.svelte";
import { language } from "../src/lib/i18n/locale.svelte";
import { batchWords, connectionWords, isGreen, stripWords } from "../src/lib/strip-words";
import { ends, inOrder, spans, urgency } from "../src/outbox/waiting.svelte";
import { keptWords } from "../src/outbox/kept-words";
import { core } from "./fixtures";

/** The same numbers on every day: what fails once fails again. */
function dice(seed: number) {
  let state = seed;
  return (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const connections: Connection[] = [
  "not_asked", "online", "slow", "offline", "throttled", "sign_in", "not_the_network", "not_configured", "draining_elsewhere", "storage_stuck",
];
const states: Standing[] = ["waiting", "sending", "checking", "in_dms", "needs_person", "cancelled"];
const now = Date.parse("2026-11-22T12:00:00Z");
const before = (ms: number) => new Date(now - ms).toISOString();

function entry(roll: (sides: number) => number, n: number): EntryView {
  const state = states[roll(states.length)] ?? "waiting";
  const reason = state === "needs_person" ? (["conflict", "rejected", "candidates", "gone", "permission"][roll(5)] ?? "gone") : undefined;
  const held = state === "waiting" && roll(4) === 0;
  return {
    op_id: `o${n}`,
    kind: "create",
    local_id: `l${roll(6)}`,
    name: `Name ${n}`,
    chip: { state, ...(reason ? { reason } : {}), at: before(roll(10) * 60_000) },
    age_s: roll(200_000),
    attempts: 0,
    // Half of those that are cancelled live on in a later edit.
    ...(state === "cancelled" && roll(2) === 0 ? { cancel_reason: "no" } : {}),
    ...(held ? { held: { because: "test drive" } } : {}),
    refusals: [],
    conflicts: [],
    candidates: [],
    here: roll(3) === 0,
    unsent: state === "waiting",
    differs: [],
    twins: [],
  };
}

/** The counts as the core makes them of the same entries. */
function counted(entries: readonly EntryView[], connection: Connection, heard_at?: string): StatusView {
  const count = (state: Standing) => entries.filter(({ chip }) => chip.state === state).length;
  return {
    connection,
    waiting: count("waiting"),
    held: entries.filter(({ held }) => held).length,
    sending: count("sending"),
    checking: count("checking"),
    needs_person: count("needs_person"),
    submissions: 0,
    customers: 1,
    ...(heard_at ? { heard_at } : {}),
  };
}

function each(check: (world: { entries: EntryView[]; status: StatusView; roll: (sides: number) => number }) => void) {
  const roll = dice(4);
  for (let round = 0; round < 3_000; round += 1) {
    const entries = Array.from({ length: roll(9) }, (_, n) => entry(roll, n));
    const connection = connections[roll(connections.length)] ?? "online";
    const heard = roll(3) === 0 ? undefined : before(roll(90_000));
    check({ entries, status: counted(entries, connection, heard), roll });
  }
}

const live = (entries: readonly EntryView[]) => entries.filter(({ chip }) => chip.state !== "in_dms" && chip.state !== "cancelled");

describe("what is shown of the store", () => {
  language.show("en");

  it("never_rests_while_something_goes_by_itself_over_an_open_line", () => {
    each(({ status }) => {
      if (status.connection === "not_asked") return;
      const text = stripWords(status, { at: 0, total: 0 }, now);
      if (moving(status) > 0 || status.held > 0) expect(text, JSON.stringify(status)).not.toBe("");
      if (status.connection !== "online") expect(text).not.toBe("");
      if (status.connection === "online" && moving(status) + status.held === 0) expect(text).toBe("");
      expect(text).not.toMatch(/all|are in the DMS/i);
    });
  });

  it("counts_no_more_than_the_store_holds_while_it_sends", () => {
    each(({ status, roll }) => {
      if (status.connection !== "online" || status.sending === 0) return;
      const total = moving(status) + roll(5);
      const said = /^Sending (\d+) of (\d+)$/.exec(stripWords(status, { at: roll(12), total }, now));
      const [at, of] = [Number(said?.[1]), Number(said?.[2])];
      expect(of).toBe(total);
      expect(at).toBeGreaterThanOrEqual(1);
      expect(at).toBeLessThanOrEqual(of);
    });
  });

  it("is_green_only_where_the_network_was_heard_within_half_a_minute", () => {
    each(({ status }) => {
      const young = status.heard_at !== undefined && now - Date.parse(status.heard_at) < 30_000;
      expect(isGreen(status, now)).toBe(status.connection === "online" && young);
      if (status.connection === "online" && status.heard_at && !young) {
        expect(connectionWords(status, now)).toMatch(/last answer/);
      }
    });
  });

  it("has_a_badge_that_counts_exactly_what_is_not_finished", () => {
    each(({ entries, status }) => {
      const desk = new Desk(core({ outbox: () => ({ entries: [] }) }).call);
      desk.heard(status);
      expect(desk.unfinished).toBe(live(entries).length);
    });
  });

  it("says_all_are_in_the_dms_only_of_those_that_are", () => {
    each(({ entries }) => {
      const ids = new Set(entries.map(({ op_id }) => op_id));
      const result = judge(ids, entries);
      const meant = entries.filter(({ chip, cancel_reason }) => chip.state !== "cancelled" || cancel_reason !== undefined);
      const there = meant.filter(({ chip }) => chip.state === "in_dms").length;
      expect([result.inDms, result.total]).toEqual([there, meant.length]);
      expect(result.inDms + result.conflict + result.rejected + result.person + result.cancelled + result.unfinished).toBe(result.total);
      if (result.total === 0) return;
      const words = batchWords(result);
      expect(words).toMatch(new RegExp(`^${there} of ${meant.length} `));
      expect(words.includes(",")).toBe(there < meant.length);
    });
  });

  it("orders_by_who_stands_there_then_by_what_must_be_decided_then_by_age", () => {
    each(({ entries }) => {
      const order = inOrder(entries);
      expect(new Set(order)).toEqual(new Set(entries));
      const standing = (one: EntryView) => one.here && live([one]).length === 1;
      const lastHere = order.map(standing).lastIndexOf(true);
      expect(order.slice(0, lastHere + 1).every(standing)).toBe(true);
      const away = order.filter((one) => !standing(one));
      const needs = away.map(({ chip }) => chip.state === "needs_person");
      expect(needs.lastIndexOf(true)).toBeLessThan(needs.includes(false) ? needs.indexOf(false) : needs.length);
      const waiting = away.filter(({ chip, held }) => chip.state === "waiting" && !held);
      expect(waiting.map(({ age_s }) => age_s)).toEqual(waiting.map(({ age_s }) => age_s).sort((a, b) => b - a));
    });
  });

  it("worries_after_an_hour_and_after_a_day_but_not_about_what_is_held", () => {
    each(({ entries }) => {
      for (const one of entries) {
        const late = live([one]).length === 1 && !one.held;
        expect(urgency(one)).toBe(!late || one.age_s < 3_600 ? "calm" : one.age_s < 86_400 ? "long" : "overdue");
      }
    });
  });

  it("tells_after_a_crash_of_every_draft_and_every_customer_that_is_there", () => {
    each(({ entries, roll }) => {
      const drafts = Array.from({ length: roll(4) }, () => ({ at: before(roll(100) * 60_000) }));
      const words = keptWords(drafts, live(entries));
      const customers = new Set(live(entries).map(({ local_id }) => local_id)).size;
      expect(words === "").toBe(drafts.length + customers === 0);
      expect(Number(/(\d+) drafts?/.exec(words)?.[1] ?? 0)).toBe(drafts.length);
      expect(Number(/(\d+) waiting/.exec(words)?.[1] ?? 0)).toBe(customers);
    });
  });

  it("ends_a_hold_in_the_future_or_not_at_all", () => {
    const roll = dice(9);
    for (let round = 0; round < 500; round += 1) {
      const at = new Date(now + roll(7 * 86_400) * 1_000);
      for (const span of spans) {
        const end = ends(span, at);
        if (end !== undefined) expect(Date.parse(end)).toBeGreaterThan(at.getTime());
      }
    }
  });
});

describe("what leaves together", () => {
  const one = (n: number, state: Standing, reason?: string): EntryView => ({ ...entry(dice(n + 1), n), op_id: `o${n}`, chip: { state, ...(reason ? { reason } : {}) } });
  const plain = (list: EntryView[]) => list.map(({ held: _, cancel_reason: __, ...rest }) => rest);

  it("is_told_from_the_store_once_nothing_goes_any_more", async () => {
    let entries = plain([one(1, "waiting"), one(2, "waiting"), one(3, "waiting")]);
    const batch = new Batch(core({ outbox: ({ all }) => ({ entries: all ? entries : live(entries) }) }).call);
    batch.heard(counted(entries, "offline"));
    await Promise.resolve();
    entries = plain([one(1, "in_dms"), one(2, "sending"), one(3, "waiting")]);
    batch.heard(counted(entries, "online"));
    expect([batch.at, batch.total]).toEqual([2, 3]);
    expect(batch.result).toBeUndefined();
    entries = plain([one(1, "in_dms"), one(2, "in_dms"), one(3, "needs_person", "rejected")]);
    batch.heard(counted(entries, "online"));
    await new Promise((done) => setTimeout(done));
    expect(batch.result && batchWords(batch.result)).toBe("2 of 3 are in the DMS, 1 refused.");
  });

  it("says_nothing_of_a_single_save_on_an_ordinary_day", async () => {
    let entries = plain([one(1, "sending")]);
    const batch = new Batch(core({ outbox: () => ({ entries }) }).call);
    batch.heard(counted(entries, "online"));
    entries = plain([one(1, "in_dms")]);
    batch.heard(counted(entries, "online"));
    await new Promise((done) => setTimeout(done));
    expect(batch.result).toBeUndefined();
  });
});
