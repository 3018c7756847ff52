/** Invented people, entries and cards for the gallery. */
import type { CandidateView, ChipView, CustomerRecord, CustomerView, EntryView, OverviewView, RowView, StatusView, SubmissionView } from "../lib/api/generated/types";

/** Times are told from now, so that a picture of tomorrow says the same. */
export const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();

export const chips: readonly ChipView[] = [
  { state: "copy" },
  { state: "waiting", at: ago(3) },
  { state: "sending", at: ago(0) },
  { state: "checking", at: ago(1) },
  { state: "in_dms", id: "01-16203", at: ago(8) },
  { state: "needs_person", reason: "conflict" },
  { state: "needs_person", reason: "rejected" },
  { state: "needs_person", reason: "candidates" },
  { state: "needs_person", reason: "gone" },
  { state: "needs_person", reason: "permission" },
  { state: "cancelled" },
];

const person = (local_id: string, name: string, town: string, phone_end: string, vehicle: string, chip: ChipView, more: Partial<RowView> = {}): RowView => ({
  local_id, id: `01-${16_200 + Number(local_id.slice(1))}`, kind: "person", name, town, phone_end, vehicle, seen: ago(60 * 24 * Number(local_id.slice(1))), why: [], chip, ...more,
});

export const rows: readonly RowView[] = [
  person("l1", "Maria Sousa", "Porto", "4417", "Golf 2019", { state: "waiting", at: ago(3) }, { why: [{ field: "familyName", how: "start", text: "" }] }),
  person("l2", "Mário de Souza e Albuquerque", "Vila Nova de Gaia", "4417", "Mégane Grand Coupé 2021", { state: "copy" }, { why: [{ field: "givenName", how: "sound", text: "mar" }] }),
  person("l3", "Marlene Winkelhöfer-Schöpfungsgruber", "Unterschleißheim", "9020", "ID.4 2023", { state: "needs_person", reason: "conflict" }),
  person("l4", "Autohaus Marten GmbH", "Kiel", "1100", "Crafter 2018", { state: "checking" }, { kind: "company" }),
  person("l5", "Marek Nowak", "Łódź", "5512", "Octavia 2016", { state: "in_dms", id: "01-16205", at: ago(12) }),
  person("l6", "مريم السوسي", "Rabat", "0331", "Clio 2020", { state: "sending" }),
];

/** The same on a day when nothing is on its way. */
export const calm: readonly RowView[] = rows.map((row) => (row.chip.state === "in_dms" ? row : { ...row, chip: { state: "copy" } }));

/** Three of them wait for a network that is away. */
export const awaiting: readonly RowView[] = calm.map((row, at) => (at % 2 === 0 ? { ...row, chip: { state: "waiting", at: ago(10 - at) } } : row));

export const record: CustomerRecord = {
  id: "01-16201",
  kind: "person",
  names: { titleCommon: "Ms", givenName: "Maria", middleName: "João", familyName: "Sousa" },
  channels: [
    { kind: "phone", use: "home", line: "mobile", value: "+351912344417", preferred: true, consent: { call: "AGREED", sms: "DECLINED" } },
    { kind: "email", use: "work", value: "maria.sousa@sousa-e-filhos.example" },
  ],
  addresses: [{ kind: "physical", streetName: "Rua das Flores", houseNumber: "12", postalCode: "4050-262", city: "Porto", countryCode: "PT" }],
  vehicles: [{ make: "Volkswagen", model: "Golf", year: 2019, licensePlate: "12-AB-34", vin: "WVWZZZAUZKW123456" }],
} as CustomerRecord;

const phone = (value: string) => ({ kind: "phone", use: "home", line: "mobile", value, preferred: true });
const email = (value: string) => ({ kind: "email", use: "home", value });

