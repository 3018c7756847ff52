/** Decisions in words. */
import type { ReceiptRow } from "../lib/api/generated/types";
import { coded, t, type Key } from "../lib/i18n/desk";
import { visible } from "../lib/text";
import { ago, clock } from "../lib/time";

export function said(row: ReceiptRow): string {
  if (row.forgotten) return t("receipt_said_forgotten");
  const name = row.name || t("receipt_unnamed");
  const params = { name, chosen: row.chosen ?? name };
  // What the program does by itself has words of its own.
  const own: { [what: string]: Key } = {
    create_sending: "receipt_sent",
    use_sending: "receipt_arrived",
    ask_twin_check: "receipt_twin",
  };
  const key = own[`${row.said}_${row.occasion}`];
  return key ? t(key, params) : coded(`receipt_said_${row.said}`, "receipt_said_ask", params);
}

export const when = (row: ReceiptRow): string =>
  t("receipt_when", {
    time: clock(row.at),
    ago: ago(row.at),
    who: row.who,
    occasion: coded(`receipt_occasion_${row.occasion}`, "receipt_occasion_compare"),
  });

/** How the DMS stood to it. */
export function network(row: ReceiptRow): string {
  const then = row.network;
  if (!then) return "";
  if (then.state === "answered" && !then.complete) return t("receipt_network_cut_short");
  return t(`receipt_network_${then.state}`);
}

/** One of the answers offered, or somebody's own words. */
export const because = (reason: string): string => {
  const offered: { [reason: string]: Key } = {
    said_so: "different_said_so",
    same_name: "different_same_name",
    relative: "different_relative",
    shared_contact: "different_shared_contact",
    other: "different_other",
    "ruled out": "reason_words_ruled out",
    "despite candidates": "reason_words_despite candidates",
  };
  const key = offered[reason];
  return key ? t(key) : visible(reason);
};

export const lines = (fields: readonly string[]): string =>
  fields.map((field) => coded(`line_of_${field}`, "field_other")).join(", ");
