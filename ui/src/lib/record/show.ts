/** How parts of a record are written on a line. */
import type { Address, CustomerRecord } from "../api/generated/types";
import { visible } from "../text";
import { language } from "../i18n/locale.svelte";

const words = (...parts: (string | undefined)[]) =>
  parts.map((part) => visible(part?.trim() ?? "")).filter((part) => part !== "");

/** The parts of an address a line is made of. */
type Part = "free" | "inside" | "street" | "house" | "box" | "suburb" | "city" | "code" | "province" | "county";

/**
 * How countries write an address: lines parted by `/`, parts by a space or by a comma that stays.
 * What an address does not have drops out with its comma.
 */
const usual = "free/inside/street house/box/suburb/code city/county, province";
const numberFirst = "free/inside/house street/box/suburb/code city/county, province";
const british = "free/inside/house street/box/suburb/city, province code/county";
const iberian = "free/street, house/inside/box/suburb/code city/county, province";
const townFirst = "free/inside/street house/box/suburb/city code/county, province";
/** From the largest part to the smallest. */
const inward = "code/province county city/suburb street house/free/inside/box";

const layouts: { readonly [country: string]: string } = {
  FR: numberFirst, LU: numberFirst, MA: numberFirst, TN: numberFirst,
  GB: british, IE: british, US: british, CA: british, AU: british, NZ: british,
  ES: iberian, MX: iberian, PT: "free/street house/inside/box/suburb/code city/county, province",
  IT: "free/inside/street house/box/suburb/code city province/county",
  BR: "free/street, house/inside/box/suburb/city, province/code/county",
  HU: "city/free/street house/inside/box/suburb/code/county, province",
  IN: "free/inside/house street/box/suburb/city code/county, province",
  ID: townFirst, SG: "free/inside/house street/box/suburb/city code/county, province",
  ZA: "free/inside/house street/box/suburb/city/code/county, province",
  RU: "free/street, house/inside/box/suburb/city/county, province/code",
  UA: "free/street, house/inside/box/suburb/city/county, province/code",
  CN: inward, HK: inward, JP: inward, KR: inward, TW: inward,
};

const layout = (country: string): string => layouts[country.toUpperCase()] ?? usual;
const before = (one: string, other: string) => (country: string): boolean => {
  const parts = layout(country).split(/[/, ]+/);
  return parts.indexOf(one) < parts.indexOf(other);
};

/** Whether a country writes the house number before the street. */
export const houseFirst = before("house", "street");
/** Whether a country writes the postcode behind the town. */
export const postcodeLast = before("city", "code");

/** A network's own line, which the record keeps under a name of its own. */
function free(address: object, name: string): string {
  const line: unknown = Object.entries(address).find(([member]) => member === name)?.[1];
  return typeof line === "string" ? line : "";
}

/** The lines as the country writes them. */
export function addressLines(address: Address): string[] {
  const part: { [P in Exclude<Part, "free">]: string | undefined } = {
    inside: words(address.buildingName, address.blockName, address.floorNumber, address.doorNumber, address.estate).join(", "),
    street: words(address.streetType, address.streetName).join(" "),
    house: address.houseNumber,
    box: words(address.poBoxName, address.poBoxNumber, address.poBoxSuite).join(" "),
    suburb: address.suburb,
    city: address.city,
    code: address.postalCode,
    province: address.province,
    county: address.county,
  };
  const lines = layout(address.countryCode ?? "").split("/").flatMap((line) => {
    if (line === "free") return [free(address, "line1"), free(address, "line2")];
    const groups = line.split(", ").map((group) => {
      const parts = group.split(" ") as Exclude<Part, "free">[];
      return words(...parts.map((name) => part[name])).join(" ");
    });
    return [words(...groups).join(", ")];
  });
  return words(...lines);
}

export const addressLine = (address: Address): string => addressLines(address).join(", ");

/**
 * How people of a country part a number of that many digits, where it is not by threes; with one
 * digit more where it hangs on that.
 */
const spoken: { readonly [prefix: string]: readonly number[] } = {
  "1": [3, 3, 4],
  "7": [3, 3, 2, 2],
  "31": [1, 4, 4],
  "32": [3, 2, 2, 2],
  "33": [1, 2, 2, 2, 2],
  "36": [2, 3, 4],
  "39": [3, 3, 4],
  "41": [2, 3, 2, 2],
  "44": [4, 6],
  "442": [2, 4, 4],
  "45": [2, 2, 2, 2],
  "46": [2, 3, 2, 2],
  "47": [3, 2, 3],
  "353": [2, 3, 4],
  "358": [2, 3, 4],
};

/** A number in groups that can be read aloud; what is no number is left alone. */
export function phoneText(value: string): string {
  const digits = /^\+(\d{6,15})$/.exec(value.trim());
  if (!digits?.[1]) return visible(value);
  const prefix = countryPrefix(digits[1]);
  const rest = digits[1].slice(prefix.length);
  const sizes = spoken[digits[1].slice(0, prefix.length + 1)] ?? spoken[prefix] ?? [];
  const fits = sizes.reduce((sum, size) => sum + size, 0) === rest.length;
  return `+${prefix} ${(fits ? cut(rest, sizes) : byThrees(rest)).join(" ")}`;
}

function cut(digits: string, sizes: readonly number[]): string[] {
  let at = 0;
  return sizes.map((size) => digits.slice(at, (at += size)));
}

function byThrees(digits: string): string[] {
  const groups = digits.match(/.{1,3}/g) ?? [];
  const last = groups.at(-1);
  const before = groups.at(-2);
  if (last && before && last.length === 1) groups.splice(-2, 2, before + last);
  return groups;
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
    return new Intl.DisplayNames([language.tag], { type, fallback: "code" }).of(code) ?? visible(code);
  } catch {
    return visible(code);
  }
}

/** `Portugal` for `PT`; a code that is none stands as it is. */
export const countryName = (code: string): string => named("region", code);
export const languageName = (code: string): string => named("language", code);

/** Languages and countries whose people say the family name first. */
const familyFirst = new Set(["hu", "ja", "ko", "vi", "zh"]);
const familyFirstIn = new Set("CN CHN HK HKG HU HUN JP JPN KP KR KOR MO MAC PRK TW TWN VN VNM".split(" "));
const undivided = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+$/u;

/** A person's name as they say it themselves: their language decides, else where they come from. */
export function personName({ names, personalDetails }: Pick<CustomerRecord, "names" | "personalDetails">): string {
  const given = words(names?.givenName, names?.middleName);
  const family = words(names?.familyName, names?.familyName2);
  const parts = [...family, ...given];
  if (parts.length > 1 && parts.every((part) => undivided.test(part))) return parts.join("");
  const language = personalDetails?.languageCode?.toLowerCase().split(/[-_]/)[0];
  const first = language
    ? familyFirst.has(language)
    : familyFirstIn.has(personalDetails?.nationalityCode?.toUpperCase() ?? "");
  return (first ? parts : [...given, ...family]).join(" ");
}

export const initials = (name: string): string => {
  const parts = visible(name).trim().split(/\s+/).filter((part) => /\p{L}|\p{N}/u.test(part));
  const letters = parts.length > 1 ? [parts[0], parts.at(-1)] : [parts[0]];
  return letters.map((part) => Array.from(part ?? "")[0] ?? "").join("").toUpperCase();
};
