/** A value of a record in a line of text. */
import { t } from "../lib/i18n/desk";

import { visible } from "../lib/text";
export function shown(value: unknown): string {
  if (value === null || value === undefined || value === "") return t("conflict_empty");
  if (typeof value === "object") return readable(value);
  return visible(String(value));
}

function readable(value: object): string {
  const parts = Object.values(value).flatMap((part): string[] => {
    if (part === null || part === "") return [];
    return typeof part === "object" ? [readable(part as object)] : [visible(String(part))];
  });
  return parts.join(", ") || t("conflict_empty");
}
