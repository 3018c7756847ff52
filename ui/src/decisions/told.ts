/** What somebody said of people they saw side by side, kept. What it leads to does not wait for it. */
import type { Call } from "../lib/api/client";
import { toApiError } from "../lib/api/errors";
import type { Answered, CandidateView, CustomerRecord } from "../lib/api/generated/types";
import { announcer } from "../lib/app/announce.svelte";
import { t } from "../lib/i18n/desk";
import { failure } from "../lib/words";

export interface Told {
  record: CustomerRecord;
  shown: readonly CandidateView[];
  /** How the network stood to it. */
  insight: { network?: Answered | undefined; complete?: boolean | undefined };
  chosen?: CandidateView;
  reason?: string;
  op_id?: string;
  /** The form it was said in: whoever it becomes is who was asked about, and is forgotten with it. */
  draft?: string;
}

/** More are never compared by a person. */
const most = 12;

export async function keepWord(call: Call, said: "use" | "different" | "unsure", told: Told): Promise<void> {
  const { record, shown, insight, chosen, reason, op_id, draft } = told;
  if (shown.length === 0) return;
  try {
    await call("receipt_keep", {
      record,
      shown: shown.slice(0, most).map((one) => one.local_id),
      said,
      ...(chosen ? { chosen: chosen.id ?? chosen.local_id } : {}),
      ...(reason === undefined ? {} : { reason }),
      network: insight.network ?? "not_asked",
      complete: insight.complete ?? false,
      ...(op_id === undefined ? {} : { op_id }),
      ...(draft === undefined ? {} : { draft }),
    });
  } catch (thrown) {
    announcer.toast(() => failure(toApiError(thrown)), "danger");
  }
}

/** Two of those shown are one person; false where that could not be kept. */
export async function noteTwice(call: Call, one: CandidateView, other: CandidateView): Promise<boolean> {
  try {
    await call("duplicate_note", { one: one.local_id, other: other.local_id });
    announcer.say(t("twice_noted"));
    return true;
  } catch (thrown) {
    announcer.toast(() => failure(toApiError(thrown)), "danger");
    return false;
  }
}
