/**
 * Where what was typed says something else than the record, field by field, and what may become of
 * each: the record's stays, the typed one takes its place, or both are kept. Nothing here is sent.
 */
import type { Address, Channel, CustomerRecord, Section, Use, Vehicle } from "../lib/api/generated/types";
import { blank, isObject, plain, read, type Json, type JsonObject } from "../lib/record/path";
import { addressFields, shapes } from "../lib/record/sections";
import { addressLine, houseFirst, phoneText } from "../lib/record/show";
import { consentText, valueText } from "../lib/record/values";

import { visible } from "../lib/text";
/** `keep` the record's value; `replace` it; `add` the typed one where that loses nothing. */
export type Way = "keep" | "replace" | "add";

/** The lines of the compare view, which several fields may share. */
export type LineName = "name" | "company" | "phone" | "email" | "address" | "birth_date" | "vehicle" | "other";

export interface Difference {
  /** Where in what was typed it stands: `names.familyName`, `channels[1]`, `channels[0].consent`. */
  path: string;
  section: Section;
  line: LineName;
  typed: string;
  known: string;
  ways: readonly Way[];
  /** What is chosen until somebody chooses: only where nothing is lost by it. */
  start: Way | undefined;
  /** Added under this use, as its own is taken. */
  addAs?: Use | undefined;
}

/** What the network has room for. */
export interface Room {
  onePerSlot: boolean;
  oneAddressPerKind: boolean;
  /** Sections it takes no changes in. */
  closed?: readonly Section[];
}

export type Choices = { readonly [path: string]: Way | undefined };

const loose = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}@]/gu, "");
const digits = (text: string) => text.replace(/\D/g, "").replace(/^0+/, "");
const same = (a: unknown, b: unknown) => loose(String(a ?? "")) === loose(String(b ?? ""));
const member = (of: object, name: string): Json => read({ ...of } as Json, name);

export function differences(left: CustomerRecord, record: CustomerRecord, room: Room): Difference[] {
  return Object.values(shapes).flatMap(({ section }) => {
    const found = inSection(section, left, record, room);
    if (!room.closed?.includes(section)) return found;
    return found.map((one): Difference => ({ ...one, ways: ["keep"], start: "keep" }));
  });
}

function inSection(section: Section, left: CustomerRecord, record: CustomerRecord, room: Room): Difference[] {
  switch (section) {
    case "communication":
      return channels(left, record, room);
    case "addresses":
      return addresses(left, record, room);
    case "vehicles":
      return vehicles(left, record);
    default:
      return single(section, left, record);
  }
}

/** Fields that hold one value. */
function single(section: Section, left: CustomerRecord, record: CustomerRecord): Difference[] {
  const part = shapes[section].member;
  const typed = member(left, part);
  if (!isObject(typed)) return [];
  return Object.entries(typed).flatMap(([name, value]): Difference[] => {
    const path = `${part}.${name}`;
    const known = read({ ...record } as Json, path);
    if (blank(value) || isObject(value) || Array.isArray(value) || same(value, known)) return [];
    const field = shapes[section].fields.find((one) => one.name === name);
    const words = (one: Json) => (field ? valueText(field, one) : visible(String(one ?? "")));
    const line = section === "names" ? "name" : section === "company" ? "company" : name === "birthDate" ? "birth_date" : "other";
    return [{ path, section, line, typed: words(value), known: words(known), ...oneOrOther(blank(known)) }];
  });
}

const oneOrOther = (free: boolean): Pick<Difference, "ways" | "start"> =>
  free ? { ways: ["add", "keep"], start: "add" } : { ways: ["replace", "keep"], start: undefined };

const worded = (one: Channel) => (one.kind === "phone" ? phoneText(one.value) : visible(one.value));

export function sameValue(one: Channel, old: Channel): boolean {
  if (one.kind !== old.kind) return false;
  const number = digits(one.value);
  return same(one.value, old.value) || (one.kind === "phone" && number.length > 6 && digits(old.value).endsWith(number.slice(-9)));
}

const slot = ({ kind, use, line }: Partial<Channel>) => [kind ?? "", use ?? "", kind === "email" ? "" : (line ?? "")].join("/");

