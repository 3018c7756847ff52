/** What the dialogs ask the core for. */
import * as people from "./people";

const step = (what: string, minutes: number, more: object = {}) => ({ what, state: "queued", at: people.ago(minutes), times: 1, attempt: 0, ...more });
const exchange = (n: number, outcome: string, status?: number) => ({
  n, at: people.ago(n), method: "POST", route: "/customers/{id}/names", outcome, ...(status ? { status } : {}), took_ms: 640, attempt: 1,
  correlation_id: "0197a000-0000-7000-8000-00000000000a", text: '{ "request": { "method": "POST" } }', curl: "curl -X POST https://api.example/customers",
});

export const dialogAnswers = () => ({
  timeline: () => ({
    entry: people.entries[0],
    steps: [
      step("typed", 9, { who: "Ana" }), step("kept", 8, { who: "Ana" }), step("searched", 7), step("sent", 7, { attempt: 1, state: "sending" }),
      step("unknown", 6, { attempt: 1, state: "ambiguous", note: "no answer in time" }), step("read_failed", 5, { attempt: 1, times: 3, until: people.ago(4), note: "the connection was closed" }),
      step("adopted", 3, { attempt: 1, state: "done", id: "01-16203" }), step("verified", 2, { attempt: 1, state: "done" }),
    ],
  }),
  held: () => ({
    local_id: "l1", name: "Maria João Sousa", unsent: 2, text: '{ "record": {} }',
    parts: ["record", "outbox", "drafts", "submissions", "consents", "decisions", "verdicts", "audit", "log_ids"].map((part, at) => ({ part, count: at + 1 })),
  }),
  release_look: () => ({ state: "next", version: "0.1.0", next: "0.2.0", notes: "Faster.", waits: ["typing", "kiosk"] }),
  self_check: () => ({
    system: "linux", refuses: true, shut: true, escapes: [{ chord: "Ctrl+Alt+F2", outcome: "happened" }, { chord: "Alt+F4" }],
    lines: [
      { point: "single_program", state: "fail", why: [], steps: ["systemctl enable showroom-kiosk"] },
      { point: "usb_storage", state: "cannot_tell", why: [], steps: ["udisksctl status"] },
      { point: "exit_pin", state: "pass", why: [], steps: [] },
    ],
  }),
  support: () => ({ id: "b1", parts: [{ name: "health.json", text: '{ "healthy": false }' }, { name: "log.txt", text: "10:42 the network was asked" }] }),
  xray: () => ({ practice: false, rows: [exchange(3, "answered", 200), exchange(2, "no_answer"), exchange(1, "answered", 422)] }),
  audit: () => ({
    checked: { rows: 412, unproven: 0 }, next: 5,
    rows: [
      { n: 9, at: people.ago(1), who: "Ana", what: "update-names: clash → conflict" }, { n: 8, at: people.ago(5), who: "Ana", what: "verdict: different (relative)" },
      { n: 7, at: people.ago(9), who: "desk", what: "past its time: 40 customers of the copy" }, { n: 6, at: people.ago(20), who: "Ben", what: "signed in" },
    ],
  }),
  people: () => ({
    kiosk_shut: true,
    people: [{ id: "p1", name: "Ana Ribeiro", role: "admin", language: "de" }, { id: "p2", name: "Ben van der Meer-Oosterhuis", role: "sales" }],
    roles: [{ role: "sales", rights: ["customers", "run_kiosk"] }, { role: "admin", rights: ["customers", "run_kiosk", "manage_people"] }],
  }),
  verdicts: ({ about }: { about?: string }) => ({
    rows: about !== undefined ? [] : [{
      one: { id: "01-16201", local_id: "l1", name: "Maria João Sousa" }, other: { id: "01-16202", local_id: "l2", name: "Mário de Souza e Albuquerque" },
      same: false, reason: "relative", who: "Ana", at: people.ago(50),
    }],
  }),
  phrase_make: () => ({ phrase: "abcde-fghij-klmno-pqrst-uvwxy-zabcd" }),
});
