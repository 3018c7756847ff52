/**
 * A scanner that passes for a keyboard, told from a person by what it types first and how fast. What
 * it types is held back from the very first key, so that it lands in no field; what turns out to be
 * a person's is put where it was meant, before the next key.
 */
import type { Habits } from "./habits";

export interface Scan {
  text: string;
  /** Milliseconds before each key but the first. */
  gaps: number[];
}

/** The shortest licence. */
const shortest = 20;
/** How much longer a pause may be once it is known to be a scanner. */
const patience = 4;

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

/** Types what was held back, where it was meant. */
function put(text: string) {
  const at = document.activeElement;
  const words = [...text].filter((letter) => letter >= " ").join("");
  if (words === "" || !(at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement) || at.readOnly) return;
  // Old, and the only way that can be undone by Ctrl+Z.
  if (typeof document.execCommand === "function" && document.execCommand("insertText", false, words)) return;
  try {
    at.setRangeText(words, at.selectionStart ?? at.value.length, at.selectionEnd ?? at.value.length, "end");
  } catch {
    // An input of a kind that tells nothing of its caret.
    at.value += words;
  }
  at.dispatchEvent(new InputEvent("input", { bubbles: true, data: words, inputType: "insertText" }));
}

/** Listens until it is told to stop. `habits` is asked at each first key; none: not now. */
export function listen(habits: () => Habits | undefined, scanned: (scan: Scan) => void): () => void {
  let text = "";
  let gaps: number[] = [];
  let sure = false;
  let last = 0;
  let now: Habits = { prefix: "", gap: 0 };
  let timer: ReturnType<typeof setTimeout> | undefined;

  function end() {
    clearTimeout(timer);
    const scan = { text, gaps };
    const whole = sure && text.length >= shortest;
    text = "";
    gaps = [];
    sure = false;
    if (whole) scanned(scan);
    else put(scan.text);
  }

  function pressed(event: KeyboardEvent) {
    if (event.isComposing || event.defaultPrevented) return;
    const letter = sign(event);
    if (letter === "") {
      if (sure) swallow(event);
      return;
    }
    const gap = event.timeStamp - last;
    if (text !== "" && gap > (sure ? now.gap * patience : now.gap)) end();
    if (text === "") {
      const known = habits();
      if (!known || letter === undefined || letter < " " || event.repeat || begins(letter, known.prefix) === "no") return;
      // Scanners type capitals: a small one is a person's, who shall not wait for it.
      if (letter === "x" && !event.getModifierState("CapsLock")) return;
      now = known;
    } else if (!sure && (letter === undefined || begins(text + letter, now.prefix) === "no")) {
      end();
      // It may be the first of a scan itself.
      pressed(event);
      return;
    } else gaps.push(Math.round(gap));
    swallow(event);
    text += letter ?? "";
    last = event.timeStamp;
    sure ||= begins(text, now.prefix) === "yes";
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
