/** Which language the window speaks. What it says is in messages/, one file a language. */

export const locales = ["en", "de", "nl", "fr", "es", "sv", "fi"] as const;
export type Locale = (typeof locales)[number];

/** `mirror` is English made longer, accented and written from right to left: to see what breaks. */
export type Spoken = Locale | "mirror";
const mirrored = "xx";

/** What each language calls itself, so that whoever speaks it finds it. */
export const ownName: { readonly [L in Spoken]: string } = {
  en: "English",
  de: "Deutsch",
  nl: "Nederlands",
  fr: "Français",
  es: "Español",
  sv: "Svenska",
  fi: "Suomi",
  mirror: "Mirror",
};

/** What can be chosen from; the mirror only by whoever works on the pages. */
export const offered: readonly Spoken[] =
  import.meta.env.MODE === "development" ? [...locales, "mirror"] : locales;

const remembered = "showroom.language";

/** The first known language among BCP 47 tags; tags like `C` or `en_GB.UTF-8` are survived. */
export function pick(tags: readonly string[]): Locale | undefined {
  for (const tag of tags) {
    const language = tag.toLowerCase().split(/[-_.@]/)[0];
    const known = locales.find((locale) => locale === language);
    if (known) return known;
  }
  return undefined;
}

/** A tag `Intl` accepts: the region the system names, as long as it speaks the same language. */
export function regional(locale: Spoken, tags: readonly string[]): string {
  const spoken = locale === "mirror" ? "en" : locale;
  for (const tag of tags) {
    try {
      const parsed = new Intl.Locale(tag);
      if (parsed.language === spoken && parsed.region) return `${spoken}-${parsed.region}`;
    } catch {
      // `C` and `POSIX` are no tags.
    }
  }
  return spoken === "en" ? "en-GB" : spoken;
}

function stored(): string[] {
  try {
    const value = localStorage.getItem(remembered);
    return value ? [value] : [];
  } catch {
    return [];
  }
}

/** The words of one window, fetched a language at a time. */
export interface Words {
  has: (locale: Spoken) => boolean;
  fetch: (locale: Spoken) => Promise<void>;
}

class Language {
  current = $state<Spoken>("en");
  /** For `Intl`. */
  tag = $derived(regional(this.current, navigator.languages));

  readonly #words: Words[] = [];
  #wanted: Spoken = "en";

  /** Words that have to be there before a language is shown. */
  needs(words: Words) {
    this.#words.push(words);
  }

  /** The address's `?lang=`, then the last choice, then the system's languages. */
  async start() {
    const asked = new URLSearchParams(location.search).get("lang");
    const tags = [...(asked ? [asked] : []), ...stored(), ...navigator.languages];
    const first = asked === mirrored ? "mirror" : (pick(tags) ?? "en");
    if (!(await this.show(first))) await this.show("en");
  }

  /** Shows it, and remembers it for the next start. */
  async choose(locale: Spoken) {
    const shown = await this.show(locale);
    if (!shown || locale === "mirror") return;
    try {
      localStorage.setItem(remembered, locale);
    } catch {
      // The choice then lasts as long as the window.
    }
  }

  /**
   * At once where the words are here already, otherwise as soon as they are; whether it is shown
   * then. Where they cannot be had, the window goes on in the language it speaks.
   */
  async show(locale: Spoken): Promise<boolean> {
    this.#wanted = locale;
    const missing = this.#words.filter((words) => !words.has(locale));
    if (missing.length > 0) {
      try {
        await Promise.all(missing.map((words) => words.fetch(locale)));
      } catch {
        return false;
      }
    }
    // Somebody chose another one meanwhile.
    if (this.#wanted !== locale) return false;
    this.current = locale;
    document.documentElement.lang = locale === "mirror" ? "en-XA" : locale;
    document.documentElement.dir = locale === "mirror" ? "rtl" : "ltr";
    return true;
  }
}

export const language = new Language();
