/**
 * What was done, in the window's words. A row of the audit is a text that nobody may ever change: the
 * hash of the next one stands on it. So it is read here; what is of a later version stays as it is.
 */
import { coded, has, t, type Key } from "../lib/i18n/desk";
import { shapes } from "../lib/record/sections";
import { visible } from "../lib/text";

/** Sentences without a gap. */
const plain: { readonly [what: string]: Key } = {
  "create queued": "audit_create_queued",
  "superseded by a later edit": "step_edited",
  "mine.db was recovered from a copy": "audit_recovered",
  "the network was away too long: the copy was let go of": "audit_copy_away",
  "the network was away too long: the outbox was sealed": "audit_outbox_sealed",
  "PIN was wrong": "audit_pin_wrong",
  "signed in": "audit_signed_in",
  locked: "audit_locked",
  "kiosk's door opened again": "audit_door_opened",
  "kiosk left": "audit_kiosk_left",
  "verdict revoked": "audit_verdict_revoked",
  "made to look like another customer": "audit_alike",
  "noted as stored twice": "audit_twice",
  "settings changed": "audit_settings",
  "credentials changed": "audit_credentials",
  "thresholds as shipped": "audit_thresholds_shipped",
  "audit exported": "audit_exported",
  "support bundle saved": "audit_support",
  "hand-off list exported": "audit_list_exported",
  "identity number shown": "audit_number_shown",
  "consents were shown": "audit_consents_shown",
  "everything held was shown": "audit_held_shown",
  "everything held was saved as a file": "audit_held_saved",
  "customer forgotten": "audit_forgotten",
  "customer to be forgotten once everything is sent": "audit_forget_later",
  "submission received": "audit_card_received",
  "submission accepted": "audit_card_accepted",
  "submission dismissed": "audit_card_dismissed",
  "submission led to another customer": "audit_card_moved",
  "kiosk help answered": "audit_help",
  "kiosk code scanned": "audit_code_scanned",
  "key for kiosks made": "audit_kiosk_key",
  "kiosk hands over to another desk": "audit_hands_over",
  "this desk is wiped": "audit_wiped",
};

type Gaps = readonly (string | undefined)[];
const entry = "(create|update-[a-z-]+)";
const patterns: readonly [RegExp, (gaps: Gaps) => string][] = [
  [new RegExp(`^${entry} queued$`), ([, of]) => t("audit_queued", { kind: kind(of) })],
  [new RegExp(`^${entry} queued: the network left it out$`), ([, of]) => t("audit_left_out", { kind: kind(of) })],
  [new RegExp(`^${entry}: held$`), ([, of]) => stepped(of, "held")],
  [new RegExp(`^${entry}: no longer held$`), ([, of]) => stepped(of, "released")],
  [new RegExp(`^${entry}: (\\w+) → \\w+$`), ([, of, event]) => stepped(of, event)],
  [/^brought back from mine\.journal: (\d+) entries/, ([, count = ""]) => t("audit_brought_back", { count })],
  [/^the data folder was restored or copied: (\d+) entries/, ([, count = ""]) => t("audit_restored", { count })],
  [/^(\d+) entries sealed for another desk$/, ([, count = ""]) => t("audit_sealed", { count })],
  [/^(\d+) entries taken in from another desk/, ([, count = ""]) => t("audit_taken_in", { count })],
  [/^past its time: (\d+) customers of the copy$/, ([, count = ""]) => t("audit_past_customers", { count })],
  [
    /^past its time: (\d+) entries, (\d+) drafts, (\d+) submissions, (\d+) decisions$/,
    ([, entries = "", drafts = "", cards = "", decisions = ""]) => t("audit_past", { entries, drafts, cards, decisions }),
  ],
  [/^person (added|changed): [\w-]+, (\w+)$/, ([, how, role]) => t(how === "added" ? "audit_person_added" : "audit_person_changed", { role: coded(`people_role_${role}`, "people_role_kiosk") })],
  [/^person removed: /, () => t("audit_person_removed")],
  [/^PIN set: /, () => t("audit_pin_set")],
  [/^verdict: (same|different)(?: \((.+)\))?$/, ([, word, reason]) => verdict(word === "same", reason)],
  [/^thresholds: use from (-?[\d.]+), ask from (-?[\d.]+)$/, ([, use = "", ask = ""]) => t("audit_thresholds", { use, ask })],
  [
    /^kiosk opens although: (.+)$/,
    ([, points = ""]) => t("audit_although", { points: points.split(", ").map((point) => coded(`kiosk_point_${point}`, "kiosk_check")).join(", ") }),
  ],
  [/^setup program of (\S+) started$/, ([, version = ""]) => t("audit_setup", { version })],
];

function kind(word: string | undefined): string {
  if (word === "create") return t("kind_create");
  const section = Object.values(shapes).find((shape) => word === `update-${shape.section}`)?.section;
  return t("kind_update", { section: section ? t(`section_${section}`) : (word ?? "") });
}

/** What the timeline of an entry calls by another name. */
const called: { readonly [event: string]: string } = { accepted: "answered", adopt: "adopted", landed: "verified", read_back: "verified" };

/** The timeline counts what these found; the audit does not say how many. */
const uncounted: { readonly [event: string]: Key } = {
  clash: "chip_conflict",
  candidates: "chip_candidates",
  found_several: "chip_candidates",
  twins_found: "audit_twins",
  not_kept: "audit_not_kept",
};

function stepped(of: string | undefined, event = ""): string {
  const known = Object.hasOwn(uncounted, event) ? uncounted[event] : undefined;
  const step = known ? t(known) : coded(`step_${called[event] ?? event}`, "step_other", { code: event });
  return t("audit_step", { kind: kind(of), step });
}

function verdict(same: boolean, reason: string | undefined): string {
  if (same) return t("audit_same");
  const key = `different_${reason ?? ""}`;
  return has(key) ? t("audit_different_because", { reason: coded(key, "different_other") }) : t("audit_different");
}

export interface Said {
  words: string;
  /** As it was written: by a later version, in English. */
  raw: boolean;
}

export function done(what: string): Said {
  const key = Object.hasOwn(plain, what) ? plain[what] : undefined;
  if (key) return { words: t(key), raw: false };
  for (const [pattern, say] of patterns) {
    const gaps = pattern.exec(what);
    if (gaps) return { words: say(gaps), raw: false };
  }
  return { words: visible(what), raw: true };
}
