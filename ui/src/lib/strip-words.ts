/** What the strip says, and what is said when all has left: words made of the store's counts alone. */
import type { Connection, StatusView } from "./api/generated/types";
import { t } from "./i18n/desk";
import { clock } from "./time";
import { moving, type Result } from "./app/batch.svelte";

export const codes: { [C in Connection]: string } = {
  not_asked: "S-NOT-ASKED",
  online: "S-ONLINE",
  slow: "S-SLOW",
  offline: "S-OFFLINE",
  throttled: "S-THROTTLED",
  sign_in: "S-SIGN-IN",
  not_the_network: "S-NOT-DMS",
  not_configured: "S-NO-DMS",
  draining_elsewhere: "S-ELSEWHERE",
  storage_stuck: "S-STORAGE",
};

export interface Progress {
  at: number;
  total: number;
}

export function stripWords(status: StatusView, progress: Progress, now: number): string {
  switch (status.connection) {
    // For the moment it takes to ask.
    case "not_asked":
      return "";
    case "online":
      return onlineWords(status, progress);
    case "slow": {
      const seconds = status.heard_at ? Math.round((now - Date.parse(status.heard_at)) / 1_000) : 0;
      return seconds >= 3 ? t("strip_slow_for", { seconds }) : t("strip_slow");
    }
    case "offline":
      return status.since ? t("strip_offline", { time: clock(status.since) }) : t("strip_offline_now");
    case "throttled": {
      const left = status.until ? Math.ceil((Date.parse(status.until) - now) / 1_000) : 0;
      return left > 0 ? t("strip_throttled", { seconds: left }) : t("strip_throttled_soon");
    }
    case "not_the_network":
      return t(status.detail === "certificate" ? "strip_certificate" : "strip_not_the_network");
    default:
      return t(`strip_${status.connection}`);
  }
}

/** Quiet only where nothing goes by itself. */
function onlineWords(status: StatusView, { at, total }: Progress): string {
  const waiting = Math.max(0, status.waiting - status.held);
  if (status.sending > 0) {
    const all = Math.max(total, moving(status));
    return t("strip_sending", { at: Math.min(Math.max(at, 1), all), total: all });
  }
  if (waiting > 0) return t("strip_waiting", { count: waiting });
  if (status.checking > 0) return t("strip_checking", { count: status.checking });
  return status.held > 0 ? t("strip_held", { count: status.held }) : "";
}

/** How old the last answer may be for a green light. */
const fresh = 30_000;

export const isGreen = ({ connection, heard_at }: StatusView, now: number): boolean =>
  connection === "online" && heard_at !== undefined && now - Date.parse(heard_at) < fresh;

export function connectionWords(status: StatusView, now: number): string {
  if (status.connection === "online" && !isGreen(status, now) && status.heard_at) {
    return t("connection_stale", { time: clock(status.heard_at) });
  }
  return t(`connection_${status.connection}`);
}

/** "9 of 11 are in the DMS, 1 changed in DMS too, 1 refused." */
export function batchWords(result: Result): string {
  const rest = [
    result.conflict > 0 ? t("batch_conflict", { count: result.conflict }) : "",
    result.rejected > 0 ? t("batch_rejected", { count: result.rejected }) : "",
    result.person > 0 ? t("batch_person", { count: result.person }) : "",
    result.cancelled > 0 ? t("batch_cancelled", { count: result.cancelled }) : "",
    result.unfinished > 0 ? t("batch_unfinished", { count: result.unfinished }) : "",
  ].filter((part) => part !== "");
  const first = t("batch_all", { count: result.inDms, total: result.total });
  return rest.length === 0 ? first : `${first.replace(/\.$/, "")}, ${rest.join(", ")}.`;
}
