/** The overview in words. */
import type { AgeView, OverrideRow, ProvedRow } from "../lib/api/generated/types";
import { because } from "../decisions/words";
import { coded, t } from "../lib/i18n/desk";
import { language } from "../lib/i18n/locale.svelte";
import { visible } from "../lib/text";
import { ago, clock } from "../lib/time";

/** Whole days where there are any. */
function span(hours: number): string {
  const days = hours >= 24 && hours % 24 === 0;
  const options = { style: "unit", unit: days ? "day" : "hour", unitDisplay: "long" } as const;
  return new Intl.NumberFormat(language.tag, options).format(days ? hours / 24 : hours);
}

export function age({ from_h, to_h }: AgeView): string {
  if (to_h === undefined) return t("overview_age_over", { from: span(from_h) });
  return from_h === 0 ? t("overview_age_under", { to: span(to_h) }) : t("overview_age_between", { from: span(from_h), to: span(to_h) });
}

export const since = (at: string): string => t("overview_since", { time: clock(at), ago: ago(at) });

export const said = (row: OverrideRow): string => t(row.said === "create" ? "overview_created" : "overview_kept_apart");

export function match(row: OverrideRow): string {
  // Never more sure than it was.
  const percent = (Math.floor(row.probability * 1_000) / 10).toLocaleString(language.tag);
  return t(row.would_use ? "overview_match_use" : "overview_match", { percent });
}

export function reason(row: OverrideRow): string {
  if (row.reason === undefined) return t("none");
  return row.reason === "in_words" ? t("overview_in_words") : because(row.reason);
}

export const how = (row: ProvedRow): string =>
  row.how === "joined"
    ? t("twice_solved_gone")
    : coded(`twice_source_${row.how}`, "twice_source_twin", { who: visible(row.who ?? "") });