/** Where a channel can go without taking another's place; the other use where its own is taken. */
function freeSlot(one: Channel, had: readonly Channel[], room: Room): Channel | undefined {
  const taken = new Set(had.map(slot));
  if (!room.onePerSlot || !taken.has(slot(one))) return one;
  const other: Channel = { ...one, use: one.use === "work" ? "home" : "work" };
  return taken.has(slot(other)) ? undefined : other;
}

function channels(left: CustomerRecord, record: CustomerRecord, room: Room): Difference[] {
  const had = record.channels ?? [];
  return (left.channels ?? []).flatMap((one, at): Difference[] => {
    if (blank(one.value)) return [];
    const line = one.kind === "email" ? "email" : "phone";
    const base = { path: `channels[${at}]`, section: "communication", line, typed: worded(one) } as const;
    const known = had.find((old) => sameValue(one, old));
    if (known) return consent(base, one, known);
    const old = had.find((other) => slot(other) === slot(one));
    const free = freeSlot(one, had, room);
    const ways: Way[] = [];
    if (old) ways.push("replace");
    if (free) ways.push("add");
    ways.push("keep");
    const start = old && room.onePerSlot ? undefined : "add";
    const addAs = free && free.use !== one.use ? free.use : undefined;
    return [{ ...base, known: old ? worded(old) : "", ways, start, addAs }];
  });
}

/** The number is known; what was said about using it is not. */
function consent(base: Pick<Difference, "path" | "section" | "line">, one: Channel, known: Channel): Difference[] {
  const said = Object.entries(one.consent ?? {}).filter(
    ([way, state]) => state !== "UNKNOWN" && known.consent?.[way] !== state,
  );
  if (said.length === 0) return [];
  const free = said.every(([way]) => (known.consent?.[way] ?? "UNKNOWN") === "UNKNOWN");
  const words = (of: Channel) => said.map(([way]) => consentText(way, of.consent?.[way] ?? "UNKNOWN")).join(" · ");
  return [{ ...base, path: `${base.path}.consent`, typed: words(one), known: words(known), ...oneOrOther(free) }];
}

/** A country alone is what a form starts with, not what somebody typed. */
const told = (address: Address) =>
  Object.entries(address).filter(([name, value]) => !["kind", "countryCode"].includes(name) && !blank(value));

const kindOf = (address: object) => String(member(address, "kind") ?? "physical");

function sameAddress(one: Address, old: Address): boolean {
  const lines = ["line1", "line2"].map((name) => loose(String(member(old, name) ?? "")));
  return told(one).every(([name, value]) => {
    if (same(value, member(old, name))) return true;
    const street = name === "streetName" || name === "houseNumber";
    return street && lines.some((line) => line !== "" && line.includes(loose(String(value))));
  });
}

function addresses(left: CustomerRecord, record: CustomerRecord, room: Room): Difference[] {
  const had = record.addresses ?? [];
  return (left.addresses ?? []).flatMap((one, at): Difference[] => {
    if (told(one).length === 0 || had.some((old) => sameAddress(one, old))) return [];
    const old = had.find((other) => kindOf(other) === kindOf(one) && told(other).length > 0);
    const base = { path: `addresses[${at}]`, section: "addresses", line: "address", typed: addressLine(one) } as const;
    if (!old) return [{ ...base, known: "", ways: ["add", "keep"], start: "add" }];
    const ways: Way[] = room.oneAddressPerKind ? ["replace", "keep"] : ["replace", "add", "keep"];
    return [{ ...base, known: addressLine(old), ways, start: undefined }];
  });
}

const named = (car: Vehicle) => visible([car.make, car.model, car.year, car.licensePlate, car.vin].filter((part) => !blank(part)).join(" "));

/** The car that is meant: by its VIN, or by its plate. */
const sameCar = (one: Vehicle, old: Vehicle) =>
  (!blank(one.vin) && (same(one.vin, old.vin) || loose(old.vin ?? "").endsWith(loose(one.vin ?? "").slice(-8)) && !blank(old.vin))) ||
  (!blank(one.licensePlate) && same(one.licensePlate, old.licensePlate));

