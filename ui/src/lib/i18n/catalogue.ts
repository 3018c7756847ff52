/**
 * Turns a catalogue into a function that says things. A message is a text with `{name}` gaps, or
 * one text per plural form of `{count}`. English names the keys; a test holds the others to them.
 */
import { language, type Locale } from "./locale.svelte";

export type Message = string | { [form: string]: string };
export type Messages = { [key: string]: Message };
export type Params = { [name: string]: string | number };

export function say(message: Message, locale: string, params: Params = {}): string {
  let text: string;
  if (typeof message === "string") {
    text = message;
  } else {
    const count = Number(params["count"] ?? 0);
    text = message[new Intl.PluralRules(locale).select(count)] ?? message["other"] ?? "";
  }
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => {
    const value = params[name];
    if (value === undefined) return gap;
    return typeof value === "number" ? new Intl.NumberFormat(locale).format(value) : value;
  });
}

export function translator<Key extends string>(catalogues: { [L in Locale]: Messages }) {
  const find = (key: string): Message | undefined => catalogues[language.current][key];
  return {
    t: (key: Key, params?: Params): string => say(find(key) ?? key, language.tag, params),
    /** For keys made from a code of the core: the fallback stands in for a code not known here. */
    coded: (key: string, fallback: Key, params?: Params): string =>
      say(find(key) ?? find(fallback) ?? fallback, language.tag, params),
    has: (key: string): boolean => find(key) !== undefined,
  };
}
