/** A record as it goes on paper, which lies about: numbers and addresses of mail by their ends only. */
import type { CustomerRecord } from "../api/generated/types";
import { phoneEnd } from "./show";

const mailEnd = (value: string): string => {
  const at = value.lastIndexOf("@");
  return at > 0 ? `${value.slice(0, 1)}…${value.slice(at)}` : "…";
};

export const glanced = (record: CustomerRecord): CustomerRecord =>
  record.channels
    ? {
        ...record,
        channels: record.channels.map((one) => ({
          ...one,
          value: one.kind === "phone" ? phoneEnd(one.value) : mailEnd(one.value),
        })),
      }
    : record;
