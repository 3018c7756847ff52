/** Every dialog of the desk, walked to; looked at by `scripts/dialogs.js`, of which no picture is kept. */
import type { Walked } from "./scenes";
import * as people from "./people";

type Steps = Walked["steps"];
const typed: Steps = [{ see: "#search" }, { type: "mar 4417" }, { see: "#results .option" }];
const customer: Steps = [...typed, "ArrowDown", "Enter", { see: "#customer-name" }];
const waiting: Steps = [{ see: "#search" }, "F9", { see: "#waiting-list .entry" }];
const health: Steps = [{ see: "#open-health" }, { click: "#open-health" }, { see: "#health" }];
const from = (steps: Steps, click: string, see: string): Walked => ({ steps: [...steps, { click }, { see }] });

const ana = { id: "p1", name: "Ana Ribeiro", role: "admin" };
const rights = ["customers", "set_up", "manage_people", "run_kiosk", "export", "erase", "view_identity", "discard_write", "override_strong"];
const seated = { ...people.online, seat: { person: ana, rights, lock_after_minutes: 3 } };

export const dialogs: { readonly [name: string]: Walked } = {
  hold: { ...people.atWork, ...from(waiting, "#waiting-list [data-act=hold]", "#hold-entry select") },
  timeline: { ...people.atWork, ...from(waiting, "#waiting-list [data-act=timeline]", "#timeline [data-what]") },
  reason: { ...people.atWork, ...from(waiting, "#waiting-list [data-act=cancel]", "#cancel-entry") },
  different: { steps: [...typed, "Ctrl+Enter", { see: "[data-candidate]" }, "Alt+C", { see: "main table" }, "Alt+D", { see: "#different" }] },
  revoke: { steps: [{ see: "#search" }, "F8", { click: "#decisions-tab-verdicts" }, { click: "#verdicts [data-act=revoke]" }, { see: "#revoke" }] },
  held: from(customer, "#show-held", "#held [data-part]"),
  forget: { steps: [...customer, { click: "#show-held" }, { see: "#held [data-part]" }, { click: "#held [data-forget]" }, { see: "#forget" }] },
  sources: { steps: [...customer, "Alt+I", { see: "#sources [data-source]" }] },
  print: { steps: [...customer, "Ctrl+P", { see: "#print" }] },
  guard: { steps: [...customer, { click: "[data-edit=names]" }, { see: "section form [name='names.givenName']" }, { type: "Anna", in: "[name='names.givenName']" }, "F9", { see: "#guard" }] },
  import: from(health, "#open-import", "#import input"),
  release: from(health, "#open-release", "#release"),
  selfCheck: from(health, "#open-kiosk-check", "#kiosk-check [data-point]"),
  support: from(health, "#open-support", "#support pre"),
  xray: from(health, "#open-xray", "#xray [data-exchange]"),
  phrase: { health: { phrase: "none" }, ...from(health, "#open-phrase", "#phrase-dialog") },
  leave: from(health, "#open-leave", "#leave code"),
  overview: from(health, "#open-overview", "#overview-rows"),
  audit: { steps: [...health, { click: "#audit summary" }, { see: "#audit [data-n]" }] },
  keys: { steps: [...typed, "F1", { see: "#keys" }] },
  palette: { steps: [...typed, "Ctrl+Shift+P", { see: "#palette-list li" }] },
  scanner: { steps: [...typed, "Ctrl+Shift+P", { see: "#palette-scanner" }, { click: "#palette-scanner" }, { see: "#scanner" }] },
  rehearsal: { boot: { practice: true }, steps: [...typed, "F10", { see: "#rehearsal" }] },
  people: { front: true, status: seated, steps: [{ see: "#open-people" }, { click: "#open-people" }, { see: "#people [data-person]" }] },
  person: { front: true, status: seated, steps: [{ see: "#open-people" }, { click: "#open-people" }, { click: "#people [data-change]" }, { see: "#person-form" }] },
  door: { front: true, status: { ...people.online, seat: { rights: [], lock_after_minutes: 3 } }, steps: [{ see: "#unlock [data-person]" }] },
};
