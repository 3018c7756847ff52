/** A value of a record in a line of text. */
import { t } from "../lib/i18n/desk";

import { glanced } from "../lib/record/glanced";
import { visible } from "../lib/text";

/** `path`: where in the record it stands. */
export function shown(value: unknown, path: string): string {
  if (value === null || value === undefined || value === "") return t("conflict_empty");
  return glanced(path, typeof value === "object" ? readable(value) : visible(String(value)));
}

function readable(value: object): string {
  const parts = Object.values(value).flatMap((part): string[] => {
    if (part === null || part === "") return [];
    return typeof part === "object" ? [readable(part as object)] : [visible(String(part))];
  });
  return parts.join(", ") || t("conflict_empty");
}
