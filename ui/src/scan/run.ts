/**
 * Codes that begin as anybody's words do: a car's number, a contact. Nothing is held back of them
 * until their pace gives them away.
 */
export type Run = "vin" | "contact";

/** As many keys at a scanner's pace are no person's fingers that fell together. */
export const enough = 4;
const heads = ["BEGIN:VCARD", "MECARD:"];

// The letters of ISO 3779, and the four digits it ends in.
const start = /^I?(?:[A-HJ-NPR-Z\d]{0,13}|[A-HJ-NPR-Z\d]{13}\d{1,4})$/;
// Labels on imported cars put an I in front.
const whole = /^I?((?=\d*[A-Z])[A-HJ-NPR-Z\d]{13}\d{4})\s*$/;

/** The car's number that a text is, and nothing else. */
export const vinOf = (text: string): string | undefined => whole.exec(text)?.[1];

/** A text that Caps Lock has turned over. */
export const turned = (text: string): string =>
  Array.from(text, (letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase())).join("");

/** Behind what this scanner puts in front; "" where only some of that is there. */
export function bare(text: string, prefix: string): string {
  // What it read is said by the two signs behind the bracket.
  if (prefix.startsWith("]") && text.startsWith("]")) return text.slice(3);
  if (prefix === "") return text;
  return text.startsWith(prefix) ? text.slice(prefix.length) : prefix.startsWith(text) ? "" : text;
}

export interface RunSoFar {
  kind: Run;
  /** What comes next lands in no field. */
  hold: boolean;
  /** It is one, whatever comes next. */
  sure: boolean;
}

/** What a text at a scanner's pace may become. */
export function runOf(text: string, prefix: string): RunSoFar | undefined {
  const code = bare(text, prefix);
  const hold = text.length >= enough;
  const sure = heads.some((head) => code.startsWith(head));
  if (sure || heads.some((head) => head.startsWith(code))) return { kind: "contact", hold, sure };
  if (!start.test(code) && !vinOf(code)) return undefined;
  return { kind: "vin", hold: hold && /[A-Z]/.test(code), sure: false };
}
