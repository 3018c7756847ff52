/**
 * A contact that somebody shows as a QR code: vCard 2.1, 3 and 4, and MECARD. Read for the form of a
 * new customer, where it is looked over before anything is written.
 */
import type { Address, Channel, CustomerRecord, Names } from "../lib/api/generated/types";
import { countries } from "../lib/record/codes";
import { houseFirst } from "../lib/record/show";

export interface Contact {
  record: CustomerRecord;
  /** What to search for: the narrowest first. */
  searches: string[];
}

/** What a card says, each in the order of a vCard. */
interface Said {
  /** Family, given, additional. */
  name: string[];
  full: string;
  company: string;
  born: string;
  channels: Channel[];
  /** Box, extension, street, town, region, postcode, country. */
  address: string[];
}

interface Property {
  name: string;
  /** `TYPE=work`, as `work`. */
  types: ReadonlySet<string>;
  value: string;
}

const properties = "BEGIN|END|VERSION|PRODID|REV|FN|NICKNAME|TEL|EMAIL|ADR|LABEL|ORG|TITLE|ROLE|BDAY|URL|NOTE|PHOTO|UID|N";
/** Where one begins although the scanner typed no line ends. */
const lost = new RegExp(`(${properties})(?=:|;(?:TYPE|CHARSET|ENCODING|LANGUAGE|PREF|VALUE|CELL|HOME|WORK|VOICE|FAX|INTERNET|MAIN)\\b)`, "g");

const tidy = (text: string) => text.replace(/\s+/g, " ").trim();

/** Split where the sign stands without a backslash, which stays. */
function split(value: string, sign: string): string[] {
  const found = [""];
  for (let at = 0; at < value.length; at++) {
    const letter = value[at] ?? "";
    if (letter === sign) found.push("");
    else found[found.length - 1] += letter === "\\" ? letter + (value[++at] ?? "") : letter;
  }
  return found;
}

const plain = (value: string) => tidy(value.replace(/\\(.?)/gs, (_, letter: string) => (/n/i.test(letter) ? "\n" : letter)));
/** Several where one is expected: `Ana,Maria`. */
const listed = (value: string, between: string) => split(value, ",").map(plain).filter((one) => one !== "").join(between);

function decoded(bytes: Uint8Array, charset: string | undefined): string {
  for (const name of [charset ?? "utf-8", "utf-8"]) {
    try {
      return new TextDecoder(name, { fatal: true }).decode(bytes);
    } catch {
      // An unknown name, or other bytes than it says.
    }
  }
  return new TextDecoder("windows-1252").decode(bytes);
}

function quotedPrintable(value: string, charset: string | undefined): string {
  const bytes: number[] = [];
  for (const [piece, hex] of value.matchAll(/=([\dA-F]{2})|[^]/gi)) {
    if (hex !== undefined) bytes.push(parseInt(hex, 16));
    else bytes.push(...new TextEncoder().encode(piece));
  }
  return decoded(new Uint8Array(bytes), charset);
}

/** Some scanners type each byte of a letter as a letter of its own. */
function mended(text: string): string {
  const bytes = Array.from(text, (letter) => letter.charCodeAt(0));
  if (!bytes.some((byte) => byte > 0x7f) || bytes.some((byte) => byte > 0xff)) return text;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(bytes));
  } catch {
    return text;
  }
}

/** Unfolded: a line that begins with a space goes on, and one of quoted-printable that ends in "=". */
function lines(text: string): string[] {
  const all: string[] = [];
  let open = false;
  for (const line of text.split(/[\r\n]+/)) {
    const last = all.at(-1);
    if (last !== undefined && open) all[all.length - 1] = last.slice(0, -1) + line.trimStart();
    else if (last !== undefined && /^[ \t]/.test(line)) all[all.length - 1] = last + line.slice(1);
    else all.push(line);
    open = /^[^:]*QUOTED-PRINTABLE[^:]*:.*=$/i.test(all.at(-1) ?? "");
  }
  return all;
}

function property(line: string): Property | undefined {
  const parted = /^((?:"[^"]*"|[^:"])*):(.*)$/s.exec(line);
  if (!parted) return undefined;
  const [head = "", ...parts] = (parted[1] ?? "").split(";");
  const types = new Set<string>();
  let charset: string | undefined;
  for (const part of parts) {
    const [key, said] = part.includes("=") ? [part.slice(0, part.indexOf("=")).toUpperCase(), part.slice(part.indexOf("=") + 1)] : ["TYPE", part];
    if (key === "CHARSET") charset = said;
    else if (key === "TYPE" || key === "ENCODING") for (const one of said.replaceAll('"', "").split(",")) types.add(one.trim().toLowerCase());
  }
  const value = parted[2] ?? "";
  // Some put `item1.` in front.
  const name = (head.split(".").at(-1) ?? "").trim().toUpperCase();
  return { name, types, value: types.has("quoted-printable") ? quotedPrintable(value, charset) : value };
}

const nothing = (): Said => ({ name: [], full: "", company: "", born: "", channels: [], address: [] });

function channel(kind: Channel["kind"], text: string, types: ReadonlySet<string>): Channel[] {
  const value = plain(text).replace(/^(?:tel|mailto):/i, "");
  if (value === "" || types.has("pager")) return [];
  const use = types.has("work") ? "work" : "home";
  if (kind === "email") return [{ kind, use, value }];
  const line = types.has("cell") ? "mobile" : types.has("fax") ? "fax" : types.has("home") || types.has("work") ? "landline" : undefined;
  return [{ kind, use, ...(line && { line }), value }];
}

