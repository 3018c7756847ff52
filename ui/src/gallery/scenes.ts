/** The desk itself in each of its views, walked to by key as somebody would. */
import type { Scene } from "./core";
import * as decisions from "./decisions";
import * as people from "./people";

type Step = string | { type: string; in?: string } | { see: string } | { click: string } | { choose: string };
export interface Walked extends Scene {
  steps: readonly Step[];
  /** With the door, the people and the lock in front of the desk. */
  front?: true;
  /** What must not move while the strip says one thing after another. */
  still?: readonly string[];
}

const waitingCustomer = { chip: { state: "waiting", op_id: "o1", id: "01-16201", at: people.ago(3) } as const, entries: [...people.mariasEntries] };
const oneOfEach = { ...people.online, waiting: 1, needs_person: 1 };
const typed: readonly Step[] = [{ see: "#search" }, { type: "mar 4417" }, { see: "#results .option" }];
const offline = { ...people.online, connection: "offline", since: people.ago(14), waiting: 3 } as const;
const slow = { ...people.online, connection: "slow", heard_at: people.ago(0.1) } as const;
const decided: readonly Step[] = [{ see: "#search" }, "F8"];
const oneReceipt: readonly Step[] = [...decided, { click: "#receipts [data-receipt]" }];
const lab: readonly Step[] = [...decided, { click: "#open-lab" }, { see: "#thresholds" }];
const measuring: readonly Step[] = [...lab, { choose: "#lab-source [name=pairs]" }, { click: "#measure" }];

export const scenes: { readonly [name: string]: Walked } = {
  home: { steps: [{ see: "#today" }] },
  results: { steps: typed },
  searching: { hangs: ["search_network"], steps: [...typed, { see: "#network-group .bar" }] },
  nobody: { rows: [], network: { state: "answered", complete: true, total: 0, took_ms: 410 }, steps: [{ see: "#search" }, { type: "mar 4417" }, { see: "#results .nobody" }] },
  dmsSlow: { status: slow, hangs: ["search_network"], steps: [...typed, { see: "#network-group .bar" }] },
  dmsFailed: { network: { state: "failed", took_ms: 0 }, steps: [...typed, { see: "#network-group[data-state=failed]" }] },
  offline: { status: offline, rows: people.awaiting, steps: typed },
  peek: { steps: [...typed, "ArrowDown", " ", { see: "#peek dd" }] },
  customer: { steps: [...typed, "ArrowDown", "Enter", { see: "#customer-name" }] },
  waitingCustomer: { status: oneOfEach, customer: waitingCustomer, steps: [...typed, "ArrowDown", "Enter", { see: "#entries" }] },
  edit: { steps: [...typed, "ArrowDown", "Enter", { see: "#customer-name" }, { click: "[data-edit=communication]" }, { see: "section form" }] },
  print: { steps: [...typed, "ArrowDown", "Enter", { see: "#customer-name" }, "Ctrl+P", { see: "#print" }] },
  new: { steps: [...typed, "Ctrl+Enter", { see: "[data-candidate]" }] },
  compare: { steps: [...typed, "Alt+C", { see: "main table" }] },
  waiting: { ...people.atWork, steps: [{ see: "#search" }, { click: "#toasts button" }, "F9", { see: "#waiting-list .entry" }] },
  submissions: { steps: [{ see: "#submissions-badge" }, { click: "#submissions-badge" }, { see: "[data-submission]" }] },
  health: { status: offline, steps: [{ see: "#open-health" }, { click: "#open-health" }, { see: "#health" }] },
  healthWell: { steps: [{ see: "#open-health" }, { click: "#open-health" }, { see: "#health[data-healthy=true]" }] },
  overview: { steps: [{ see: "#open-health" }, { click: "#open-health" }, { see: "#open-overview" }, { click: "#open-overview" }, { see: "#overview-rows" }] },
  decisions: { steps: [...decided, { see: "#receipts" }] },
  decisionsEmpty: { answers: { receipts: { rows: [] } }, steps: [...decided, { see: "#decisions-panel .empty" }] },
  decisionsFailed: { fails: ["receipts"], steps: [...decided, { see: "#decisions-panel .failure" }] },
  receipt: { steps: [...oneReceipt, { see: "#receipt-table" }] },
  receiptForgotten: { answers: { receipt: decisions.forgotten }, steps: [...oneReceipt, { see: "main .notice" }] },
  receiptFailed: { fails: ["receipt"], steps: [...oneReceipt, { see: "main .failure" }] },
  lab: { steps: [...measuring, { see: "#calibration" }] },
  labEmpty: { answers: { lab_past: { looked_at: 0, changed: [] } }, steps: [...lab, { see: "#past" }] },
  labFailed: { fails: ["lab_measure"], steps: [...measuring, { see: "#lab .failure" }] },
  keys: { steps: [...typed, "F1", { see: "#keys" }] },
  palette: { steps: [...typed, "Ctrl+Shift+P", { see: "#palette-list li" }] },
  setup: { boot: { phase: "setup" }, steps: [{ see: "#setup" }, { click: "[data-check]" }, { see: "#check-lines li" }] },
  still: { statuses: people.strips, still: ["header", "#strip", "#search", "#results", "#new-customer"], steps: [...typed, { see: "[data-connection=draining_elsewhere]" }] },
  locked: { boot: { phase: "locked", locked: { code: "key_missing", message: "the key is not in the keyring" } }, steps: [{ see: "#locked" }] },
};
