/**
 * What a section's form sends. Of an object only the members that changed, a cleared one as null;
 * a list as it stands, each entry with the members this window does not know.
 */
import type { Section } from "../api/generated/types";
import { blank, isObject, plain, same, type Json, type JsonObject } from "./path";
import { shapes } from "./sections";

/** Members that hold a word of a closed list or a number: no text stands for "cleared". */
const notTexts = new Set(["use", "line", "kind", "year", "preferred", "consent"]);

function entry(item: JsonObject): JsonObject {
  const kept: JsonObject = {};
  for (const [name, value] of Object.entries(item)) {
    if (!blank(value)) kept[name] = value;
    else if (!notTexts.has(name) && value !== undefined) kept[name] = "";
  }
  return kept;
}

/** An entry somebody added and never filled in. */
const empty = (item: JsonObject): boolean =>
  Object.entries(item).every(([name, value]) => blank(value) || notTexts.has(name));

export function change(section: Section, form: JsonObject, base: JsonObject): Json {
  const { member, list } = shapes[section];
  const now = plain(form[member]);
  const before = base[member];
  if (list) {
    const items = Array.isArray(now) ? now.filter(isObject) : [];
    const had = Array.isArray(before) ? before.filter(isObject) : [];
    return items
      .filter((item) => !empty(item) || had.some((old) => same(old, item)))
      .map(entry);
  }
  const changed: JsonObject = {};
  const value = isObject(now) ? now : {};
  const old = isObject(before) ? before : {};
  for (const name of new Set([...Object.keys(value), ...Object.keys(old)])) {
    if (same(value[name], old[name])) continue;
    changed[name] = blank(value[name]) ? null : value[name];
  }
  return changed;
}

/** Entries that are sent: those somebody filled in, and those that were there as they are. */
const sent = (list: Json, had: Json): number[] => {
  const old = Array.isArray(had) ? had : [];
  const goes = (item: JsonObject) => !empty(item) || old.some((one) => same(one, item));
  return (Array.isArray(list) ? list : []).flatMap((item, at) => (isObject(item) && goes(item) ? [at] : []));
};

/** A path of what was sent, as it stands in the form it was made from. */
export function inForm(path: string, form: JsonObject, had: JsonObject = {}): string {
  const [all, member, at] = /^(\w+)\[(\d+)\]/.exec(path) ?? [];
  if (all === undefined || member === undefined) return path;
  const place = sent(form[member], had[member])[Number(at)];
  return place === undefined ? path : `${member}[${place}]${path.slice(all.length)}`;
}

/** A whole new record: only what was filled in. */
export function filled(form: JsonObject): JsonObject {
  const record: JsonObject = {};
  for (const [member, value] of Object.entries(plain(form))) {
    if (Array.isArray(value)) {
      const items = value.filter(isObject).filter((item) => !empty(item)).map(dense);
      if (items.length > 0) record[member] = items;
    } else if (isObject(value)) {
      const members = dense(value);
      if (Object.keys(members).length > 0) record[member] = members;
    } else if (!blank(value)) {
      record[member] = value;
    }
  }
  return record;
}

const dense = (item: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => !blank(value)));
