/**
 * The keys of the keyboard on the screen, by language. A row is what is on its keys; what Shift
 * makes of a letter is its capital. `accents` and `digits` are the same everywhere: every letter of
 * a name in Europe is one press further at most.
 */
import type { Locale } from "../../lib/i18n/locale.svelte";

export type Rows = readonly (readonly string[])[];
export type Layer = "letters" | "digits" | "accents" | "phone";

const row = (keys: string) => keys.split(" ");
const rows = (...lines: string[]): Rows => lines.map(row);

const qwerty = rows("q w e r t y u i o p", "a s d f g h j k l", "z x c v b n m");
const nordic = rows("q w e r t y u i o p å", "a s d f g h j k l ö ä", "z x c v b n m");

const letters: { [language: string]: Rows } = {
  en: qwerty,
  nl: qwerty,
  de: rows("q w e r t z u i o p ü", "a s d f g h j k l ö ä", "y x c v b n m ß"),
  fr: rows("a z e r t y u i o p", "q s d f g h j k l m", "w x c v b n é è ç"),
  es: rows("q w e r t y u i o p", "a s d f g h j k l ñ", "z x c v b n m"),
  pt: rows("q w e r t y u i o p", "a s d f g h j k l ç", "z x c v b n m ã"),
  sv: nordic,
  fi: nordic,
  da: rows("q w e r t y u i o p å", "a s d f g h j k l æ ø", "z x c v b n m"),
  nb: rows("q w e r t y u i o p å", "a s d f g h j k l ø æ", "z x c v b n m"),
};

const shared: { [layer in Exclude<Layer, "letters">]: Rows } = {
  digits: rows("1 2 3 4 5 6 7 8 9 0", "/ . , : ; ( ) & + *", "@ _ # ! ? % = ~"),
  accents: rows("á à â ã ä å ą æ ç ć č", "é è ê ë ě ę í ì î ï ı", "ñ ń ň ó ò ô õ ö ő ø ł", "ř š ś ß ú ù û ü ý ž"),
  phone: rows("1 2 3", "4 5 6", "7 8 9", "+ 0 -"),
};

/** What stands on the key that leads to a layer: the same in every language. */
export const faces = { letters: "ABC", digits: "123", accents: "äéñ" } as const;

/** Beside the space bar: what names hold besides letters, and e-mail addresses. */
export const besides = { names: ["-", "'"], email: ["@", ".", "-", "_"] } as const;

/** No row is longer, with Shift and Delete: at 800 pixels each key is still 60 wide. */
export const longest = 11;

export const layout = (language: Locale | string, layer: Layer): Rows =>
  layer === "letters" ? (letters[language] ?? qwerty) : shared[layer];
