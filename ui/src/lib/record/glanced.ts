/** What of a value may stand on a screen that others can see: enough to recognise, not to use. */
import { glance } from "../app/glance.svelte";

const hidden = "•••";
const channels = /^(channels|phone|email)/;
const kept = /^(addresses|address|street|postalCode|identity|birth_?date|socialSecurityId|vin)/i;

export function glanced(path: string, text: string): string {
  if (!glance.masked || text === "") return text;
  if (channels.test(path)) return channel(text);
  return kept.test(path) ? hidden : text;
}

/** `m…@sousa.example`, `…4417`; of several, each. */
const channel = (text: string): string => text.split(/, (?=\S+@|\+|\d)/).map(one).join(", ");

function one(text: string): string {
  // An end already.
  if (text.startsWith("…")) return text;
  const at = text.lastIndexOf("@");
  if (at > 0) return `${text.slice(0, 1)}…${text.slice(at)}`;
  const digits = text.replace(/\D/g, "");
  return digits.length > 4 ? `…${digits.slice(-4)}` : hidden;
}
