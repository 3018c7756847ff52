/** Opens a desk to practise at, beside this one. */
import type { Call } from "../lib/api/client";
import { toApiError } from "../lib/api/errors";
import { announcer } from "../lib/app/announce.svelte";
import { t } from "../lib/i18n/desk";
import { failure } from "../lib/words";

/** Whether this is one already: its page has the frame. */
export const practising = (): boolean => document.documentElement.dataset["practice"] !== undefined;

export async function practise(call: Call) {
  try {
    await call("practise", {});
    announcer.toast(() => t("practise_opens"));
  } catch (thrown) {
    const error = toApiError(thrown);
    announcer.toast(() => failure(error), "danger");
  }
}
