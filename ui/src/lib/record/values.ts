/** Values of a record in the window's words: countries, choices, consents by name and not by code. */
import { coded, has, t } from "../i18n/desk";
import { visible } from "../text";
import { language } from "../i18n/locale.svelte";
import { show } from "./birth-date";
import { blank, type Json } from "./path";
import type { FieldShape } from "./sections";
import { countryName, languageName } from "./show";

export function valueText(field: FieldShape, value: Json): string {
  if (blank(value) || typeof value === "object") return "";
  const words = String(value);
  switch (field.kind) {
    case "date":
      return visible(show(words, language.tag));
    case "country":
      return countryName(words);
    case "language":
      return languageName(words);
    case "choice":
      return known(`value_${field.name}_${words}`, words);
    default:
      return visible(words);
  }
}

/** A code somebody else made up stands as it is. */
const known = (key: string, code: string): string => (has(key) ? coded(key, "unknown") : visible(code));

export const relationText = (word: string): string => known(`value_relationship_${word}`, word);

export const consentText = (way: string, state: string): string =>
  t("consent_says", { way: coded(`consent_${way}`, "consent_other"), state: coded(`consent_${state}`, "consent_UNKNOWN") });
