/** Letters that look like others: a Cyrillic `а` in a Latin name is another name, or another address. */
import { visible } from "../text";

const alphabets = { Latin: /\p{sc=Latn}/u, Cyrillic: /\p{sc=Cyrl}/u, Greek: /\p{sc=Grek}/u } as const;

/** The words of a text that are written in two alphabets; Μαρία Smith is not. */
export function mixed(text: string): string[] {
  return text.split(/[\s,;/()-]+/).filter((word) => Object.values(alphabets).filter((letters) => letters.test(word)).length > 1);
}

/** Which of its letters are strangers: of the alphabet it has the fewest of. */
export function strangers(word: string): string[] {
  const found = Object.values(alphabets)
    .map((letters) => Array.from(word).filter((letter) => letters.test(letter)))
    .filter((letters) => letters.length > 0)
    .toSorted((one, other) => other.length - one.length);
  return [...new Set(found.slice(1).flat())];
}

export const hides = (text: string): boolean => visible(text) !== text;
