/**
 * Text that somebody else wrote, made fit to stand among words of ours: what nobody would see is
 * seen, and what runs from right to left keeps to itself.
 */

/** Stands where a letter is that shows nothing. */
export const mark = "▯";

/** Controls, and all that is left out when it is drawn; joiners only where nothing is there to join. */
const unseen = /[^\P{Cc}\t\n\r]|[\u2028\u2029\ufff9-\ufffb]|(?![\u200c\u200d\ufe0e\ufe0f])\p{DI}|(?<![^\s\p{sc=Latn}\p{sc=Cyrl}\p{sc=Grek}])[\u200c\u200d]/gu;
/** No language piles up more than five signs on a letter. */
const piled = /(\p{M}{5})\p{M}+/gu;
const fromRight = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

export const visible = (text: string): string => text.replace(unseen, mark).replace(piled, `$1${mark}`);

/** Within a sentence: first-strong isolate, pop isolate. */
export function within(text: string): string {
  const seen = visible(text);
  return fromRight.test(seen) ? `\u2068${seen}\u2069` : seen;
}
