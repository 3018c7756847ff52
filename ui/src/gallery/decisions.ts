/** What was decided, who is stored twice, and what the lab has measured: invented, for the gallery. */
import type { CustomerRecord, DuplicatesView, LabPastView, LabView, PolicyView, ReceiptRow, ReceiptView } from "../lib/api/generated/types";
import * as people from "./people";

const row = (id: string, minutes: number, more: Partial<ReceiptRow>): ReceiptRow => ({
  id, at: people.ago(minutes), who: "Ana", occasion: "compare", said: "use", forgotten: false, name: "Maria Sousa", candidates: 2,
  branch: "name_and_contact", network: { state: "answered", complete: true }, ...more,
});

export const receipts: readonly ReceiptRow[] = [
  row("r1", 6, { chosen: "Maria João Sousa" }),
  row("r2", 40, { said: "different", name: "Mário de Souza e Albuquerque", reason: "relative", network: { state: "answered", complete: false } }),
  row("r3", 95, { said: "create", occasion: "save", who: "Ben", name: "Marlene Winkelhöfer-Schöpfungsgruber", candidates: 0, branch: "none" }),
  row("r4", 190, { said: "create", occasion: "sending", name: "Piet de Vries", candidates: 0, branch: "none", op_id: "o5" }),
  row("r5", 1_300, { said: "ask", occasion: "twin_check", name: "Chiara Rossi", branch: "several", network: { state: "offline", complete: false } }),
  row("r6", 4_000, { forgotten: true, name: "", candidates: 0 }),
];

const question: CustomerRecord = {
  kind: "person", names: { givenName: "Maria", familyName: "Sousa" }, channels: [{ kind: "phone", use: "home", line: "mobile", value: "912 344 417" }],
  addresses: [{ kind: "physical", city: "Porto", countryCode: "PT" }],
};
const candidate = { probability: 0.997, relation: "same", strong: true, ruled_out: false, chosen: true };
const [first] = receipts;
export const receipt: ReceiptView = {
  row: first as ReceiptRow,
  kept: {
    question, sentence: "", action: "use", ask: "vehicle", tree: { branch: "name_and_contact", ids: ["01-16201"] },
    candidates: [
      {
        ...candidate, local_id: "l1", id: "01-16201", name: "Maria João Sousa", record: people.record,
        evidence: [
          { field: "familyName", outcome: "agree", weight: 4.1 }, { field: "givenName", outcome: "agree", weight: 2.2 },
          { field: "phone", outcome: "agree", weight: 6.3 }, { field: "city", outcome: "agree", weight: 1.4 },
        ],
      },
      {
        ...candidate, probability: 0.31, relation: "household", strong: false, chosen: false, local_id: "l2", id: "01-16202", name: "Mário de Souza e Albuquerque",
        record: { ...people.record, id: "01-16202", names: { givenName: "Mário", familyName: "de Souza e Albuquerque" }, channels: (people.record.channels ?? []).slice(0, 1) },
        evidence: [
          { field: "familyName", outcome: "similar", weight: 1.2 }, { field: "givenName", outcome: "differ", weight: -3.4 },
          { field: "phone", outcome: "agree", weight: 6.3 }, { field: "city", outcome: "agree", weight: 1.4 },
        ],
      },
    ],
  },
};
/** Somebody in it was forgotten. */
export const forgotten: ReceiptView = { row: receipts.at(-1) as ReceiptRow };

const side = (number: number, name: string) => ({ id: `01-${number}`, local_id: `l${number}`, name, gone: false });
export const duplicates: DuplicatesView = {
  rows: [{
    one: side(16201, "Maria João Sousa"), other: side(16377, "Maria Souza"), source: "scan", probability: 0.996,
    evidence: [{ field: "phone", outcome: "agree", weight: 6.3 }, { field: "familyName", outcome: "similar", weight: 1.2 }], who: "Ana", at: people.ago(60),
  }],
  total: 1, open: 1, scan: { running: false, looked_at: 52_418, total: 52_418, found: 1, new: 0, end: "done" },
};

export const policy: PolicyView = { use_from: 6.9, ask_from: -3, shipped_use_from: 6.9, shipped_ask_from: -3, use_limits: [2.2, 13.8], ask_limits: [-6.9, 2.2] };

/** Of so many pairs those at or above a threshold, fewer the higher it is. */
const above = (pairs: number, middle: number, at: number) => Math.round(pairs / (1 + Math.exp(at - middle)));
export const measured: LabView = {
  same: 1_240, different: 860, missed: 7,
  curve: Array.from({ length: 208 }, (_, step) => {
    const log_odds = -6.9 + step / 10;
    return { log_odds, right: above(1_233, 9.5, log_odds), wrong: above(420, -2, log_odds) };
  }),
  calibration: [
    { from: 0, to: 0.1, pairs: 702, said: 0.02, share: 0.01 }, { from: 0.1, to: 0.5, pairs: 96, said: 0.29, share: 0.33 },
    { from: 0.5, to: 0.9, pairs: 104, said: 0.74, share: 0.71 }, { from: 0.9, to: 1, pairs: 1_198, said: 0.99, share: 0.99 },
  ],
  unusable: [{ why: "unknown_id", count: 3, line: 17 }],
};
export const past: LabPastView = { looked_at: 214, changed: receipts.slice(1, 3).map((receipt) => ({ receipt, was: "ask", would: "use", branch: "none" })) };
