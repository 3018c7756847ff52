/** What can be done anywhere at the desk. Views and dialogs with keys of their own come first. */
import { announcer } from "../lib/app/announce.svelte";
import { glance } from "../lib/app/glance.svelte";
import { theme } from "../lib/app/theme.svelte";
import { zoom } from "../lib/app/zoom.svelte";
import { t } from "../lib/i18n/desk";
import { language } from "../lib/i18n/locale.svelte";
import { actions, type ActionId } from "../lib/keys/actions";
import { letter } from "../lib/keys/chord";
import { means } from "../lib/keys/keys.svelte";
import type { Walk } from "./walk.svelte";

interface Desk {
  ready(): boolean;
  /** Whether a dialog of the desk is on the screen; F1 turns its own on and off. */
  open(): boolean;
  toggle(): void;
  palette(): void;
  /** Only a practice desk does. */
  rehearse(): void;
}

export type Deeds = { readonly [id in ActionId]?: () => void };

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches("input, select, textarea, [contenteditable]");

export function toSearch(walk: Walk) {
  if (walk.router.route.view !== "search") {
    void walk.goSearch();
    return;
  }
  const box = document.querySelector<HTMLInputElement>("#search");
  box?.focus();
  box?.select();
}

function refresh({ router: { route }, search, desk }: Walk) {
  if (route.view === "customer") void route.customer.refresh();
  else if (route.view === "search") void search.ask();
  else void desk.wake();
}

function larger(step: 1 | -1 | 0) {
  if (step === 0) zoom.reset();
  else zoom.by(step);
  const size = new Intl.NumberFormat(language.tag, { style: "percent" }).format(zoom.current);
  announcer.say(t("zoom_said", { size }));
}

export const deskDeeds = (walk: Walk, desk: Desk): Deeds => ({
  find: () => toSearch(walk),
  palette: desk.palette,
  waiting: () => void (walk.router.route.view === "waiting" || walk.router.go({ view: "waiting" })),
  decisions: () => void (walk.router.route.view === "decisions" || walk.openDecisions()),
  submissions: () => void (walk.router.route.view === "submissions" || walk.router.go({ view: "submissions" })),
  health: () => void (walk.router.route.view === "health" || walk.router.go({ view: "health" })),
  lab: () => void (walk.router.route.view === "lab" || walk.openLab()),
  refresh: () => refresh(walk),
  back: () => void walk.back(),
  zoom_in: () => larger(1),
  zoom_out: () => larger(-1),
  zoom_reset: () => larger(0),
  theme: () => {
    theme.next();
    announcer.say(t("theme", { name: t(`theme_${theme.current}`) }));
  },
  glance: () => {
    glance.toggle();
    announcer.toast(() => t(glance.safe ? "glance_safe" : "glance_open"));
  },
  reveal: () => glance.look(),
  rehearse: desk.rehearse,
  scanner: () => void import("./scanned").then(({ teach }) => teach(walk)),
  keys: desk.toggle,
});

/** Views with an Esc of their own are left to it; a dialog's Esc is the dialog's. */
const stepsBack = (walk: Walk, event: KeyboardEvent) =>
  ["customer", "waiting", "submissions", "health", "decisions", "receipt", "lab"].includes(walk.router.route.view) &&
  !(event.target instanceof HTMLElement && event.target.closest("dialog, form"));

/** These work whatever is on the screen, before there is a desk too. */
const always: readonly ActionId[] = ["keys", "zoom_in", "zoom_out", "zoom_reset"];

export function deskKeys(walk: Walk, desk: Desk, deeds: Deeds): (event: KeyboardEvent) => void {
  const { guard, router } = walk;
  return (event) => {
    const told = actions.find(({ id }) => means(event, id) && deeds[id] !== undefined)?.id;
    const control = event.ctrlKey || event.metaKey;
    // The web view's own reload would lose what is typed.
    if (event.key === "F5" || (control && letter(event) === "R")) event.preventDefault();
    if (told !== undefined && always.includes(told)) {
      event.preventDefault();
      deeds[told]?.();
      return;
    }
    if (told === "refresh" && desk.ready() && !guard.asking) {
      deeds.refresh?.();
      return;
    }
    if (!desk.ready() || guard.asking || desk.open() || event.defaultPrevented) return;
    // A letter or sign alone is typed where something is typed.
    const types = event.key.length === 1 && !control && !event.altKey && typing(event.target);
    const at = router.route.view;
    const act =
      means(event, "leave") && stepsBack(walk, event)
        ? deeds.back
        : told === undefined || types || (told === "back" && at === "search")
          ? undefined
          : deeds[told];
    if (!act) return;
    event.preventDefault();
    act();
  };
}
