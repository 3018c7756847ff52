/**
 * A licence, a contact or a car's number scanned anywhere at the desk goes to the search, and from
 * there into a new customer; a kiosk's code opens its card.
 */
import { mount, unmount } from "svelte";
import { toApiError } from "../lib/api/errors";
import { announcer } from "../lib/app/announce.svelte";
import { coded, t } from "../lib/i18n/desk";
import { language } from "../lib/i18n/locale.svelte";
import { failure } from "../lib/words";
import type { CustomerRecord } from "../lib/api/generated/types";
import { show } from "../lib/record/birth-date";
import { contact } from "../scan/contact";
import { kept } from "../scan/habits";
import ScannerDialog from "../scan/ScannerDialog.svelte";
import { bare, vinOf } from "../scan/run";
import { teaching } from "../scan/teaching";
import { listen, type Scan } from "../scan/wedge";
import { scanCard } from "./scanned-card";
import type { Walk } from "./walk.svelte";

const heard: { [kind in Scan["kind"]]?: (walk: Walk, text: string) => Promise<void> } = { licence, code: scanCard, contact: person, vin: car };

export const listens = (walk: Walk): (() => void) =>
  listen(
    () => (teaching.now ? undefined : kept()),
    ({ kind, text }) => void heard[kind]?.(walk, text),
  );

/** Seldom needed: it comes and goes outside of the desk's page. */
export function teach(walk: Walk) {
  if (teaching.now) return;
  const dialog = mount(ScannerDialog, { target: document.body, props: { call: walk.desk.call, onclose: () => void unmount(dialog) } });
}

/** Nobody went to the search: the scan stands there, and nothing is asked before somebody does. */
function later(walk: Walk, words: string) {
  const { search } = walk;
  search.clear();
  search.text = words;
}

/**
 * The first words that find somebody stand in the search, else the last; where somebody would rather
 * finish what they were typing they wait in it. `undefined` where somebody has typed over them.
 */
async function looked(walk: Walk, searches: readonly string[]): Promise<"found" | "waits" | undefined> {
  await walk.goSearch();
  const { search } = walk;
  if (walk.router.route.view !== "search") {
    later(walk, searches[0] ?? "");
    announcer.toast(() => t("scan_waits"));
    return "waits";
  }
  for (const words of searches) {
    search.type(words);
    await search.settled();
    if (search.text !== words) return undefined;
    if (search.rows.length > 0) break;
  }
  return "found";
}

function offer(walk: Walk, record: CustomerRecord) {
  walk.scanned = { text: walk.search.text, record };
}

async function licence(walk: Walk, text: string) {
  try {
    const { licence } = await walk.desk.call("licence_read", { text });
    if (!licence) {
      announcer.toast(t("scan_unread"), "danger");
      return;
    }
    const went = await looked(walk, licence.searches);
    if (!went) return;
    offer(walk, licence.record);
    if (licence.expired && licence.expires) announcer.toast(t("scan_expired", { day: show(licence.expires, language.tag) }), "danger");
    const fields = [...new Set(licence.doubts.map((doubt) => coded(`scan_field_${doubt.field}`, "scan_field_other")))];
    if (fields.length > 0) announcer.toast(t("scan_check", { fields: fields.join(", ") }));
    else if (went === "found") announcer.say(t("scan_read"));
  } catch (thrown) {
    announcer.toast(failure(toApiError(thrown)), "danger");
  }
}

async function person(walk: Walk, text: string) {
  const read = contact(text, walk.desk.country);
  if (!read) {
    announcer.toast(t("scan_contact_unread"), "danger");
    return;
  }
  const went = await looked(walk, read.searches);
  if (!went) return;
  offer(walk, read.record);
  if (went === "found") announcer.say(t("scan_contact_read"));
}

async function car(walk: Walk, text: string) {
  const vin = vinOf(bare(text, kept().prefix)) ?? "";
  if ((await looked(walk, [vin])) === "found") announcer.say(t("scan_vin_read"));
}
