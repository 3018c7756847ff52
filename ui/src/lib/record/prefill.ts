/** What was typed into the search box, put into the fields it was read as. */
import type { Channel, CustomerRecord, Names, Reading } from "../api/generated/types";
import { dialable } from "./summary";

/** "Sousa, Maria" names the family first; "Jan van der Berg" has it from its particles on. */
function names(readings: readonly Reading[]): Names {
  const words = readings.flatMap(({ text, comma, particle }) => {
    const parts = text.split(/\s+/);
    return parts.map((word, at) => ({ word, particle, comma: comma && at === parts.length - 1 }));
  });
  const behind = words.findIndex((word) => word.comma) + 1;
  let from = words.length - 1;
  while (words[from - 1]?.particle) from -= 1;
  const turned = behind > 0 && behind < words.length;
  const name = (part: typeof words) => part.map(({ word }) => word).join(" ");
  const family = name(turned ? words.slice(0, behind) : words.slice(Math.max(from, 0)));
  const given = name(turned ? words.slice(behind) : words.slice(0, Math.max(from, 0)));
  return { ...(given && { givenName: given }), ...(family && { familyName: family }) };
}

export function prefill(readings: readonly Reading[]): CustomerRecord {
  const record: CustomerRecord = { kind: "person" };
  const channels: Channel[] = [];
  const words: Reading[] = [];
  for (const reading of readings) {
    switch (reading.as) {
      case "name":
        words.push(reading);
        break;
      case "company":
        record.company = { name: reading.text };
        break;
      case "town":
        record.addresses = [{ ...record.addresses?.[0], city: reading.text }];
        break;
      case "phone":
        if (reading.text.replace(/\D/g, "").length >= dialable) {
          channels.push({ kind: "phone", value: reading.text });
        }
        break;
      case "email":
        channels.push({ kind: "email", value: reading.text });
        break;
      case "vin":
      case "vin_end":
        record.vehicles = [{ ...record.vehicles?.[0], vin: reading.value }];
        break;
      case "plate":
        record.vehicles = [{ ...record.vehicles?.[0], licensePlate: reading.text.toUpperCase() }];
        break;
      case "postcode":
        record.addresses = [{ ...record.addresses?.[0], postalCode: reading.text.toUpperCase() }];
        break;
      case "birth_date":
        record.identity = { birthDate: reading.value };
        break;
      case "customer_key":
        // The DMS gives keys; a new customer cannot bring one.
        break;
    }
  }
  const name = names(words);
  if (Object.keys(name).length > 0) record.names = name;
  // Whoever is named beside it is its contact.
  if (record.company) record.kind = "company";
  if (channels.length > 0) record.channels = channels;
  return record;
}

/** The end of a number is no number to ring, but it is what was typed. */
export function scraps(readings: readonly Reading[]): { [line: string]: string } {
  const ends = readings
    .filter((reading) => reading.as === "phone")
    .map((reading) => reading.text.replace(/\D/g, ""))
    .filter((digits) => digits.length < dialable);
  const keys = readings.filter((reading) => reading.as === "customer_key").map((reading) => reading.text);
  return { phone: ends.map((digits) => `…${digits}`).join("\n"), customer_key: keys.join("\n") };
}
