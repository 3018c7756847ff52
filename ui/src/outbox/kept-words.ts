/** What is there again after the program ended, however it ended. */
import type { EntryView } from "../lib/api/generated/types";
import { t } from "../lib/i18n/desk";
import { clock } from "../lib/time";

export function keptWords(drafts: readonly { at?: string | undefined }[], entries: readonly EntryView[]): string {
  const customers = new Set(entries.map(({ local_id }) => local_id)).size;
  const parts = [
    ...(drafts.length > 0 ? [t("kept_drafts", { count: drafts.length })] : []),
    ...(customers > 0 ? [t("kept_waiting", { count: customers })] : []),
  ];
  const [one, two] = parts;
  if (one === undefined) return "";
  const times = [...drafts.map(({ at }) => at), ...entries.map(({ chip }) => chip.at)].filter((at) => at !== undefined);
  const oldest = times.reduce<string | undefined>((a, b) => (a === undefined || Date.parse(b) < Date.parse(a) ? b : a), undefined);
  const said = two === undefined ? t("kept_one", { what: one }) : t("kept_both", { one, two });
  return oldest === undefined ? said : `${said} ${t("kept_since", { time: clock(oldest) })}`;
}
