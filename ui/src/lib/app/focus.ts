/**
 * Where the focus is, kept through what the desk does by itself: a row that goes because it was
 * sent, a button that rests while it works, a view that is stepped back into.
 */

import { untrack } from "svelte";
import { dialogs } from "./dialogs.svelte";

/** What stands in lists: of one that goes, the next takes the focus. */
const rows = "[data-op-id], [data-submission], [data-candidate], [data-difference], li";
const reachable = "button:not(:disabled), input:not(:disabled), select:not(:disabled), a[href], [tabindex='0']";

const nowhere = () => document.activeElement === null || document.activeElement === document.body;

/** For the one element all views stand in, and for each dialog. */
export function keepsFocus(box: HTMLElement): () => void {
  const dialog = box instanceof HTMLDialogElement ? box : undefined;
  let last: HTMLElement | undefined;
  let at = -1;
  /** The row of buttons it stands in, and which of them it is. */
  let beside: Element | undefined;
  let which = -1;
  /** Where the focus stays while a button of a dialog rests. */
  let refuge: HTMLElement | undefined;

  /** Under a dialog nothing can have the focus. Whoever focuses from an effect does not wait for dialogs. */
  const uppermost = () => untrack(() => dialogs.topmost) === dialog;

  function took({ target }: FocusEvent) {
    if (!uppermost() || (target === refuge && target !== null)) return;
    last = target instanceof HTMLElement ? target : undefined;
    at = [...box.querySelectorAll(rows)].findIndex((row) => row.contains(last ?? null));
    beside = last?.closest("dialog > .actions") ?? undefined;
    which = last && beside ? [...beside.children].indexOf(last) : -1;
  }

  function takeRefuge() {
    refuge = box.querySelector<HTMLElement>("h2") ?? undefined;
    if (refuge) refuge.tabIndex = -1;
    refuge?.focus();
  }

  function changed() {
    if (!last || !uppermost()) return;
    if (last.isConnected) {
      // It rests while it works.
      if (!last.matches(":disabled")) {
        if (nowhere() || document.activeElement === refuge) last.focus({ preventScroll: true });
      } else if (dialog && (nowhere() || document.activeElement === last)) takeRefuge();
      return;
    }
    if (!nowhere() && document.activeElement !== refuge) return;
    last = undefined;
    const all = box.querySelectorAll(rows);
    const row = at === -1 ? undefined : all[Math.min(at, all.length - 1)];
    // What took its place, or the last of them.
    const instead = [...(beside?.isConnected ? beside.children : [])];
    const next =
      [instead[which], instead.at(-1)].find((one) => one?.matches(reachable)) ??
      row?.querySelector(reachable) ??
      box.querySelector("#search, h1[tabindex]");
    if (next instanceof HTMLElement) next.focus();
    else if (dialog) takeRefuge();
  }

  /** Whoever presses beside everything means it. */
  const pressed = () => (last = undefined);

  const observer = new MutationObserver(changed);
  observer.observe(box, { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });
  box.addEventListener("focusin", took);
  document.addEventListener("pointerdown", pressed, true);
  return () => {
    observer.disconnect();
    box.removeEventListener("focusin", took);
    document.removeEventListener("pointerdown", pressed, true);
  };
}

const own = ["data-act", "data-edit", "data-use", "data-copy", "data-carry", "data-draft", "data-local-id", "data-receipt", "name"];
const around = ["data-op-id", "data-submission", "data-section", "data-candidate", "data-difference"];

const attribute = (element: Element, names: readonly string[]): string | undefined =>
  names.filter((name) => element.hasAttribute(name)).map((name) => `[${name}=${JSON.stringify(element.getAttribute(name))}]`)[0];

/** How the focused element is found again once its view is drawn anew. */
export function place(): string | undefined {
  const element = document.activeElement;
  if (!element || element === document.body) return undefined;
  const itself = attribute(element, own) ?? (element.id && !/^c\d+$/.test(element.id) ? `#${element.id}` : undefined);
  if (!itself) return undefined;
  const row = element.closest(around.map((name) => `[${name}]`).join(","));
  const outside = row && row !== element ? attribute(row, around) : undefined;
  return outside ? `${outside} ${itself}` : itself;
}

const patience = 2_000;

/** Takes the focus back there, unless somebody has moved on before it is drawn. */
export function focusAgain(where: string | undefined) {
  if (where === undefined) return;
  let found = false;
  const look = () => {
    const element = document.querySelector<HTMLElement>(`main ${where}`);
    const moved = !nowhere() && !document.activeElement?.matches("main h1, #search, #main");
    if (!element && !moved) return;
    found = true;
    observer.disconnect();
    if (!moved) element?.focus();
  };
  const observer = new MutationObserver(look);
  const main = document.querySelector("main");
  if (!main) return;
  observer.observe(main, { childList: true, subtree: true });
  queueMicrotask(() => (found ? undefined : look()));
  setTimeout(() => observer.disconnect(), patience);
}
