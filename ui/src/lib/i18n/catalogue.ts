/**
 * Turns a catalogue into a function that says things. A message is a text with `{name}` gaps, or
 * one text per plural form of `{count}`. English names the keys; a test holds the others to them.
 * Each language is a piece of its own, fetched when it is first spoken; what it lacks is said in
 * English.
 */
import { within } from "../text";
import { language, type Spoken, type Words } from "./locale.svelte";

export type Message = string | { [form: string]: string };
export type Messages = { [key: string]: Message };
export type Params = { [name: string]: string | number };
/** What `import.meta.glob` makes of a folder of catalogues. */
export type Files = { [path: string]: () => Promise<Messages> };

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
    if (typeof value === "number") return new Intl.NumberFormat(locale).format(value);
    // The mirror turns its own words round by the letters that are looked for.
    return language.current === "mirror" ? value : within(value);
  });
}

/** The catalogues of a folder, as they are asked for. */
export class Shelf implements Words {
  readonly #files: Files;
  readonly #held = new Map<Spoken, Messages>();

  constructor(files: Files) {
    this.#files = files;
  }

  has(locale: Spoken): boolean {
    return this.#held.has(locale);
  }

  find(locale: Spoken, key: string): Message | undefined {
    return this.#held.get(locale)?.[key];
  }

  keys(locale: Spoken): string[] {
    return Object.keys(this.#held.get(locale) ?? {});
  }

  async fetch(locale: Spoken) {
    const english = this.#held.get("en") ?? (await this.#read("en"));
    this.#held.set("en", english);
    if (locale === "mirror") {
      const { mirror } = await import("./mirror");
      this.#held.set(locale, mirror(english));
    } else if (locale !== "en") {
      this.#held.set(locale, { ...english, ...(await this.#read(locale)) });
    }
  }

  #read(locale: Spoken): Promise<Messages> {
    const path = Object.keys(this.#files).find((one) => one.endsWith(`/${locale}.json`));
    const file = path === undefined ? undefined : this.#files[path];
    return file ? file() : Promise.reject(new Error(`no catalogue for ${locale}`));
  }
}

export function translator<Key extends string>(files: Files) {
  const shelf = new Shelf(files);
  language.needs(shelf);
  const find = (key: string): Message | undefined => shelf.find(language.current, key);
  return {
    t: (key: Key, params?: Params): string => say(find(key) ?? key, language.tag, params),
    /** For keys made from a code of the core: the fallback stands in for a code not known here. */
    coded: (key: string, fallback: Key, params?: Params): string =>
      say(find(key) ?? find(fallback) ?? fallback, language.tag, params),
    has: (key: string): boolean => find(key) !== undefined,
    keys: (): string[] => shelf.keys(language.current),
  };
}
