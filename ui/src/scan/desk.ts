/**
 * A licence scanned anywhere at the desk goes to the search, and from there into a new customer; a
 * kiosk's code opens its card.
 */
import { mount, unmount } from "svelte";
import { toApiError } from "../lib/api/errors";
import { announcer } from "../lib/app/announce.svelte";
import { coded, t } from "../lib/i18n/desk";
import { language } from "../lib/i18n/locale.svelte";
import { failure } from "../lib/words";
import { show } from "../lib/record/birth-date";
import { scanCard } from "./card";
import { kept } from "./habits";
import ScannerDialog from "./ScannerDialog.svelte";
import { teaching } from "./teaching";
import { codeStart, listen } from "./wedge";
import type { Walk } from "../views/walk.svelte";

export const listens = (walk: Walk): (() => void) =>
  listen(
    () => (teaching.now ? undefined : kept()),
    ({ text }) => void (text.toUpperCase().includes(codeStart) ? scanCard : scanned)(walk, text),
  );

/** Seldom needed: it comes and goes outside of the desk's page. */
export function teach(walk: Walk) {
  if (teaching.now) return;
  const dialog = mount(ScannerDialog, { target: document.body, props: { call: walk.desk.call, onclose: () => void unmount(dialog) } });
}

async function scanned(walk: Walk, text: string) {
  try {
    const { licence } = await walk.desk.call("licence_read", { text });
    if (!licence) {
      announcer.toast(t("scan_unread"), "danger");
      return;
    }
    await walk.goSearch();
    // Somebody would rather finish what they were typing.
    if (walk.router.route.view !== "search") return;
    const { search } = walk;
    for (const words of licence.searches) {
      search.type(words);
      await search.settled();
      if (search.text !== words) return;
      if (search.rows.length > 0) break;
    }
    walk.scanned = { text: search.text, record: licence.record };
    if (licence.expired && licence.expires) announcer.toast(t("scan_expired", { day: show(licence.expires, language.tag) }), "danger");
    const fields = [...new Set(licence.doubts.map((doubt) => coded(`scan_field_${doubt.field}`, "scan_field_other")))];
    if (fields.length > 0) announcer.toast(t("scan_check", { fields: fields.join(", ") }));
    else announcer.say(t("scan_read"));
  } catch (thrown) {
    announcer.toast(failure(toApiError(thrown)), "danger");
  }
}