/** What is known of each of the rows. */
export const records = {
  l1: record,
  l2: {
    id: "01-16202", kind: "person", names: { titleCommon: "Mr", givenName: "Mário", familyName: "de Souza e Albuquerque" },
    channels: [phone("+351935204417"), email("mario.albuquerque@correio.example")],
    addresses: [{ kind: "physical", streetName: "Avenida da República", houseNumber: "841", postalCode: "4430-192", city: "Vila Nova de Gaia", countryCode: "PT" }],
    vehicles: [{ make: "Renault", model: "Mégane Grand Coupé", year: 2021, licensePlate: "AB-34-CD" }],
  },
  l3: {
    id: "01-16203", kind: "person", names: { titleCommon: "Ms", givenName: "Marlene", familyName: "Winkelhöfer-Schöpfungsgruber" },
    channels: [phone("+4915112349020"), email("marlene.w@post.example")],
    addresses: [{ kind: "physical", streetName: "Bezirksstraße", houseNumber: "7", postalCode: "85716", city: "Unterschleißheim", countryCode: "DE" }],
    vehicles: [{ make: "Volkswagen", model: "ID.4", year: 2023, licensePlate: "M-WS 902" }],
  },
  l4: {
    id: "01-16204", kind: "company", company: { name: "Autohaus Marten GmbH" },
    channels: [{ kind: "phone", use: "work", line: "landline", value: "+494315551100" }, { kind: "email", use: "work", value: "fuhrpark@autohaus-marten.example" }],
    addresses: [{ kind: "physical", streetName: "Werftstraße", houseNumber: "110", postalCode: "24143", city: "Kiel", countryCode: "DE" }],
    vehicles: [{ make: "Volkswagen", model: "Crafter", year: 2018, licensePlate: "KI-AM 110" }],
  },
  l5: {
    id: "01-16205", kind: "person", names: { titleCommon: "Mr", givenName: "Marek", familyName: "Nowak" },
    channels: [phone("+48601235512"), email("marek.nowak@poczta.example")],
    addresses: [{ kind: "physical", streetName: "Piotrkowska", houseNumber: "55", postalCode: "90-413", city: "Łódź", countryCode: "PL" }],
    vehicles: [{ make: "Škoda", model: "Octavia", year: 2016, licensePlate: "EL 5512K" }],
  },
  l6: {
    id: "01-16206", kind: "person", names: { givenName: "مريم", familyName: "السوسي" },
    channels: [phone("+212661230331"), email("m.soussi@barid.example")],
    addresses: [{ kind: "physical", streetName: "Avenue Hassan II", houseNumber: "9", postalCode: "10000", city: "Rabat", countryCode: "MA" }],
    vehicles: [{ make: "Renault", model: "Clio", year: 2020, licensePlate: "20331-A-1" }],
  },
} as { readonly [name in "l1" | "l2" | "l3" | "l4" | "l5" | "l6"]: CustomerRecord };

const field = (name: string, base: string, mine: string, theirs: string) => ({ field: name, base, mine, theirs });
const entry = (op_id: string, more: Partial<EntryView>): EntryView => ({
  op_id, kind: "update-communication", local_id: "l1", name: "Maria Sousa", chip: { state: "waiting", at: ago(3) }, age_s: 180, attempts: 0,
  refusals: [], conflicts: [], candidates: [], here: false, unsent: true, differs: [], twins: [], ...more,
});

export const candidate = (more: Partial<CandidateView> = {}): CandidateView => ({
  local_id: "l1", id: "01-16201", probability: 0.97, relation: "same", strong: true,
  evidence: [
    { field: "givenName", outcome: "similar", weight: 4 },
    { field: "phone", outcome: "agree", weight: 5 },
    { field: "birthDate", outcome: "missing", weight: 0 },
  ],
  row: calm[0] as RowView,
  record,
  ...more,
});

/** With the same end of a telephone number, and another name. */
export const other = (): CandidateView => candidate({
  local_id: "l2", id: "01-16202", probability: 0.6, relation: "household", strong: false,
  evidence: [
    { field: "givenName", outcome: "differ", weight: -1 },
    { field: "phone", outcome: "agree", weight: 5 },
    { field: "birthDate", outcome: "missing", weight: 0 },
  ],
  row: calm[1] as RowView,
  record: records.l2,
});

const pieter = candidate({
  local_id: "l11", id: "01-16211", probability: 0.94,
  evidence: [
    { field: "familyName", outcome: "agree", weight: 4 },
    { field: "givenName", outcome: "similar", weight: 2 },
    { field: "city", outcome: "differ", weight: -2 },
  ],
  row: person("l11", "Pieter de Vries", "Utrecht", "7731", "Passat 2020", { state: "copy" }),
  record: { id: "01-16211", kind: "person", names: { givenName: "Pieter", familyName: "de Vries" }, channels: [{ kind: "phone", use: "home", line: "mobile", value: "+31612347731" }] } as CustomerRecord,
});

export const entries: readonly EntryView[] = [
  entry("o1", { here: true }),
  entry("o2", {
    local_id: "l3", name: "Marlene Winkelhöfer-Schöpfungsgruber", kind: "update-names", chip: { state: "needs_person", reason: "conflict" }, age_s: 4_000, unsent: false,
    conflicts: [field("names.givenName", "Marlen", "Marlene", "Marleen"), field("names.familyName", "Winkelhöfer", "Winkelhöfer-Schöpfungsgruber", "Winkelhofer")],
  }),
  entry("o3", {
    local_id: "l7", name: "Jonas Weber", kind: "update-addresses", chip: { state: "needs_person", reason: "rejected" }, age_s: 90_000, attempts: 1, unsent: false,
    message: "postalCode: invalid length", refusals: [{ field: "addresses[0].postalCode", code: "refused_by_dms", message: "invalid length", params: {} }],
  }),
  entry("o4", { local_id: "l8", name: "Ana Ribeiro", kind: "create", chip: { state: "checking" }, age_s: 40, attempts: 1, unsent: false }),
  entry("o5", { local_id: "l9", name: "Piet de Vries", kind: "create", chip: { state: "needs_person", reason: "candidates" }, age_s: 600, candidates: [pieter], unsent: false }),
  entry("o6", { local_id: "l10", name: "Chiara Rossi", held: { until: ago(-600), because: "test drive" }, age_s: 7_000 }),
];

