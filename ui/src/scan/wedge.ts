/**
 * A scanner that passes for a keyboard, told from a person by what it types first and how fast. What
 * it types is held back from the very first key where hardly anybody's words begin so, else from the
 * fourth, and what the three have left is taken out again: it lands in no field. What turns out to be
 * a person's is put where it was meant, before the next key.
 */
import { put, remembered } from "./field";
import type { Habits } from "./habits";
import { bare, enough, runOf, turned, vinOf, type Run } from "./run";

export interface Scan {
  /** `other`: a code that says nothing here, told by its pace and the Enter behind it. */
  kind: "licence" | "code" | Run | "other";
  text: string;
  /** Milliseconds before each key but the first. */
  gaps: number[];
}

/** The shortest licence. */
const shortest = 20;
/** No shorter code is taken for one by its pace alone. */
const fewest = 8;
/** How much longer a pause may be once it is known to be a scanner. */
const patience = 4;
/** A busy computer makes so many pauses in a code that is not known yet for what it is. */
const hiccups = 2;

const headers = ["ANSI ", "AAMVA", "QNSI "];

/** In front of each code a kiosk shows: the core's `hand_off::letters`. No words begin so. */
export const codeStart = "XUXU";

/** The same for a kiosk's code. Scanners that say what they read say Q of it, and L of a licence. */
function beginsCode(text: string, prefix: string): "yes" | "maybe" | "no" {
  const typed = text.toUpperCase();
  const starts = ["", prefix, prefix.replace(/^(.)L(?=.$)/, "$1Q")].map((front) => (front + codeStart).toUpperCase());
  if (starts.some((start) => typed.startsWith(start))) return "yes";
  return starts.some((start) => start.startsWith(typed)) ? "maybe" : "no";
}

/** Whether a text begins as a licence or a kiosk's code does: `maybe` where it is too short to tell. */
export function begins(text: string, prefix: string): "yes" | "maybe" | "no" {
  const licence = beginsLicence(text, prefix);
  return licence === "no" ? beginsCode(text, prefix) : licence;
}

function beginsLicence(text: string, prefix: string): "yes" | "maybe" | "no" {
  if (prefix !== "") {
    if (prefix.startsWith(text)) return "maybe";
    if (text.startsWith(prefix)) return text.length >= prefix.length + 8 ? "yes" : "maybe";
  }
  if (text[0] !== "@" && text[0] !== "A") return "no";
  const head = text.replace(/^@?[^A-Za-z]{0,10}/, "").toUpperCase();
  if (headers.some((header) => head.startsWith(header))) return "yes";
  return headers.some((header) => header.startsWith(head)) && text.length < 16 ? "maybe" : "no";
}

const controls: { [key: string]: string } = { j: "\n", m: "\r", "6": "\u001e", "^": "\u001e", "~": "\u001e", "]": "\u001d", "\\": "\u001c", i: "\t" };
const beside = new Set(["Shift", "Control", "Alt", "AltGraph", "CapsLock", "Meta", "NumLock"]);

/** The sign a key stands for: "" for those that only change others, nothing where it is no sign. */
export function sign(event: KeyboardEvent): string | undefined {
  const { key, ctrlKey, altKey } = event;
  if (beside.has(key)) return "";
  if (key === "Enter") return "\n";
  if (key === "Tab") return "\t";
  // Together they are AltGr.
  if (ctrlKey && !altKey) return controls[key.toLowerCase()];
  // Signs by their number: nothing that is needed.
  if (altKey && !ctrlKey && /^Numpad\d$/.test(event.code)) return "";
  return key.length === 1 ? key : undefined;
}

interface SoFar {
  kind: Scan["kind"];
  hold: boolean;
  sure: boolean;
}

/**
 * Listens until it is told to stop. `habits` is asked at each first key; none: not now. `all`: codes
 * of no meaning here are told too.
 */
