import type { CustomerRecord } from "../api/generated/types";

/** Without what only the network gives. */
export function anew(record: CustomerRecord): CustomerRecord {
  const { id: _, customerKey: __, status: ___, ...rest } = record;
  return rest;
}
