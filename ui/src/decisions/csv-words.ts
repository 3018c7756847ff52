/** How the file says the core's codes, in the window's language. */
import { coded, keys, t } from "../lib/i18n/desk";

export function codes(): { [code: string]: string } {
  const words: { [code: string]: string } = {};
  for (const key of keys()) {
    const field = /^evidence_(\w+)$/.exec(key)?.[1];
    if (field) words[field] = coded(key, "evidence_other");
    const outcome = /^outcome_(\w+)$/.exec(key)?.[1];
    if (outcome) words[outcome] = coded(key, "outcome_similar");
  }
  return {
    ...words,
    person: t("csv_source_person"),
    decision: t("csv_source_decision"),
    twin: t("csv_source_twin"),
    scan: t("csv_source_scan"),
    gone: t("twice_solved_gone"),
  };
}
