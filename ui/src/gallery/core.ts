/** A core made of invented answers: what the desk asks for in the gallery, by command. */
import type { BootView, HealthView, NetworkRowsView, RowView, SearchView, StatusView } from "../lib/api/generated/types";
import * as decisions from "./decisions";
import { dialogAnswers } from "./dialog-answers";
import * as people from "./people";

export interface Scene {
  boot?: Partial<BootView>;
  status?: StatusView;
  /** One after the other, each time somebody asks. */
  statuses?: readonly StatusView[];
  customer?: Parameters<typeof people.customer>[0];
  health?: Partial<HealthView>;
  /** Whom a search finds here. */
  rows?: readonly RowView[];
  /** What the network says to a search. */
  network?: Partial<NetworkRowsView>;
  /** In place of what the gallery's core says, by command. */
  answers?: { readonly [command: string]: object };
  /** Commands that fail, as they do where the store cannot be read. */
  fails?: readonly string[];
  /** Commands that are never answered. */
  hangs?: readonly string[];
}

const ability = ["names", "communication", "addresses", "personal-details", "identity", "company"].map((section) => ({ section, readable: true, writable: true }));

export function answers(scene: Scene): { [command: string]: (request: never) => unknown } {
  const status = scene.status ?? people.online;
  const away = status.connection === "offline";
  const rows = scene.rows ?? people.calm;
  let asked = 0;
  const next = () => scene.statuses?.[Math.min(asked++, scene.statuses.length - 1)] ?? status;
  const boot = {
    phase: "ready", version: "0.1.0", country: "PT", warnings: [], status, practice: false,
    network: { name: "keyloop", dms: "autoline", title: "Keyloop · Autoline", host: "api.eu.keyloop.example" },
    profile: {
      id: "autoline", title: "Autoline", country: "PT", language: "pt-PT",
      sections: [...ability, { section: "vehicles", readable: true, writable: false, reason: { code: "read_only", params: {} } }],
      fields: [{ path: "names.familyName", max: 20, required: true, values: [], supported: true }],
      one_per_slot: true, one_address_per_kind: true,
    },
    ...scene.boot,
  };
  const search = ({ generation }: { generation: number }): SearchView => ({
    generation,
    readings: [{ text: "mar", as: "name", value: "mar" }, { text: "4417", as: "phone", value: "4417", others: ["postcode"] }],
    customers: 52_418, as_of: people.ago(20), took_us: 2_900, p95_us: 11_200, rows: [...rows], more: rows.length > 0, pending: 0,
  } as SearchView);
  const decision = ({ generation = 0 }) => ({
    generation, candidates: [people.candidate(), people.other()],
    tree: { branch: "none", ids: [] }, action: "ask", reason: "", network: "answered", complete: true, question: "vehicle",
  });
  const customer = ({ id }: { id: string }) => people.opened(id, scene.customer);
  return {
    boot: () => boot,
    status: next,
    sync_now: next,
    recent: () => ({ rows: rows.map((row, at) => ({ ...row, seen: people.ago(at < 3 ? at * 12 : at * 3_000) })) }),
    submissions: () => ({ submissions: people.submissions }),
    statement: () => ({ version: "2026-11" }),
    submission_review: ({ id }: { id: string }) => ({ submission: people.submissions.find((one) => one.id === id), matches: id === "s1" ? 2 : 0, doubts: [] }),
    drafts: () => ({ drafts: [] }),
    outbox: () => ({ entries: [] }),
    search,
    search_network: ({ generation }: { generation: number }) => ({
      generation, took_ms: away ? 0 : 640, rows: [], complete: false,
      ...(scene.network ?? (away ? { state: "offline" } : { state: "answered", total: 31 })),
    }),
    peek: () => ({ row: rows[0], channels: [{ kind: "phone", tail: "…4417", line: "mobile", use: "home" }], addresses: people.record.addresses, vehicles: [{ name: "Golf 2019", plate: "12-AB-34" }], as_of: people.ago(20), whole: true }),
    open: customer,
    refresh: customer,
    decide: decision,
    receipts: ({ about, op_id }: { about?: string; op_id?: string }) => ({ rows: about === undefined && op_id === undefined ? decisions.receipts : [] }),
    receipt: () => decisions.receipt,
    duplicates: () => decisions.duplicates,
    policy: () => decisions.policy,
    lab_past: () => decisions.past,
    lab_measure: () => decisions.measured,
    health: () => ({
      healthy: !away, version: "0.1.0", status, oldest_waiting_s: away ? 840 : undefined, store: "open", key_store: "os", phrase: "kept",
      last_contact: people.ago(away ? 14 : 0), clock_ahead_s: 0, copied_at: people.ago(6), free_disk_bytes: 212_000_000_000,
      speed_here: { count: 500, p50: 2_900, p95: 11_200 }, speed_dms: { count: 64, p50: 410, p95: 980 }, speed_writes: { count: 18, p50: 520, p95: 1_300 },
      mine_bytes: 1_200_000, theirs_bytes: 84_000_000, index_disk_bytes: 9_000_000, index_memory_bytes: 31_000_000, encrypted: true, failures: {}, writes_failed: {},
      policy: { use_from: 4, ask_from: -2, shipped_use_from: 4, shipped_ask_from: -2, least: -10, most: 10 },
      problems: away ? [{ code: "offline", params: {}, words: "" }] : [],
      ...scene.health,
    }),
    overview: () => people.overview,
    ...dialogAnswers(),
    setup: () => ({ values: {}, configured: {} }),
    setup_check: () => ({
      ok: false, fields: [],
      lines: [
        { step: "tcp", ok: true, tried: true, detail: "", took_ms: 84 },
        { step: "sign_in", ok: false, tried: true, code: "credentials_refused", owner: "you", detail: "the token endpoint answered 401 (invalid_client)", took_ms: 212 },
      ],
    }),
    ...Object.fromEntries(Object.entries(scene.answers ?? {}).map(([command, answer]) => [command, () => answer])),
  };
}

/** Takes the place of the program behind the window. */
export function standIn(scene: Scene) {
  const all = answers(scene);
  globalThis.fetch = async (address, init) => {
    const command = String(address).replace("/api/", "");
    const answer = all[command] as ((request: unknown) => unknown) | undefined;
    if (scene.fails?.includes(command)) return Response.json({ code: "internal", message: "", fields: [], reference: "7F3A-91C4" }, { status: 400 });
    if (scene.hangs?.includes(command)) return new Promise<Response>(() => {});
    if (!answer) return Response.json({ code: "internal", message: `${command} is not in the gallery`, fields: [] }, { status: 400 });
    return Response.json(answer(JSON.parse(String(init?.body ?? "{}"))));
  };
}