/** Both of one customer. */
export const mariasEntries: readonly EntryView[] = [
  entry("o1", { here: true }),
  entry("o7", {
    kind: "update-names", chip: { state: "needs_person", reason: "conflict" }, age_s: 4_000, unsent: false,
    conflicts: [field("names.middleName", "Joana", "João", "J."), field("names.titleCommon", "Miss", "Ms", "Mrs")],
  }),
];

export const customer = (more: Partial<CustomerView> = {}): CustomerView => ({
  local_id: "l1", id: "01-16201", name: "Maria João Sousa", record, chip: { state: "in_dms", id: "01-16201", at: ago(8) }, whole: true, entries: [], differs: [], doubtful: [], ...more,
});

/** Whoever is asked for; Maria where it is nobody of the rows. */
export function opened(wanted: string, more: Partial<CustomerView> = {}): CustomerView {
  const name = (["l2", "l3", "l4", "l5", "l6"] as const).find((one) => one === wanted);
  const row = calm.find(({ local_id }) => local_id === name);
  if (name === undefined || row === undefined) return customer(more);
  return customer({ local_id: name, name: row.name, record: records[name], chip: row.chip, ...(row.id === undefined ? {} : { id: row.id }) });
}

export const submissions: readonly SubmissionView[] = [
  { id: "s1", code: "A7K", received_at: ago(2), age_s: 120, language: "pt", name: "Mariana Costa", record: { kind: "person", names: { givenName: "Mariana", familyName: "Costa" } }, readable: true, statement: "2026-11", consent: {}, channels: [] },
  { id: "s2", code: "B2M", received_at: ago(9), age_s: 540, language: "de", name: "Jonas Weber", record: { kind: "person", names: { givenName: "Jonas", familyName: "Weber" } }, readable: true, statement: "2026-11", consent: {}, channels: [] },
];

export const online: StatusView = { connection: "online", waiting: 0, held: 0, sending: 0, checking: 0, needs_person: 0, submissions: 2, customers: 52_418, as_of: ago(20), heard_at: ago(0) };

export const strips: readonly StatusView[] = [
  online,
  { ...online, sending: 1, waiting: 2 },
  { ...online, waiting: 3 },
  { ...online, checking: 1 },
  { ...online, waiting: 1, held: 1 },
  { ...online, connection: "slow", heard_at: ago(0.1) },
  { ...online, connection: "offline", since: ago(14), waiting: 3 },
  { ...online, connection: "throttled", until: ago(-0.6), waiting: 3 },
  { ...online, connection: "sign_in", waiting: 3 },
  { ...online, connection: "not_the_network", waiting: 3 },
  { ...online, connection: "not_the_network", detail: "certificate", waiting: 3 },
  { ...online, connection: "not_configured" },
  { ...online, connection: "draining_elsewhere", waiting: 3 },
  { ...online, connection: "storage_stuck", waiting: 3 },
];

/** As the waiting list is with `entries` in it. */
export const atWork = {
  status: { ...online, waiting: 2, held: 1, checking: 1, needs_person: 3 },
  answers: { outbox: { entries } },
};

const decided = { receipt: "r1", at: ago(200), who: "Ben", said: "different", probability: 0.993, would_use: true, reason: "relative" };
export const overview: OverviewView = {
  days: 7, since: ago(7 * 24 * 60), empty: false, overridden: 2, emptied: 1,
  people: [{ who: "Ben", created: 1, kept_apart: 1, proved: 1 }, { who: "Ana", created: 0, kept_apart: 0, proved: 0 }],
  overrides: [decided, { ...decided, receipt: "r2", at: ago(3_000), said: "create", probability: 0.94, would_use: false, reason: "in_words" }],
  proved: [{ one: "01-16203", other: "01-16377", at: ago(40), how: "person", who: "Ana", against: decided }, { one: "01-16411", other: "01-16502", at: ago(90), how: "twin" }],
  unsent: {
    total: 5, needs_person: 1, oldest: ago(1_600),
    ages: [{ from_h: 0, to_h: 1, count: 3 }, { from_h: 1, to_h: 8, count: 1 }, { from_h: 8, to_h: 24, count: 0 }, { from_h: 24, to_h: 168, count: 1 }, { from_h: 168, count: 0 }],
    people: [{ who: "Ana", count: 4, needs_person: 1, oldest: ago(1_600) }, { who: "Ben", count: 1, needs_person: 0, oldest: ago(20) }],
  },
  kiosk: { waiting: 2, oldest: ago(35) },
};