export function listen(habits: () => Habits | undefined, scanned: (scan: Scan) => void, all = false): () => void {
  let text = "";
  let gaps: number[] = [];
  let kind: Scan["kind"] = "licence";
  let sure = false;
  let paused = 0;
  /** How much of it has landed in a field. */
  let landed = 0;
  /** It came after a pause. */
  let fresh = false;
  let caps = false;
  let at: Element | null = null;
  let putBack = () => {};
  let last = 0;
  let now: Habits = { prefix: "", gap: 0 };
  let timer: ReturnType<typeof setTimeout> | undefined;

  function end() {
    clearTimeout(timer);
    const scan = { kind, text: caps && (kind === "vin" || kind === "contact") ? turned(text) : text, gaps };
    const [whole, rest] = [isWhole(), text.slice(landed)];
    text = "";
    gaps = [];
    sure = false;
    paused = 0;
    landed = 0;
    if (!whole) {
      put(rest);
      return;
    }
    putBack();
    scanned(scan);
  }

  /** Whether it may go on after a pause that is too long for a scanner and too short for most people. */
  function bears(): boolean {
    if (sure || isWhole()) return true;
    return kind !== "licence" && text.length >= enough && paused <= hiccups;
  }

  function isWhole(): boolean {
    if (kind === "vin") return vinOf(bare(caps ? turned(text) : text, now.prefix)) !== undefined;
    return sure && (kind === "contact" || kind === "other" || text.length >= shortest);
  }

  function judged(typed: string): SoFar | undefined {
    // Scanners type capitals: a small one is a person's, who shall not wait for it.
    const early = typed[0] === "x" && !caps ? "no" : begins(typed, now.prefix);
    if (early !== "no") return { kind: typed.toUpperCase().includes(codeStart) ? "code" : "licence", hold: true, sure: early === "yes" };
    if (!fresh) return undefined;
    const run = runOf(caps ? turned(typed) : typed, now.prefix);
    if (run || !all) return run;
    const closed = /[\n\t]$/.test(typed);
    // A person's last field is left by a key too, but not as fast, and not from another field.
    if (closed && (typed.length <= fewest || document.activeElement !== at)) return undefined;
    return { kind: "other", hold: closed, sure: closed };
  }

  function begun(event: KeyboardEvent, letter: string, gap: number): SoFar | undefined {
    const known = habits();
    if (!known || letter < " " || event.repeat) return undefined;
    now = known;
    fresh = gap > known.gap;
    caps = event.getModifierState("CapsLock");
    at = document.activeElement;
    const first = judged(letter);
    if (first) putBack = remembered();
    return first;
  }

  function pressed(event: KeyboardEvent) {
    if (event.isComposing || event.defaultPrevented) return;
    const letter = sign(event);
    if (letter === "") {
      if (sure) swallow(event);
      return;
    }
    const gap = event.timeStamp - last;
    last = event.timeStamp;
    if (text !== "" && gap > now.gap) {
      paused += 1;
      // Whoever rests before Enter is no scanner, however fast they typed.
      const rested = kind === "other" && (letter === "\n" || letter === "\t");
      if (gap > now.gap * patience || rested || !bears()) end();
    }
    const next = text !== "" && (sure ? { kind, hold: true, sure } : letter === undefined ? undefined : judged(text + letter));
    if (next) {
      gaps.push(Math.round(gap));
      take(event, letter ?? "", next);
      return;
    }
    const alone = text === "";
    if (!alone) end();
    // It may be the first of a scan itself, though of none that words begin as, with others right before it.
    const first = letter !== undefined && begun(event, letter, alone ? gap : 0);
    if (first) take(event, letter, first);
  }

  function take(event: KeyboardEvent, letter: string, next: SoFar) {
    ({ kind, sure } = next);
    if (next.hold) swallow(event);
    else {
      // What was held back of it so far comes first.
      put(text.slice(landed));
      landed = text.length + letter.length;
    }
    text += letter;
    clearTimeout(timer);
    timer = setTimeout(end, now.gap * patience);
  }

  function swallow(event: KeyboardEvent) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  window.addEventListener("keydown", pressed, true);
  return () => {
    clearTimeout(timer);
    window.removeEventListener("keydown", pressed, true);
  };
}
