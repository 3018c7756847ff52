/** How parts of a record are written on a line. */
import type { Address } from "../api/generated/types";
import { language } from "../i18n/locale.svelte";

const numberFirst = new Set(["GB", "IE", "US", "CA", "FR", "AU", "NZ", "LU"]);
const codeLast = new Set(["GB", "IE", "US", "CA", "AU", "NZ"]);

const words = (...parts: (string | undefined)[]) =>
  parts.map((part) => part?.trim() ?? "").filter((part) => part !== "");

/** Whether a country writes the house number before the street. */
export const houseFirst = (country: string): boolean => numberFirst.has(country.toUpperCase());
/** Whether a country writes the postcode behind the town. */
export const postcodeLast = (country: string): boolean => codeLast.has(country.toUpperCase());

/** A network's own line, which the record keeps under a name of its own. */
function free(address: object, name: string): string {
  const line: unknown = Object.entries(address).find(([member]) => member === name)?.[1];
  return typeof line === "string" ? line : "";
}

/** The lines as the country writes them. */
export function addressLines(address: Address): string[] {
  const country = address.countryCode ?? "";
  const street = words(address.streetType, address.streetName).join(" ");
  const line = houseFirst(country)
    ? words(address.houseNumber, street).join(" ")
    : words(street, address.houseNumber).join(" ");
  const box = words(address.poBoxName, address.poBoxNumber, address.poBoxSuite).join(" ");
  const inside = words(
    address.buildingName,
    address.blockName,
    address.floorNumber,
    address.doorNumber,
    address.estate,
  ).join(", ");
  const town = postcodeLast(country)
    ? words(address.city, words(address.province, address.postalCode).join(" ")).join(", ")
    : words(address.postalCode, address.city).join(" ");
  const area = postcodeLast(country) ? address.county : words(address.county, address.province).join(", ");
  return words(free(address, "line1"), free(address, "line2"), inside, line, box, address.suburb, town, area);
}

export const addressLine = (address: Address): string => addressLines(address).join(", ");

/** A number in groups that can be read aloud; what is no number is left alone. */
export function phoneText(value: string): string {
  const digits = /^\+(\d{6,15})$/.exec(value.trim());
  if (!digits?.[1]) return value;
  const prefix = countryPrefix(digits[1]);
  const rest = digits[1].slice(prefix.length);
  const groups = rest.match(/.{1,3}/g) ?? [];
  const last = groups.at(-1);
  const before = groups.at(-2);
  if (last && before && last.length === 1) groups.splice(-2, 2, before + last);
  return `+${prefix} ${groups.join(" ")}`;
}

/** Country codes are prefix-free: one digit for 1 and 7, else two, else three. */
function countryPrefix(digits: string): string {
  if (/^[17]/.test(digits)) return digits.slice(0, 1);
  return /^(2[07]|3[0-46]|39|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/.test(digits)
    ? digits.slice(0, 2)
    : digits.slice(0, 3);
}

export const phoneEnd = (value: string): string => `…${value.replace(/\D/g, "").slice(-4)}`;

function named(type: "region" | "language", code: string): string {
  try {
    return new Intl.DisplayNames([language.tag], { type, fallback: "code" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** `Portugal` for `PT`; a code that is none stands as it is. */
export const countryName = (code: string): string => named("region", code);
export const languageName = (code: string): string => named("language", code);

export const initials = (name: string): string => {
  const parts = name.trim().split(/\s+/).filter((part) => /\p{L}|\p{N}/u.test(part));
  const letters = parts.length > 1 ? [parts[0], parts.at(-1)] : [parts[0]];
  return letters.map((part) => Array.from(part ?? "")[0] ?? "").join("").toUpperCase();
};
