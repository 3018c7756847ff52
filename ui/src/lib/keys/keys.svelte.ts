/** The keys as they are at this desk: those of the table, or those somebody chose instead. */
import { t, coded } from "../i18n/desk";
import { actionOf, actions, type ActionId } from "./actions";
import { matched, parse } from "./chord";

const remembered = "showroom.keys";

class Keys {
  /** What was chosen here instead of the table's. */
  chosen = $state.raw<{ readonly [id: string]: readonly string[] }>({});
  /** Somebody presses the keys of their choice: they mean nothing yet. */
  asking = false;

  start() {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(remembered) ?? "{}");
      if (kept === null || typeof kept !== "object") return;
      const known = Object.entries(kept).filter(
        (entry): entry is [string, string[]] =>
          actions.some(({ id }) => id === entry[0]) && Array.isArray(entry[1]) && entry[1].every((key) => typeof key === "string"),
      );
      this.chosen = Object.fromEntries(known);
    } catch {
      // No storage, or something else in it: the keys of the table.
    }
  }

  of(id: ActionId): readonly string[] {
    return this.chosen[id] ?? actionOf(id).keys;
  }

  keep(chosen: { readonly [id: string]: readonly string[] }) {
    this.chosen = chosen;
    try {
      localStorage.setItem(remembered, JSON.stringify(chosen));
    } catch {
      // They then last as long as the window.
    }
  }
}

export const keys = new Keys();

/** The digit pressed of a row of them; 1 for an action of one key; 0 where the press means something else. */
export function digitOf(event: KeyboardEvent, id: ActionId): number {
  if (keys.asking) return 0;
  for (const key of keys.of(id)) {
    const at = matched(parse(key), event);
    if (at > 0) return at;
  }
  return 0;
}

export const means = (event: KeyboardEvent, id: ActionId): boolean => digitOf(event, id) > 0;

/** A key as this language's keyboards have it printed. */
export function printed(key: string): string {
  const chord = parse(key);
  const names = [chord.control ? "ctrl" : "", chord.alt ? "alt" : "", chord.shift ? "shift" : ""].filter((name) => name !== "");
  const last = /^(Enter|Space|Esc)$/.test(chord.key) ? coded(`keyname_${chord.key.toLowerCase()}`, "keyname_other", { key: chord.key }) : chord.key;
  return [...names.map((name) => coded(`keyname_${name}`, "keyname_other", { key: name })), last].join("+");
}

/** Its first key, or nothing. */
export const label = (id: ActionId): string => {
  const [first] = keys.of(id);
  return first === undefined ? "" : printed(first);
};

/** For tooltips: "Waiting list (F9)". */
export function hinted(text: string, id: ActionId): string {
  const key = label(id);
  return key === "" ? text : t("key_hint", { text, key });
}

/** Along the line of the page: 1 onwards, -1 back, whichever way it is written. */
export function along(event: KeyboardEvent): number {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key] ?? 0;
  return document.documentElement.dir === "rtl" ? -step : step;
}
