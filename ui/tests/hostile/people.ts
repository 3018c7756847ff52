/** Customers, entries and cards whose every word comes from outside, and is known again by its number. */
import type {
  CandidateView, CustomerRecord, CustomerView, EntryView, ReceiptRow, ReceiptView, RowView, SideView, SubmissionView,
} from "../../src/lib/api/generated/types";
import { payloads } from "./payloads";

export type Plant = (at: number, field: string) => string;

/** `~17.city~` is the seventeenth payload as a town. */
export const label = (at: number, field: string): string => `~${at}.${field}~`;
export const hostile: Plant = (at, field) => `${payloads[at] ?? ""} ${label(at, field)}`;
/** The same shape without the venom. */
export const tame: Plant = (at, field) => `Value ${label(at, field)}`;
export const planted = /~(\d+)\.(\w+)~/g;
export const everyone = payloads.map((_, at) => at);

export const row = (plant: Plant, at: number): RowView => ({
  local_id: `l${at}`, id: `n${at}`, kind: at % 3 === 0 ? "company" : "person", name: plant(at, "rowName"), company: plant(at, "rowCompany"), town: plant(at, "rowTown"), phone_end: plant(at, "rowPhone"),
  vehicle: plant(at, "rowCar"), why: [{ field: "email", how: "same", text: plant(at, "rowWhy") }], chip: { state: "copy" },
});

export const record = (plant: Plant, at: number, other = at): CustomerRecord => ({
  id: `n${at}`, kind: "person", customerKey: plant(at, "key"), status: plant(at, "status"),
  names: {
    title: plant(at, "title"), givenName: plant(at, "given"), middleName: plant(at, "middle"), familyName: plant(at, "family"), familyName2: plant(at, "family2"), preferredName: plant(at, "preferred"),
    initials: plant(at, "initials"), salutation: plant(at, "salutation"),
  },
  company: { name: plant(at, "company") },
  identity: { birthDate: plant(at, "birth"), socialSecurityId: plant(at, "ssn") },
  personalDetails: { gender: plant(at, "gender"), maritalStatus: plant(at, "marital"), nationalityCode: plant(at, "nationality"), languageCode: plant(at, "tongue"), occupation: plant(at, "occupation") },
  channels: [
    { kind: "phone", use: "home", line: "mobile", value: plant(other, "phone"), consent: { call: "AGREED" } },
    { kind: "email", use: "work", value: plant(other, "email") },
  ],
  addresses: [
    {
      kind: "physical", streetType: plant(at, "streetType"), streetName: plant(at, "street"), houseNumber: plant(at, "house"), buildingName: plant(at, "building"), suburb: plant(at, "suburb"), city: plant(at, "city"),
      county: plant(at, "county"), province: plant(at, "province"), postalCode: plant(at, "postcode"), countryCode: plant(at, "country"),
    },
  ],
  vehicles: [{ vin: plant(at, "vin"), licensePlate: plant(at, "plate"), make: plant(at, "make"), model: plant(at, "model"), relationship: plant(at, "relationship") }],
});

export const candidate = (plant: Plant, at: number): CandidateView => ({
  local_id: `l${at}`, id: `n${at}`, probability: 0.97, relation: "same", strong: true, evidence: [{ field: "familyName", outcome: "agree", weight: 4 }], row: row(plant, at), record: record(plant, at),
});

const field = (plant: Plant, at: number, name: string) => ({ field: `names.${name}`, base: plant(at, `${name}Base`), mine: plant(at, `${name}Mine`), theirs: { first: plant(at, `${name}Theirs`) } });

export const entry = (plant: Plant, at: number, more: Partial<EntryView> = {}): EntryView => ({
  op_id: `o${at}`, kind: "update-names", local_id: `l${at}`, name: plant(at, "entryName"), chip: { state: "needs_person", reason: at % 2 === 0 ? "conflict" : "rejected" }, age_s: 60, attempts: 2,
  message: plant(at, "message"), cancel_reason: plant(at, "cancelled"), held: { because: plant(at, "because") },
  refusals: [{ field: "names.familyName", code: "unheard_of", message: plant(at, "refusal"), params: {} }, { field: "names.givenName", code: "too_long", message: "", params: { max: plant(at, "max"), length: plant(at, "length") } }],
  conflicts: at % 2 === 0 ? [field(plant, at, "givenName"), field(plant, at, "familyName")] : [],
  candidates: [], here: false, unsent: false, differs: [{ field: "names.givenName", sent: plant(at, "sent"), stored: plant(at, "stored") }], twins: [plant(at, "twin")], ...more,
});

export const customer = (plant: Plant, at: number, other = at): CustomerView => ({
  local_id: "l0", id: plant(at, "number"), name: plant(at, "name"), record: record(plant, at, other), chip: { state: "copy" }, whole: true, entries: [entry(plant, at, { op_id: "o0" })],
  differs: [{ field: "names.familyName", sent: plant(at, "lost"), stored: plant(at, "kept") }], doubtful: [{ field: "names.familyName", code: "unheard_of", message: plant(at, "doubt"), params: {} }],
});

export const submission = (plant: Plant, at: number): SubmissionView => ({
  id: `s${at}`, code: "A7K", received_at: "", age_s: 40, language: "en", name: plant(at, "cardName"), readable: true, statement: "2026-11", plate: plant(at, "cardPlate"), reason: "sales", consent: { call: "AGREED" }, channels: [], record: record(plant, at),
});

const time = "2026-11-22T10:42:00Z";
export const receipt = (plant: Plant, at: number): ReceiptRow => ({
  id: `r${at}`, at: time, who: plant(at, "who"), occasion: "compare", said: "use", forgotten: false, name: plant(at, "asked"), chosen: plant(at, "chosen"), reason: plant(at, "reason"), candidates: 1, branch: "name_and_contact",
  network: { state: "answered", complete: true },
});

export const kept = (plant: Plant, at: number): ReceiptView => ({
  row: receipt(plant, at),
  kept: {
    question: record(plant, at), sentence: plant(at, "sentence"), action: "use", tree: { branch: "name_and_contact", ids: [`n${at}`] },
    candidates: [{ local_id: `l${at}`, id: `n${at}`, name: plant(at, "candidate"), probability: 0.9, relation: "same", strong: true, ruled_out: false, chosen: true, evidence: [{ field: "familyName", outcome: "agree", weight: 5 }], record: record(plant, at) }],
  },
});

export const side = (plant: Plant, at: number, name: string): SideView => ({ id: `${name}${at}`, local_id: `l${name}${at}`, name: plant(at, name), gone: false });
