/**
 * A code that another computer's kiosk shows, scanned or pasted at the desk: it opens its card. A slip
 * that this desk has printed opens its customer.
 */
import { toApiError } from "../lib/api/errors";
import { announcer } from "../lib/app/announce.svelte";
import { coded, t } from "../lib/i18n/desk";
import { visible } from "../lib/text";
import { clock } from "../lib/time";
import { failure } from "../lib/words";
import type { Walk } from "./walk.svelte";

export async function scanCard(walk: Walk, text: string) {
  try {
    const { state, card, customer, missing = [], of, made } = await walk.desk.call("card_scan", { text });
    if (state === "parts") {
      announcer.toast(() => t("card_parts", { count: missing.length, numbers: missing.join(", "), of }));
      return;
    }
    if (customer !== undefined) {
      await walk.openCustomer(customer);
      return;
    }
    if (!card) {
      announcer.toast(() => coded(`card_${state}`, "card_damaged", { time: clock(made) }), state === "decided" ? "plain" : "danger");
      return;
    }
    const station = visible(card.scan?.station ?? "");
    announcer.toast(() => (state === "again" ? t("card_again") : t("card_card", { code: card.code, station })), "ok");
    const { router } = walk;
    if (router.route.view !== "submissions" && !(await router.go({ view: "submissions" }))) return;
    await walk.openSubmission(card);
  } catch (thrown) {
    announcer.toast(() => failure(toApiError(thrown)), "danger");
  }
}
