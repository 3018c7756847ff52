/**
 * Everything that can be done by a key, once: its keys, the screens it belongs to, and the words
 * for it. The handlers of the views, the list under F1, the tooltips and the palette all read this
 * table, so that none of them can say what the others do not do.
 */
import type { Key } from "../i18n/desk";

export const screens = [
  "search", "customer", "new", "compare", "waiting", "submissions", "health", "decisions", "receipt", "lab",
] as const;
export type Screen = (typeof screens)[number];

export interface Action {
  readonly id: string;
  /** `Ctrl+Shift+C`, `Alt+1…9`, `F2`, `↑`; none where it is only done from the palette. */
  readonly keys: readonly string[];
  readonly on: readonly Screen[];
  readonly word: Key;
  /** Only where the focus is within: two of these may share keys. */
  readonly within?: "card" | "clash" | "line";
  /** Moves about in what has the focus: nothing to choose from a list. */
  readonly moves?: true;
  /** Answered in front of the desk, by `views/DeskFront`. */
  readonly front?: true;
  /** A practice desk alone. */
  readonly practice?: true;
}

const anywhere = screens;
const beyondSearch = screens.filter((screen) => screen !== "search");
const cards = ["waiting", "customer"] as const;

export const actions = [
  { id: "find", keys: ["Ctrl+K", "/"], on: anywhere, word: "key_find" },
  { id: "palette", keys: ["Ctrl+Shift+P"], on: anywhere, word: "key_palette" },
  { id: "waiting", keys: ["F9"], on: anywhere, word: "key_waiting" },
  { id: "decisions", keys: ["F8"], on: anywhere, word: "key_decisions" },
  { id: "submissions", keys: [], on: anywhere, word: "submissions" },
  { id: "health", keys: [], on: anywhere, word: "health_title" },
  { id: "lab", keys: [], on: anywhere, word: "lab" },
  { id: "refresh", keys: ["F5"], on: anywhere, word: "key_refresh" },
  { id: "back", keys: ["Alt+←"], on: beyondSearch, word: "key_back" },
  { id: "leave", keys: ["Esc"], on: anywhere, word: "key_leave", moves: true },
  { id: "zoom_in", keys: ["Ctrl++"], on: anywhere, word: "key_zoom_in" },
  { id: "zoom_out", keys: ["Ctrl+-"], on: anywhere, word: "key_zoom_out" },
  { id: "zoom_reset", keys: ["Ctrl+0"], on: anywhere, word: "key_zoom_reset" },
  { id: "theme", keys: [], on: anywhere, word: "key_theme" },
  { id: "glance", keys: [], on: anywhere, word: "key_glance" },
  { id: "reveal", keys: ["Alt+V"], on: anywhere, word: "key_reveal", moves: true },
  { id: "rehearse", keys: ["F10"], on: anywhere, word: "key_rehearsal", practice: true },
  { id: "lock", keys: ["Ctrl+L"], on: anywhere, word: "key_lock", front: true },
  { id: "curtain", keys: ["F12"], on: anywhere, word: "key_curtain", front: true, moves: true },
  { id: "scanner", keys: [], on: anywhere, word: "key_scanner" },
  { id: "keys", keys: ["F1"], on: anywhere, word: "key_keys" },

  { id: "rows", keys: ["↑", "↓"], on: ["search"], word: "key_rows", moves: true },
  { id: "open", keys: ["Enter"], on: ["search"], word: "key_open", moves: true },
  { id: "peek", keys: ["Space"], on: ["search"], word: "key_peek", moves: true },
  { id: "new", keys: ["Ctrl+Enter"], on: ["search"], word: "key_new" },
  { id: "flip", keys: ["Alt+1…9"], on: ["search"], word: "key_flip", moves: true },
  { id: "compare", keys: ["Alt+C"], on: ["search", "new"], word: "key_compare" },

  { id: "edit", keys: ["F2"], on: ["search", "customer"], word: "key_edit" },
  { id: "save", keys: ["Ctrl+S"], on: ["customer", "new"], word: "key_save" },
  { id: "copy", keys: ["Ctrl+Shift+C"], on: ["customer"], word: "key_copy" },
  { id: "print", keys: ["Ctrl+P"], on: ["customer"], word: "key_print" },
  { id: "pin", keys: ["Ctrl+D"], on: ["customer"], word: "key_pin" },
  { id: "sources", keys: ["Alt+I"], on: ["customer"], word: "key_sources" },
  { id: "choose", keys: ["Alt+1…3"], on: ["customer"], word: "key_choose", within: "line", moves: true },

  { id: "columns", keys: ["←", "→"], on: ["compare"], word: "key_columns", moves: true },
  { id: "use", keys: ["Alt+U"], on: ["compare", "new"], word: "key_use" },
  { id: "different", keys: ["Alt+D"], on: ["compare"], word: "key_different" },
  { id: "maybe", keys: ["Alt+M"], on: ["compare"], word: "key_maybe" },

  { id: "cards", keys: ["↑", "↓"], on: ["waiting"], word: "key_cards", moves: true },
  { id: "timeline", keys: ["Alt+T"], on: cards, word: "key_timeline" },
  { id: "here", keys: ["Alt+H"], on: cards, word: "key_here", within: "card" },
  { id: "hold", keys: ["Alt+P"], on: cards, word: "key_hold", within: "card" },
  { id: "undo", keys: ["Ctrl+Z"], on: cards, word: "key_undo", within: "card" },
  { id: "take_base", keys: ["Alt+1"], on: cards, word: "key_base", within: "clash" },
  { id: "take_mine", keys: ["Alt+2"], on: cards, word: "key_mine", within: "clash" },
  { id: "take_theirs", keys: ["Alt+3"], on: cards, word: "key_theirs", within: "clash" },
] as const satisfies readonly Action[];

export type ActionId = (typeof actions)[number]["id"];

export const actionOf = (id: ActionId): Action => {
  const found = actions.find((action) => action.id === id);
  if (!found) throw new Error(`no action ${id}`);
  return found;
};

/** What can be done here and nowhere else, then what can be done anywhere. */
export function on(screen: Screen, practice: boolean): { here: readonly Action[]; always: readonly Action[] } {
  const all: readonly Action[] = actions;
  const mine = all.filter((action) => action.on.includes(screen) && (practice || !action.practice));
  return {
    here: mine.filter((action) => action.on.length < beyondSearch.length),
    always: mine.filter((action) => action.on.length >= beyondSearch.length),
  };
}
