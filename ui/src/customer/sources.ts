/** Where each value of a customer is from, in words: youngest first. Made of what the core tells. */
import type { CustomerView, Section, SourcesView } from "../lib/api/generated/types";
import { coded, t } from "../lib/i18n/desk";
import { read, type Json } from "../lib/record/path";
import { shapes } from "../lib/record/sections";
import { valueText } from "../lib/record/values";
import { visible } from "../lib/text";
import { clock } from "../lib/time";
import { fieldName, standing } from "../lib/words";
import { valueItems } from "./value-items";

export interface Sourced {
  path: string;
  name: string;
  value: string;
  from: string[];
}

/** An entry of a list is one value: `channels[0].value` is `channels[0]`. */
const plain = (path: string) => path.replace(/(\[\d+\]).*$/, "$1");

export function from(sources: SourcesView | undefined, path: string): string[] {
  if (!sources) return [];
  const { copy } = sources;
  const one = sources.written.find((written) => written.path === plain(path));
  const lines: string[] = [];
  if (one) {
    const words = { who: visible(one.who), time: clock(one.at) };
    const state = standing({ state: one.state }, false);
    lines.push(t("source_state", { source: one.kiosk ? t("source_kiosk", words) : t("source_here", words), state }));
    if (copy && !one.copied) lines.push(t("source_otherwise", { time: clock(copy.at) }));
  }
  if (copy && (!one || one.copied)) {
    lines.push(coded(`source_${copy.from}`, "source_summary", { time: clock(copy.at) }));
    if (copy.later) lines.push(t("source_later", { time: clock(copy.later) }));
  }
  return lines;
}

/** The same on one line; undefined where there is nothing to tell. */
export const told = (sources: SourcesView | undefined, path: string): string | undefined =>
  from(sources, path).join(" · ") || undefined;

const sections: readonly Section[] = ["names", "communication", "addresses", "vehicles", "identity", "personal-details", "company"];

/** Everything that is shown, or of one section, or one value alone. */
export function sourced(view: CustomerView, section?: string, path?: string): Sourced[] {
  const wanted = sections.filter((one) => section === undefined || one === section);
  const all = wanted.flatMap((one) => (shapes[one].list ? listed(view, one) : named(view, one)));
  const alone = all.filter((one) => path !== undefined && plain(one.path) === plain(path));
  return alone.length > 0 ? alone : all;
}

function named(view: CustomerView, section: Section): Sourced[] {
  const { member, fields } = shapes[section];
  return fields.flatMap((field) => {
    const path = `${member}.${field.name}`;
    const value = valueText(field, read(view.record as Json, path));
    return value === "" ? [] : [{ path, name: fieldName(path), value, from: from(view.sources, path) }];
  });
}

const listed = (view: CustomerView, section: Section): Sourced[] =>
  valueItems(view.record, section).map(({ path, kind, lines }) => ({
    path,
    name: fieldName(path, kind),
    value: lines.join(", "),
    from: from(view.sources, path),
  }));
