/** Which part of a shown value was typed. The core says which stored word matched, folded. */
import type { WhyView } from "../api/generated/types";

export interface Piece {
  text: string;
  hit: boolean;
}

const fold = (text: string) =>
  text.toLowerCase().replace(/ß/g, "ss").replace(/æ/g, "ae").replace(/ø/g, "o").replace(/ł/g, "l").normalize("NFD").replace(/\p{M}/gu, "");

/** What of the word was typed: its start, or all of it where it was typed otherwise. */
function length(word: string, typed: readonly string[]): number {
  const starts = typed.filter((one) => word.startsWith(one)).map((one) => one.length);
  return Math.max(0, ...starts) || word.length;
}

/** How many letters as written stand for so many folded ones. */
function written(word: string, folded: number): number {
  let letters = 0;
  for (let have = 0; letters < word.length && have < folded; letters += 1) have += fold(word[letters] ?? "").length;
  return letters;
}

export function marked(text: string, why: readonly WhyView[], fields: readonly string[], term: string): Piece[] {
  const typed = fold(term).split(/[\s,;]+/).filter((one) => one !== "");
  const words = new Set(why.filter((one) => fields.includes(one.field)).map((one) => fold(one.text)));
  if (words.size === 0) return [{ text, hit: false }];
  return text.split(/([\s,’'-]+)/).flatMap((word): Piece[] => {
    if (word === "" || !words.has(fold(word))) return word === "" ? [] : [{ text: word, hit: false }];
    const end = written(word, length(fold(word), typed));
    return [{ text: word.slice(0, end), hit: true }, { text: word.slice(end), hit: false }].filter((one) => one.text !== "");
  });
}

/** The end of a number: as many of its digits as were typed. */
export function markedEnd(end: string, why: readonly WhyView[], term: string): Piece[] {
  const digits = (term.match(/\d[\d\s()/.-]*/g) ?? []).map((one) => one.replace(/\D/g, ""));
  const matched = why.some((one) => one.field === "phone" && one.text.endsWith(end))
    ? Math.max(0, ...digits.map((one) => (one.length >= end.length ? (one.endsWith(end) ? end.length : 0) : end.endsWith(one) ? one.length : 0)))
    : 0;
  return [{ text: end.slice(0, end.length - matched), hit: false }, { text: end.slice(end.length - matched), hit: true }].filter(
    (one) => one.text !== "",
  );
}
