/** The sections of a record as the forms know them: their members, in the order they are asked. */
import type { CustomerRecord, Section } from "../api/generated/types";

export type Member =
  | "names"
  | "company"
  | "identity"
  | "personalDetails"
  | "channels"
  | "addresses"
  | "vehicles";

export type FieldKind = "text" | "date" | "choice" | "country" | "language" | "year" | "code";

export interface FieldShape {
  name: string;
  kind: FieldKind;
  /** Sixths of the form's width. */
  width: 1 | 2 | 3 | 4 | 6;
  /** Shown only on request, unless it holds something. */
  rare?: true;
  /** A network's own free line: only where its profile names it. */
  free?: true;
  /** Not asked where the network keeps free lines instead. */
  structured?: true;
  /** Choices where the profile names none. */
  choices?: readonly string[];
}

export interface SectionShape {
  section: Section;
  member: Member;
  list: boolean;
  fields: readonly FieldShape[];
}

const text = (name: string, width: FieldShape["width"], rare?: true): FieldShape =>
  rare ? { name, kind: "text", width, rare } : { name, kind: "text", width };

const genders = ["FEMALE", "MALE", "OTHER", "UNKNOWN"] as const;
const maritalStates = [
  "SINGLE",
  "MARRIED",
  "PARTNERSHIP",
  "SEPARATED",
  "DIVORCED",
  "WIDOWED",
  "UNKNOWN",
] as const;

export const addressFields: readonly FieldShape[] = [
  { name: "line1", kind: "text", width: 6, free: true },
  { name: "line2", kind: "text", width: 6, free: true },
  text("streetType", 2, true),
  { name: "houseNumber", kind: "text", width: 2, structured: true },
  { name: "streetName", kind: "text", width: 4, structured: true },
  text("buildingName", 3, true),
  text("floorNumber", 1, true),
  text("doorNumber", 1, true),
  text("blockName", 1, true),
  text("estate", 3, true),
  text("suburb", 3, true),
  { name: "postalCode", kind: "code", width: 2 },
  text("city", 4),
  text("county", 3, true),
  text("province", 3, true),
  { name: "countryCode", kind: "country", width: 6 },
];

export const postalFields: readonly FieldShape[] = [
  text("poBoxName", 6),
  text("poBoxNumber", 3),
  text("poBoxSuite", 3),
  { name: "postalCode", kind: "code", width: 2 },
  text("city", 4),
  text("county", 3, true),
  text("province", 3, true),
  { name: "countryCode", kind: "country", width: 6 },
];

export const vehicleFields: readonly FieldShape[] = [
  { name: "licensePlate", kind: "code", width: 2 },
  { name: "vin", kind: "code", width: 4 },
  text("make", 2),
  text("model", 3),
  { name: "year", kind: "year", width: 1 },
  text("relationship", 3, true),
];

export const shapes: { [S in Section]: SectionShape } = {
  names: {
    section: "names",
    member: "names",
    list: false,
    fields: [
      text("title", 2),
      text("givenName", 4),
      text("middleName", 3),
      text("familyName", 3),
      text("familyName2", 3),
      text("preferredName", 3),
      text("initials", 2),
      text("salutation", 4),
    ],
  },
  communication: { section: "communication", member: "channels", list: true, fields: [] },
  addresses: { section: "addresses", member: "addresses", list: true, fields: addressFields },
  identity: {
    section: "identity",
    member: "identity",
    list: false,
    fields: [
      { name: "birthDate", kind: "date", width: 6 },
      { name: "socialSecurityId", kind: "code", width: 6 },
    ],
  },
  "personal-details": {
    section: "personal-details",
    member: "personalDetails",
    list: false,
    fields: [
      { name: "gender", kind: "choice", width: 3, choices: genders },
      { name: "maritalStatus", kind: "choice", width: 3, choices: maritalStates },
      { name: "nationalityCode", kind: "country", width: 6 },
      { name: "languageCode", kind: "language", width: 6 },
      text("occupation", 6),
    ],
  },
  company: { section: "company", member: "company", list: false, fields: [text("name", 6)] },
  vehicles: { section: "vehicles", member: "vehicles", list: true, fields: vehicleFields },
};

/** The section a record path lies in. */
export function sectionOf(path: string): Section | undefined {
  const member = path.split(/[.[]/)[0];
  return Object.values(shapes).find((shape) => shape.member === member)?.section;
}

/** The part of a record one section's form works on. */
export function part(record: CustomerRecord, section: Section): Partial<CustomerRecord> {
  switch (section) {
    case "names":
      return { names: record.names ?? {} };
    case "communication":
      return { channels: record.channels ?? [] };
    case "addresses":
      return { addresses: record.addresses ?? [] };
    case "identity":
      return { identity: record.identity ?? {} };
    case "personal-details":
      return { personalDetails: record.personalDetails ?? {} };
    case "company":
      return { company: record.company ?? {} };
    case "vehicles":
      return { vehicles: record.vehicles ?? [] };
  }
}
