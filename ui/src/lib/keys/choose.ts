/** Keys of one's own: which can be had, what they would be in the way of, and taking them. */
import { actionOf, actions, type Action, type ActionId } from "./actions";
import { letter, matched, parse, press, writes } from "./chord";
import { keys } from "./keys.svelte";

/** Why a key is nobody's to choose. */
export type Reserved = "letter" | "moves" | "altgr" | "system" | "row" | "unknown";
/** What became of a choice. */
export type Choice = { taken: true } | { taken: false; reserved: Reserved } | { taken: false; clash: readonly Action[] };

/** These move about, or change what is typed. */
const moving = /^(Tab|Enter|Esc|Space|Backspace|Delete|Insert|Home|End|PageUp|PageDown|[←→↑↓])$/;
/** The window's and the system's, and those every text field has. */
const theirs = new Set([
  "Alt+F4", "Alt+Space", "Alt+Enter", "Ctrl+W", "Ctrl+Q", "Ctrl+N", "Ctrl+T", "Ctrl+R", "Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Y", "Ctrl+Z",
  "Ctrl+Shift+R", "Ctrl+Shift+V", "Ctrl+Shift+Z", "Ctrl+Shift+I", "Ctrl+Esc", "Ctrl+Shift+Esc",
]);

const signs: { readonly [key: string]: string } = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", " ": "Space" };

/** How the table would write a press; nothing for a key that is only held with others. */
export function written(event: Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">): string | undefined {
  if (/^(Control|Alt|AltGraph|Shift|Meta|OS|CapsLock|NumLock|Dead|Process|Unidentified)$/.test(event.key)) return undefined;
  const last = letter(event) ?? /^Digit(\d)$/.exec(event.code)?.[1] ?? signs[event.key] ?? event.key;
  // Whether Shift is needed for a sign is the layout's.
  const shift = event.shiftKey && (last.length > 1 || /[A-Z0-9←→↑↓]/.test(last));
  return [event.ctrlKey || event.metaKey ? "Ctrl" : "", event.altKey ? "Alt" : "", shift ? "Shift" : "", last].filter((part) => part !== "").join("+");
}

export function reserved(key: string): Reserved | undefined {
  const chord = parse(key);
  if (writes(chord)) return "altgr";
  if (theirs.has(key) || chord.key === "Tab" || chord.key === "Esc") return "system";
  if (chord.control || chord.alt) return undefined;
  if (moving.test(chord.key)) return "moves";
  if (chord.key.length === 1) return "letter";
  return /^F([1-9]|1[0-2])$/.test(chord.key) ? undefined : "unknown";
}

/** Those that move about with what has the focus, and have no key but such. */
export const settled = (action: Action): boolean =>
  action.keys.length > 0 && action.keys.every((key) => key === "Esc" || reserved(key) === "moves");

const range = (key: string) => /(\d)…(\d)$/.exec(key);
const digits = (key: string): string[] => {
  const found = range(key);
  if (!found) return [key];
  const [from, to] = [Number(found[1]), Number(found[2])];
  return Array.from({ length: to - from + 1 }, (_, at) => key.replace(found[0], String(from + at)));
};

/** Whether one press could mean both. */
export const overlap = (one: string, other: string): boolean =>
  digits(one).some((key) => digits(other).some((two) => key === two || matched(parse(key), pressed(two)) > 0 || matched(parse(two), pressed(key)) > 0));

const pressed = (key: string) => {
  const chord = parse(key);
  return { ...press(chord), ctrlKey: chord.control, metaKey: false, altKey: chord.alt, shiftKey: chord.shift };
};

/** Others that would answer to the same key on one of the same screens. */
export function clashes(id: ActionId, key: string): Action[] {
  const mine = actionOf(id);
  const all: readonly Action[] = actions;
  return all.filter(
    (other) =>
      other.id !== id &&
      other.on.some((screen) => mine.on.includes(screen)) &&
      (mine.within === undefined || other.within === undefined || mine.within === other.within) &&
      keys.of(other.id as ActionId).some((taken) => overlap(taken, key)),
  );
}

/** Takes a key for its first, unless it cannot be had. */
export function choose(id: ActionId, wanted: string): Choice {
  const { keys: shipped } = actionOf(id);
  const row = range(shipped[0] ?? "")?.[0];
  // Where a row of digits is meant, one of them stands for all.
  const key = row ? wanted.replace(/\d$/, row) : wanted;
  // What the program was shipped with can always be gone back to.
  if (!shipped.includes(key)) {
    const why = row && !/\d$/.test(wanted) ? "row" : reserved(wanted);
    if (why) return { taken: false, reserved: why };
  }
  // A further one that was switched off stays so.
  return take(id, [key, ...shipped.slice(1).filter((one) => one !== key && keys.of(id).includes(one))]);
}

/** Its keys of one sign with nothing held: whoever dictates presses them unawares (WCAG 2.1.4). */
export const alone = (id: ActionId): readonly string[] => actionOf(id).keys.filter((key) => reserved(key) === "letter");

/** Switches such a key on or off. Where it is all there is, what the program was shipped with takes its place. */
export function allow(id: ActionId, key: string, on: boolean): Choice {
  const left = keys.of(id).filter((one) => one !== key);
  if (on) return take(id, [...left, key]);
  return take(id, left.length > 0 ? left : actionOf(id).keys.filter((one) => one !== key));
}

function take(id: ActionId, own: readonly string[]): Choice {
  const clash = own.filter((key) => !keys.of(id).includes(key)).flatMap((key) => clashes(id, key));
  if (clash.length > 0) return { taken: false, clash };
  const { [id]: _, ...others } = keys.chosen;
  keys.keep(own.join(" ") === actionOf(id).keys.join(" ") ? others : { ...keys.chosen, [id]: own });
  return { taken: true };
}

/** Back to what the program was shipped with, unless that is another's by now. */
export function reset(id: ActionId): Choice {
  const clash = [...new Set(actionOf(id).keys.flatMap((key) => clashes(id, key)))];
  if (clash.length > 0) return { taken: false, clash };
  const { [id]: _, ...others } = keys.chosen;
  keys.keep(others);
  return { taken: true };
}

export const resetAll = () => keys.keep({});
