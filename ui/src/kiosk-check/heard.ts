/** Whether a press is one of the system's own chords, as the core writes them: `Ctrl+Alt+Del`, `Super`. */

export type Press = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "altKey" | "shiftKey" | "metaKey">;

const named: { readonly [key: string]: string } = { Esc: "Escape", Del: "Delete", Space: " " };
const system: readonly string[] = ["Meta", "OS", "Super", "Hyper"];

/** The key with the system's sign, which engines name differently and some do not report as held. */
export const isSystemKey = ({ key, code }: Press): boolean => system.includes(key) || /^(Meta|OS)(Left|Right)$/.test(code);

export function isChord(chord: string, event: Press, systemHeld: boolean): boolean {
  const parts = chord.split("+");
  const last = parts.pop() ?? "";
  const held = (key: string) => parts.includes(key);
  if (event.ctrlKey !== held("Ctrl") || event.altKey !== held("Alt") || event.shiftKey !== held("Shift")) return false;
  if (last === "Super") return isSystemKey(event);
  if ((event.metaKey || systemHeld) !== held("Super")) return false;
  // Letters and digits by their place too: layouts disagree about them, and some systems go by either.
  if (/^[A-Z]$/.test(last)) return event.code === `Key${last}` || event.key.toUpperCase() === last;
  if (/^\d$/.test(last)) return event.code === `Digit${last}`;
  return event.key === (named[last] ?? last);
}

/** What a page must not act on while it only listens: everything that is not plain typing or moving on. */
export const isCommand = (event: Press): boolean =>
  event.ctrlKey || event.altKey || event.metaKey || isSystemKey(event) || /^(F\d+|PrintScreen|ContextMenu)$/.test(event.key);
