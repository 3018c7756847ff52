/** Keys that work anywhere at the desk. Views and dialogs with keys of their own come first. */
import type { Walk } from "./walk.svelte";

interface Desk {
  ready(): boolean;
  /** Whether the list of keys is on the screen, which F1 turns on and off. */
  open(): boolean;
  toggle(): void;
  /** Only a practice desk does. */
  rehearse(): void;
}

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

/** Views with an Esc of their own are left to it; a dialog's Esc is the dialog's. */
const stepsBack = (walk: Walk, event: KeyboardEvent) =>
  ["customer", "waiting", "submissions", "health", "decisions", "receipt", "lab"].includes(walk.router.route.view) &&
  !(event.target instanceof HTMLElement && event.target.closest("dialog, form"));

export function deskKeys(walk: Walk, desk: Desk): (event: KeyboardEvent) => void {
  const { guard, router } = walk;
  return (event) => {
    const control = event.ctrlKey || event.metaKey;
    const plain = !control && !event.altKey;
    if (event.key === "F1" && plain) {
      event.preventDefault();
      desk.toggle();
      return;
    }
    // The web view's own reload would lose what is typed.
    if (event.key === "F5" || (control && event.code === "KeyR")) {
      event.preventDefault();
      if (desk.ready() && plain && !guard.asking) refresh(walk);
      return;
    }
    if (!desk.ready() || guard.asking || desk.open()) return;
    const view = router.route.view;
    const act =
      control && !event.shiftKey && event.code === "KeyK"
        ? () => toSearch(walk)
        : event.key === "/" && plain && !typing(event.target)
          ? () => toSearch(walk)
          : event.key === "F9" && plain
            ? () => void (view === "waiting" || router.go({ view: "waiting" }))
          : event.key === "F10" && plain
            ? desk.rehearse
          : event.key === "F8" && plain
            ? () => void (view === "decisions" || walk.openDecisions())
            : event.altKey && event.key === "ArrowLeft" && view !== "search"
              ? () => void walk.back()
              : event.key === "Escape" && !event.defaultPrevented && stepsBack(walk, event)
                ? () => void walk.back()
                : undefined;
    if (!act) return;
    event.preventDefault();
    act();
  };
}
