/** The whole desk in a plain browser, over a core in the test's hands. */
import { render, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import type { Component } from "svelte";
import { expect } from "vitest";
import type { BootView, EntryView, RowView, SearchView, StatusView, SubmissionView } from "../src/lib/api/generated/types";
import DeskFront from "../src/views/DeskFront.svelte";
import { core, customer, decision, serve } from "./fixtures";

export const status: StatusView = { connection: "online", waiting: 0, held: 0, sending: 0, checking: 0, needs_person: 0, submissions: 0, customers: 5_000 };
export const boot: BootView = { phase: "ready", version: "0.1.0", country: "PT", warnings: [], status, practice: true };
export const rows: RowView[] = [
  { local_id: "l1", id: "01-16203", kind: "person", name: "Maria Sousa", town: "Porto", phone_end: "4417", why: [], chip: { state: "copy" } },
  { local_id: "l2", id: "01-16377", kind: "person", name: "Mário Souza", town: "Maia", phone_end: "4417", why: [], chip: { state: "copy" } },
];
export const found = (generation: number): SearchView => ({
  generation,
  readings: [
    { text: "mar", as: "name", value: "mar" },
    { text: "4417", as: "phone", value: "4417", others: ["postcode"] },
  ],
  customers: 5_000,
  took_us: 1,
  rows,
  more: false,
  pending: 0,
});
export const entry = (more: Partial<EntryView> = {}): EntryView => ({
  op_id: "o1", kind: "update-names", local_id: "l1", name: "Maria Sousa", chip: { state: "waiting" }, age_s: 60, attempts: 0,
  refusals: [], conflicts: [], candidates: [], here: false, unsent: true, differs: [], twins: [], ...more,
});
export const submission: SubmissionView = {
  id: "a7k", code: "A7K", received_at: "", age_s: 40, language: "en", name: "Maria Sousa", readable: true, statement: "2026-11", consent: {}, channels: [],
  record: { kind: "person", names: { givenName: "Maria", familyName: "Sousa" }, channels: [{ kind: "phone", use: "home", line: "mobile", value: "911 000 111" }] },
};

export type Answers = Parameters<typeof core>[0];

/** What stands in front of the desk, or the desk's window alone. */
export async function openDesk(answers: Answers = {}, Page: Component = DeskFront) {
  const fake = core({
    boot: () => boot,
    status: () => status,
    recent: () => ({ rows }),
    submissions: () => ({ submissions: [] }),
    search: ({ generation }) => found(generation),
    search_network: ({ generation }) => ({ generation, state: "answered", complete: true, took_ms: 5, rows: [] }),
    open: () => customer(),
    refresh: () => customer(),
    peek: () => ({ row: rows[0] as RowView, channels: [], addresses: [], vehicles: [], whole: true }),
    decide: ({ generation }) => decision([], generation),
    outbox: () => ({ entries: [] }),
    ...answers,
  });
  serve(fake.call);
  render(Page);
  await waitFor(() => expect(document.documentElement.dataset["ready"]).toBe("true"));
  return { ...fake, user: userEvent.setup() };
}
