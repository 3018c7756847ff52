/** The lines of a comparison: what each shows, which evidence speaks of it, what copying it takes along. */
import type { CustomerRecord, EvidenceView } from "../api/generated/types";
import { visible } from "../text";
import { language } from "../i18n/locale.svelte";
import { show } from "./birth-date";
import { addressLine, personName, phoneText } from "./show";

export type Outcome = "agree" | "similar" | "differ" | "missing";
const outcomes: readonly string[] = ["agree", "similar", "differ", "missing"];

export interface Field {
  name: string;
  /** The evidence that speaks of it. */
  evidence: readonly string[];
  /** What a search row says it matched by. */
  matched: readonly string[];
  value: (record: CustomerRecord) => string[];
  /** What of a record is taken along where the line is copied; absent where it cannot be. */
  part?: (record: CustomerRecord) => Partial<CustomerRecord>;
}

/** What somebody agreed to at one customer was not agreed to at another. */
const channels = (record: CustomerRecord, kind: "phone" | "email"): Partial<CustomerRecord> => ({
  channels: (record.channels ?? [])
    .filter((one) => one.kind === kind)
    .map(({ consent: _, preferred: __, ...one }) => one),
});

const texts = (...values: (string | undefined)[]) => values.filter((value) => !!value?.trim()).map((value) => visible(value ?? ""));

/** What somebody likes to be called, where that is not the name they were given. */
function called({ names }: CustomerRecord): string {
  const [wished, given] = [names?.preferredName?.trim() ?? "", names?.givenName?.trim() ?? ""];
  return wished === "" || wished.toLowerCase() === given.toLowerCase() ? "" : `“${wished}”`;
}

export const fields: readonly Field[] = [
  {
    name: "name",
    evidence: ["familyName", "givenName", "name", "familyName2", "middleName", "preferredName"],
    matched: ["name", "givenName", "middleName", "familyName", "familyName2", "preferredName"],
    value: (record) => texts(personName(record), called(record)),
    part: ({ names }) => (names ? { names } : {}),
  },
  { name: "company", evidence: ["company"], matched: ["company"],
    value: ({ company }) => texts(company?.name),
    part: ({ company }) => (company ? { company } : {}) },
  {
    name: "phone",
    evidence: ["phone"],
    matched: ["phone"],
    value: ({ channels }) =>
      (channels ?? []).filter((one) => one.kind === "phone").map((one) => phoneText(one.value)),
    part: (record) => channels(record, "phone"),
  },
  {
    name: "email",
    evidence: ["email"],
    matched: ["email"],
    value: ({ channels }) =>
      (channels ?? []).filter((one) => one.kind === "email").map((one) => visible(one.value)),
    part: (record) => channels(record, "email"),
  },
  {
    name: "address",
    evidence: ["street", "building", "address", "houseNumber", "postalCode", "city"],
    matched: ["postcode", "postalCode", "town", "city", "street"],
    value: ({ addresses }) => texts(...(addresses ?? []).map(addressLine)),
    part: ({ addresses }) => ({ addresses: (addresses ?? []).filter((one) => addressLine(one) !== "") }),
  },
  {
    name: "birth_date",
    evidence: ["birthDate", "birth_date"],
    matched: ["birth_date", "birthDate"],
    value: ({ identity }) => texts(show(identity?.birthDate ?? "", language.tag)),
    part: ({ identity }) => (identity?.birthDate ? { identity: { birthDate: identity.birthDate } } : {}),
  },
  {
    name: "vehicle",
    evidence: ["vin", "licensePlate", "vehicle"],
    matched: ["vin", "plate", "licensePlate"],
    value: ({ vehicles }) =>
      (vehicles ?? []).map((car) =>
        texts(car.make, car.model, car.year?.toString(), car.licensePlate, car.vin).join(" "),
      ),
    part: ({ vehicles }) => ({ vehicles: vehicles ?? [] }),
  },
  { name: "customer_key", evidence: ["customerKey"], matched: ["customer_key", "customerKey"],
    value: ({ customerKey }) => texts(customerKey) },
];

const strength: { [O in Outcome]: number } = { agree: 3, similar: 2, differ: 1, missing: 0 };

/** Several pieces of evidence on one line: a difference is never hidden behind an agreement. */
export function judged(evidence: readonly EvidenceView[], names: readonly string[]): Outcome | undefined {
  const found = evidence
    .filter((piece) => names.includes(piece.field) && outcomes.includes(piece.outcome))
    .map((piece) => piece.outcome as Outcome);
  const told = found.filter((outcome) => outcome !== "missing");
  if (told.length === 0) return found[0];
  if (told.includes("differ") && told.some((outcome) => outcome !== "differ")) return "similar";
  return told.reduce((weakest, outcome) => (strength[outcome] < strength[weakest] ? outcome : weakest));
}
