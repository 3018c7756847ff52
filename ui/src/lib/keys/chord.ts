/** A key as it is written in the table, and whether a press is that key. */

export interface Chord {
  control: boolean;
  alt: boolean;
  shift: boolean;
  /** The last part: `K`, `F9`, `←`, `1…9`. */
  key: string;
}

export function parse(text: string): Chord {
  const plus = text.endsWith("++");
  const parts = (plus ? text.slice(0, -2) : text).split("+");
  const key = plus ? "+" : (parts.pop() ?? "");
  return { control: parts.includes("Ctrl"), alt: parts.includes("Alt"), shift: parts.includes("Shift"), key };
}

const named: { [key: string]: string } = { "←": "ArrowLeft", "→": "ArrowRight", "↑": "ArrowUp", "↓": "ArrowDown", Esc: "Escape", Space: " " };

/** What the engine reports for it on a keyboard of the United States. */
export function press(chord: Chord, digit = 1): { key: string; code: string } {
  if (/^[A-Z]$/.test(chord.key)) return { key: chord.key.toLowerCase(), code: `Key${chord.key}` };
  if (/^\d$/.test(chord.key)) return { key: chord.key, code: `Digit${chord.key}` };
  if (/^\d…\d$/.test(chord.key)) return { key: String(digit), code: `Digit${digit}` };
  const key = named[chord.key] ?? chord.key;
  return { key, code: "" };
}

type Pressed = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

/**
 * The letter of a press, as it is printed: QWERTZ and AZERTY have some elsewhere. By its place where
 * the layout or Alt writes another script's or none; a sign of ASCII is that sign wherever it is.
 */
export function letter({ key, code }: Pick<KeyboardEvent, "key" | "code">): string | undefined {
  if (/^[A-Z]$/i.test(key)) return key.toUpperCase();
  return /^[!-~]$/.test(key) ? undefined : /^Key([A-Z])$/.exec(code)?.[1];
}

/** The digit that was pressed of a row of them, 1 for a single key, 0 where it is another key. */
export function matched(chord: Chord, event: Pressed): number {
  if ((event.ctrlKey || event.metaKey) !== chord.control || event.altKey !== chord.alt) return 0;
  const digit = /^Digit(\d)$/.exec(event.code)?.[1];
  const range = /^(\d)…(\d)$/.exec(chord.key);
  if (range) {
    const at = Number(digit ?? 0);
    return !event.shiftKey && at >= Number(range[1]) && at <= Number(range[2]) ? at : 0;
  }
  // Where a sign is on the keyboard, and whether Shift is needed for it, is the layout's.
  if (chord.key === "+") return event.key === "+" || event.key === "=" ? 1 : 0;
  if (chord.key.length === 1 && /[^A-Z0-9←→↑↓]/.test(chord.key)) return event.key === chord.key ? 1 : 0;
  if (event.shiftKey !== chord.shift) return 0;
  if (/^[A-Z]$/.test(chord.key)) return letter(event) === chord.key ? 1 : 0;
  const wanted = press(chord);
  // Digits by their place: AZERTY writes others without Shift.
  return (wanted.code === "" ? event.key === wanted.key : event.code === wanted.code) ? 1 : 0;
}

/** Whether somebody's layout writes a letter with it: Ctrl and Alt together are AltGr in Europe. */
export const writes = (chord: Chord): boolean => chord.control && chord.alt;
