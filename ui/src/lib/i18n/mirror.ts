/**
 * A language nobody speaks, made from English: every word longer by two fifths, accented, and
 * written from right to left. Text that stays as it was did not come out of a catalogue; a line
 * that does not fit will not fit in some language either.
 */
import type { Message, Messages } from "./catalogue";

const accents: { readonly [letter: string]: string } = Object.fromEntries(
  [..."AÀaàCÇcçDĐdđEÉeéGĞgğHĤhĥIÎiîJĴjĵKĶkķLĻlļNÑnñOÖoöRŔrŕSŠsšTŢtţUÛuûWŴwŵYÝyýZŽzž"]
    .map((letter, at, all) => [letter, all[at + 1] ?? letter] as const)
    .filter((_, at) => at % 2 === 0),
);

const [fromRight, asBefore] = ["\u202e", "\u202c"];

const word = (text: string): string => {
  const letters = [...text].map((letter) => accents[letter] ?? letter).join("");
  return fromRight + letters + "~".repeat(Math.ceil(text.length * 0.4)) + asBefore;
};

/** Gaps stay: what fills them is no word of a catalogue. */
const text = (of: string): string => of.replace(/\{\w+\}|[\p{L}’]+/gu, (part) => (part.startsWith("{") ? part : word(part)));

const message = (of: Message): Message =>
  typeof of === "string" ? text(of) : Object.fromEntries(Object.entries(of).map(([form, one]) => [form, text(one)]));

export const mirror = (english: Messages): Messages =>
  Object.fromEntries(Object.entries(english).map(([key, one]) => [key, message(one)]));