function take(said: Said, { name, types, value }: Property) {
  if (name === "N") said.name = split(value, ";").map((part) => listed(part, " "));
  else if (name === "FN") said.full ||= plain(value);
  else if (name === "ORG") said.company ||= plain(split(value, ";")[0] ?? "");
  else if (name === "BDAY") said.born = value;
  else if (name === "TEL") said.channels.push(...channel("phone", value, types));
  else if (name === "EMAIL") said.channels.push(...channel("email", value, types));
  // Where somebody lives is told before where they work.
  else if (name === "ADR" && (said.address.length === 0 || types.has("home"))) said.address = split(value, ";").map((part) => listed(part, ", "));
}

function vcard(text: string): Said {
  const card = text.slice("BEGIN:VCARD".length).replace(/END:VCARD[^]*$/i, "");
  const said = nothing();
  const broken = /[\r\n]/.test(card) ? card : card.replace(lost, "\n$1");
  for (const line of lines(broken)) {
    const one = property(line);
    if (one) take(said, one);
  }
  return said;
}

function mecard(text: string): Said {
  const said = nothing();
  for (const field of split(text.slice("MECARD:".length).replace(/[\r\n]+/g, ""), ";")) {
    const [name = "", ...rest] = split(field, ":");
    const value = rest.join(":");
    if (name === "N") {
      const [family = "", ...given] = split(value, ",");
      if (given.length > 0) said.name = [plain(family), listed(given.join(","), " ")];
      else said.full = plain(family);
    } else if (name === "ADR") {
      const parts = split(value, ",").map(plain);
      // The seven of its definition, or an address in one piece.
      said.address = parts.length === 7 ? parts : ["", "", parts.filter((part) => part !== "").join(", ")];
    } else take(said, { name, types: new Set(), value });
  }
  return said;
}

/** A name in one piece: the family's stands before a comma, else last. */
function parted(full: string): Names {
  const [family = "", given] = full.split(",").map((part) => part.trim());
  if (given !== undefined) return named(family, given, "");
  const words = full.split(" ");
  return named(words.at(-1) ?? "", words.slice(0, -1).join(" "), "");
}

const named = (familyName: string, givenName: string, middleName: string): Names => ({
  ...(givenName && { givenName }), ...(middleName && { middleName }), ...(familyName && { familyName }),
});

/** A day, where one is known. */
function day(text: string): string | undefined {
  const [, year, month, date] = /^(\d{4})-?(\d\d)-?(\d\d)(?!\d)/.exec(text.trim()) ?? [];
  return year && `${year}-${month}-${date}`;
}

/** By its two letters, or by its name in a language this program speaks. */
function countryOf(text: string): string | undefined {
  const said = text.toLowerCase();
  const called = (code: string) =>
    ["en", "de", "nl", "fr", "es", "sv", "fi", "pt", "it"].some((tag) => new Intl.DisplayNames(tag, { type: "region" }).of(code)?.toLowerCase() === said);
  const known = ({ usa: "US", uk: "GB" } as { [name: string]: string })[said] ?? text.toUpperCase();
  return countries.includes(known) ? known : said === "" ? undefined : countries.find(called);
}

function address([, extension = "", line = "", city = "", province = "", postalCode = "", country = ""]: readonly string[], home: string): Address[] {
  const countryCode = countryOf(country);
  const found = houseFirst(countryCode ?? home) ? /^(?<house>\d+[a-z]?),? +(?<street>\D.*)$/i.exec(line) : /^(?<street>.*\D),? +(?<house>\d+ ?[a-z]?(?:[-/]\d+)?)$/i.exec(line);
  const { street: streetName = line, house: houseNumber = "" } = found?.groups ?? {};
  const lives: Address = {
    ...(streetName && { streetName: streetName.replace(/,$/, "") }), ...(houseNumber && { houseNumber }), ...(extension && { doorNumber: extension }),
    ...(city && { city }), ...(province && { province }), ...(postalCode && { postalCode }),
  };
  return Object.keys(lives).length > 0 ? [{ kind: "physical", ...lives, ...(countryCode && { countryCode }) }] : [];
}

function recordOf(said: Said, home: string): CustomerRecord {
  const [family = "", given = "", middle = ""] = said.name;
  // An address book names a company twice.
  const full = said.full === said.company ? "" : said.full;
  const names = family || given ? named(family, given, middle) : full ? parted(full) : {};
  const birthDate = day(said.born);
  const addresses = address(said.address, home);
  return {
    kind: Object.keys(names).length === 0 && said.company ? "company" : "person",
    ...(Object.keys(names).length > 0 && { names }),
    ...(said.company && { company: { name: said.company } }),
    ...(birthDate && { identity: { birthDate } }),
    ...(said.channels.length > 0 && { channels: said.channels }),
    ...(addresses.length > 0 && { addresses }),
  };
}

function searches({ names = {}, company, channels = [] }: CustomerRecord): string[] {
  const name = [names.familyName, names.givenName?.split(" ")[0]].filter(Boolean).join(" ") || (company?.name ?? "");
  const phone = channels.find((one) => one.kind === "phone" && one.line !== "fax")?.value.replace(/[^\d+]/g, "") ?? "";
  const email = channels.find((one) => one.kind === "email")?.value ?? "";
  const all = [phone && `${name} ${phone}`, email && `${name} ${email}`, phone, email, name];
  return [...new Set(all.map((words) => words.trim()).filter((words) => words !== ""))];
}

/** What a text says; nothing where it is no contact, or one of nobody. `home`: where an address without a country is. */
export function contact(text: string, home: string): Contact | undefined {
  const at = text.search(/BEGIN:VCARD|MECARD:/);
  if (at === -1) return undefined;
  const card = mended(text.slice(at));
  const record = recordOf(card.startsWith("MECARD:") ? mecard(card) : vcard(card), home);
  const asked = searches(record);
  return asked.length > 0 ? { record, searches: asked } : undefined;
}
