/** The desk itself in each of its views, walked to by key as somebody would. */
import type { Scene } from "./core";
import * as people from "./people";

type Step = string | { type: string; in?: string } | { see: string } | { click: string };
export interface Walked extends Scene {
  steps: readonly Step[];
  /** With the door, the people and the lock in front of the desk. */
  front?: true;
  /** What must not move while the strip says one thing after another. */
  still?: readonly string[];
}

const waitingCustomer = { chip: { state: "waiting", op_id: "o1", id: "01-16201", at: people.ago(3) } as const, entries: people.entries.slice(0, 2) };
const typed: readonly Step[] = [{ see: "#search" }, { type: "mar 4417" }, { see: "#results .option" }];
const offline = people.strips[6];

export const scenes: { readonly [name: string]: Walked } = {
  home: { steps: [{ see: "#today" }] },
  results: { steps: typed },
  offline: { ...(offline ? { status: offline } : {}), steps: typed },
  peek: { steps: [...typed, "ArrowDown", " ", { see: "#peek dd" }] },
  customer: { steps: [...typed, "ArrowDown", "Enter", { see: "#customer-name" }] },
  waitingCustomer: { customer: waitingCustomer, steps: [...typed, "ArrowDown", "Enter", { see: "#entries" }] },
  edit: { steps: [...typed, "ArrowDown", "Enter", { see: "#customer-name" }, { click: "[data-edit=communication]" }, { see: "section form" }] },
  print: { steps: [...typed, "ArrowDown", "Enter", { see: "#customer-name" }, "Ctrl+P", { see: "#print" }] },
  new: { steps: [...typed, "Ctrl+Enter", { see: "[data-candidate]" }] },
  compare: { steps: [...typed, "Alt+C", { see: "main table" }] },
  waiting: { steps: [{ see: "#search" }, "F9", { see: "#waiting-list .entry" }] },
  submissions: { steps: [{ see: "#submissions-badge" }, { click: "#submissions-badge" }, { see: "[data-submission]" }] },
  health: { steps: [{ see: "#open-health" }, { click: "#open-health" }, { see: "#health" }] },
  overview: { steps: [{ see: "#open-health" }, { click: "#open-health" }, { see: "#open-overview" }, { click: "#open-overview" }, { see: "#overview-rows" }] },
  keys: { steps: [...typed, "F1", { see: "#keys" }] },
  palette: { steps: [...typed, "Ctrl+Shift+P", { see: "#palette-list li" }] },
  setup: { boot: { phase: "setup" }, steps: [{ see: "#setup" }, { click: "[data-check]" }, { see: "#check-lines li" }] },
  still: { statuses: people.strips, still: ["header", "#strip", "#search", "#results", "#new-customer"], steps: [...typed, { see: "[data-connection=draining_elsewhere]" }] },
  locked: { boot: { phase: "locked", locked: { code: "key_missing", message: "the key is not in the keyring" } }, steps: [{ see: "#locked" }] },
};
