/**
 * How a country writes an address: its lines in order, and what it calls their parts. The county or
 * state is not asked for on its own: the postcode settles it everywhere but in Ireland and the
 * United States, where it stands beside the town.
 */
import type { Key } from "../lib/i18n/kiosk";
import type { Answers } from "./questions";

export type Part = "street" | "house_number" | "postal_code" | "city";

export interface Form {
  lines: readonly (readonly Part[])[];
  /** Where the country has a word of its own for a part. */
  names?: { readonly [part in Part]?: Key };
  /** A postcode as the country writes one. */
  example?: string;
}

const streetFirst = [
  ["street", "house_number"],
  ["postal_code", "city"],
] as const;
const numberFirst = [
  ["house_number", "street"],
  ["postal_code", "city"],
] as const;
const codeLast = [
  ["house_number", "street"],
  ["city", "postal_code"],
] as const;

const forms: { [country: string]: Form } = {
  GB: { lines: codeLast, names: { house_number: "house_number_name" }, example: "LS1 4AP" },
  IE: {
    lines: codeLast,
    names: { house_number: "house_number_name", city: "city_county", postal_code: "postal_code_eircode" },
    example: "D02 X285",
  },
  US: { lines: codeLast, names: { city: "city_state", postal_code: "postal_code_zip" }, example: "94107" },
  FR: { lines: numberFirst, example: "75011" },
  DE: { lines: streetFirst, example: "10115" },
  AT: { lines: streetFirst, example: "1010" },
  CH: { lines: streetFirst, example: "8001" },
  NL: { lines: streetFirst, example: "1012 AB" },
  BE: { lines: streetFirst, example: "1000" },
  ES: { lines: streetFirst, names: { house_number: "house_number_floor" }, example: "28013" },
  PT: { lines: streetFirst, names: { house_number: "house_number_floor" }, example: "1200-109" },
  SE: { lines: streetFirst, example: "111 29" },
  FI: { lines: streetFirst, example: "00100" },
  NO: { lines: streetFirst, example: "0150" },
  DK: { lines: streetFirst, names: { house_number: "house_number_floor" }, example: "1050" },
};
const generic: Form = { lines: streetFirst };

/** Countries with a form of their own: offered before all others. */
export const known = Object.keys(forms);

export const formOf = (country: string): Form => forms[country] ?? generic;

/** The lines as the country writes them, without its name; none where nothing was entered. */
export function written(answers: Answers): string[] {
  const lines = formOf(answers.country_code).lines.map((parts) =>
    parts.map((part) => answers[part].trim()).filter((text) => text !== "").join(" "),
  );
  return lines.filter((line) => line !== "");
}
