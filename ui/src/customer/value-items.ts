/** The entries of a section's list, as lines to be read. */
import type { Address, Channel, CustomerRecord, Section, Vehicle } from "../lib/api/generated/types";
import { t } from "../lib/i18n/desk";
import { blank } from "../lib/record/path";
import { addressLines, countryName, phoneText } from "../lib/record/show";
import { relationText } from "../lib/record/values";

import { visible } from "../lib/text";
export interface ValueItem {
  /** Where in the record it stands. */
  path: string;
  kind: "phone" | "email" | "address" | "vehicle";
  lines: string[];
  plate?: string | undefined;
  /** As it was written, where a letter may pass for another. */
  raw?: string | undefined;
  about: string;
  consent: [way: string, state: string][];
}

const joined = (...words: (string | number | undefined)[]) => words.filter((word) => !blank(word)).join(" · ");

export function valueItems(record: CustomerRecord, section: Section): ValueItem[] {
  switch (section) {
    case "communication":
      return (record.channels ?? []).map(channel);
    case "addresses":
      // A network may name a kind of address and tell nothing of it.
      return (record.addresses ?? []).map(address).filter(({ lines }) => lines.length > 0);
    case "vehicles":
      return (record.vehicles ?? []).map(vehicle);
    default:
      return [];
  }
}

const channel = (one: Channel, at: number): ValueItem => ({
  path: `channels[${at}].value`,
  kind: one.kind,
  lines: [one.kind === "phone" ? phoneText(one.value) : visible(one.value)],
  raw: one.kind === "email" ? one.value : undefined,
  about: joined(
    one.line ? t(`line_${one.line}`) : "",
    one.use ? t(`use_${one.use}`) : "",
    one.preferred ? t("channel_preferred") : "",
  ),
  consent: Object.entries(one.consent ?? {}),
});

function address(one: Address, at: number): ValueItem {
  const lines = addressLines(one);
  const country = one.countryCode ? countryName(one.countryCode) : "";
  return {
    path: `addresses[${at}]`,
    kind: "address",
    lines: lines.length > 0 || one.kind === "postal" ? lines : [country].filter((word) => word !== ""),
    about: joined(one.kind === "postal" ? t("address_postal") : "", lines.length > 0 ? country : ""),
    consent: [],
  };
}

const vehicle = (one: Vehicle, at: number): ValueItem => ({
  path: `vehicles[${at}]`,
  kind: "vehicle",
  lines: [
    visible([one.make, one.model, one.year].filter((word) => !blank(word)).join(" ") || one.licensePlate || one.vin || ""),
  ],
  plate: one.licensePlate && visible(one.licensePlate),
  about: joined(visible(one.vin ?? ""), one.relationship ? relationText(one.relationship) : ""),
  consent: [],
});