function vehicles(left: CustomerRecord, record: CustomerRecord): Difference[] {
  return (left.vehicles ?? []).flatMap((one, at): Difference[] => {
    const facts = Object.entries(one).filter(([, value]) => !blank(value));
    if (facts.length === 0) return [];
    const base = { path: `vehicles[${at}]`, section: "vehicles", line: "vehicle", typed: named(one) } as const;
    const old = (record.vehicles ?? []).find((other) => sameCar(one, other));
    if (!old) return [{ ...base, known: "", ways: ["add", "keep"], start: "add" }];
    const news = facts.filter(([name, value]) => !same(value, member(old, name)) && !(name === "vin" && String(value).length < 17));
    if (news.length === 0) return [];
    const free = news.every(([name]) => blank(member(old, name)));
    return [{ ...base, known: named(old), ...oneOrOther(free) }];
  });
}

/** The section as it shall be, with what was chosen laid over what the record says. */
export function laid(section: Section, left: CustomerRecord, record: CustomerRecord, choices: Choices, room: Room): JsonObject {
  const part = shapes[section].member;
  const had: Json = plain(member(record, part)) ?? (shapes[section].list ? [] : {});
  const list = Array.isArray(had) ? had.filter(isObject) : [];
  const fields = isObject(had) ? { ...had } : {};
  for (const { path, ways } of differences(left, record, room)) {
    const way = choices[path];
    if (!path.startsWith(part) || way === undefined || way === "keep" || !ways.includes(way)) continue;
    const typed = plain(read({ ...left } as Json, path.replace(/\.consent$/, "")));
    if (isObject(typed)) layItem(section, list, typed, path, way, room);
    else fields[path.slice(part.length + 1)] = typed;
  }
  return { [part]: shapes[section].list ? list : fields };
}

function layItem(section: Section, list: JsonObject[], typed: JsonObject, path: string, way: Way, room: Room) {
  if (section === "communication") layChannel(list, typed, path.endsWith(".consent"), way, room);
  else if (section === "addresses") {
    const old = list.find((other) => kindOf(other) === kindOf(typed));
    if (old && way === "replace") layAddress(old, typed);
    else list.push(typed);
  } else {
    const old = list.find((other) => sameCar(typed as Vehicle, other as Vehicle));
    if (!old) list.push(typed);
    else for (const [name, value] of Object.entries(typed)) if (!blank(value)) old[name] = value;
  }
}

function layChannel(list: JsonObject[], typed: JsonObject, consentOnly: boolean, way: Way, room: Room) {
  const one = typed as unknown as Channel;
  const had = list as unknown as Channel[];
  if (consentOnly) {
    const known = list.find((_, at) => had[at] !== undefined && sameValue(one, had[at]));
    if (known) known["consent"] = { ...(isObject(known["consent"]) ? known["consent"] : {}), ...(one.consent ?? {}) };
    return;
  }
  const at = had.findIndex((other) => slot(other) === slot(one));
  const old = list[at];
  if (old && way === "replace") {
    // What was agreed for the old number was not agreed for this one.
    delete old["consent"];
    delete old["preferred"];
    Object.assign(old, typed);
  } else {
    list.push((freeSlot(one, had, room) ?? one) as unknown as JsonObject);
  }
}

/**
 * The new address in the place of the old; what the network keeps with it besides stays. Where no
 * street was told only the told parts change.
 */
export function layAddress(old: JsonObject, item: JsonObject) {
  const typed = { ...item };
  const whole = ["streetName", "line1", "poBoxNumber"].some((name) => !blank(typed[name]));
  if (!blank(old["line1"]) && whole && blank(typed["line1"])) {
    const country = String(item["countryCode"] ?? old["countryCode"] ?? "");
    const parts = [item["streetName"], item["houseNumber"]].filter((part) => !blank(part));
    typed["line1"] = (houseFirst(country) ? parts.reverse() : parts).join(" ");
    delete typed["streetName"];
    delete typed["houseNumber"];
  }
  for (const { name } of addressFields) {
    if (!blank(typed[name])) old[name] = typed[name];
    else if (whole && !blank(old[name])) old[name] = "";
  }
}
