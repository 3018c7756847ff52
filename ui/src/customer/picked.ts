/** Values copied to a customer from other columns, in the place of what was typed on their lines. */
import type { CustomerRecord } from "../lib/api/generated/types";
import type { Picked } from "./comparison.svelte";

export const nothingPicked: Picked = { lines: [], record: { kind: "person" } };

export function withPicked(typed: CustomerRecord, { lines, record }: Picked): CustomerRecord {
  const kinds = lines.filter((line) => line === "phone" || line === "email");
  const { channels = [], ...rest } = record;
  const left: CustomerRecord = { ...typed, ...rest, kind: typed.kind };
  const kept = (typed.channels ?? []).filter((one) => !kinds.includes(one.kind));
  if (kept.length + channels.length > 0) left.channels = [...kept, ...channels];
  return left;
}
