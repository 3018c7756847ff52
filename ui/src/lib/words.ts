/** Sentences for codes of the core: refused fields, failed commands, where a record stands. */
import type { ApiError, FieldError } from "./api/errors";
import type { ChipView, SectionAbility } from "./api/generated/types";
import { coded, has, t } from "./i18n/desk";
import { general } from "./record/path";
import { ago, clock } from "./time";

/** The field's name as the form labels it; `kind` tells a phone number from an e-mail address. */
export function fieldName(path: string, kind?: string): string {
  if (kind && path.startsWith("channels") && path.endsWith(".value")) {
    return kind === "email" ? t("channel_email") : t("channel_phone");
  }
  if (path === "") return t("section_unknown");
  const plain = general(path).replace(/\.(day|month|year)$/, "");
  if (has(`field_${plain}`)) return coded(`field_${plain}`, "field_other");
  if (has(`setting_${plain}`)) return coded(`setting_${plain}`, "field_other");
  const consent = /consent\.(\w+)$/.exec(plain)?.[1];
  if (consent) return coded(`consent_${consent}`, "consent_other");
  const parent = plain.split(".")[0] ?? "";
  return coded(`field_${parent}`, "field_other");
}

/** Why a field was refused; a code not known here gets the core's own words. */
export function refusal(error: FieldError): string {
  const key = `invalid_${error.code}`;
  if (has(key)) return coded(key, "invalid_other", { words: error.message, ...error.params });
  return error.message ? t("invalid_other_words", { words: error.message }) : t("invalid_other");
}

export function failure(error: ApiError): string {
  const missing = error.code === "right_missing" ? (error.fields[0]?.code ?? "") : undefined;
  const right = missing === undefined ? undefined : coded(`right_${missing}`, "right_other");
  return coded(`error_${error.code}`, "error_internal", right === undefined ? undefined : { right });
}

/** Why a section cannot be changed. */
export function limit({ readable, reason }: SectionAbility): string {
  return coded(`limit_${reason?.code ?? ""}`, readable ? "limit_read_only" : "limit_not_in_network", reason?.params);
}

/** Why somebody who was ruled out is asked about once more. */
export const askedAgain = (kinds: readonly string[]): string =>
  t("asked_again", { fields: kinds.map((kind) => coded(`news_${kind}`, "news_other")).join(", ") });

/** Some networks number their customers with 40 letters: both ends tell them apart. */
export const short = (id: string): string => (id.length > 20 ? `${id.slice(0, 6)}…${id.slice(-4)}` : id);

/** What support asks for: the same word for a state in every language. */
export const stateCode = ({ state, reason }: ChipView): string =>
  `S-${(state === "checking" ? "unknown" : state === "needs_person" ? (reason ?? state) : state).replaceAll("_", "-").toUpperCase()}`;

/** A chip in a few words; `full` adds number and times. */
export function standing(chip: ChipView, full: boolean, field?: string): string {
  switch (chip.state) {
    case "copy":
      return chip.at ? t("chip_copy", { time: clock(chip.at) }) : t("chip_copy_bare");
    case "in_dms": {
      if (!full) return t("chip_in_dms");
      const times = { time: clock(chip.at), ago: ago(chip.at) };
      if (chip.id && chip.at) return t("chip_in_dms_full", { id: short(chip.id), ...times });
      if (chip.id) return t("chip_in_dms_id", { id: short(chip.id) });
      return chip.at ? t("chip_in_dms_time", times) : t("chip_in_dms");
    }
    case "needs_person":
      if (chip.reason === "rejected" && field) return t("chip_rejected_field", { field });
      return coded(`chip_${chip.reason ?? ""}`, "chip_needs_person");
    case "waiting":
      return t("chip_waiting");
    case "sending":
      return t("chip_sending");
    case "checking":
      return t("chip_checking");
    case "cancelled":
      return t("chip_cancelled");
  }
}
