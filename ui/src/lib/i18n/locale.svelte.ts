/** Which language the window speaks. What it says is in messages/. */

export const locales = ["en", "de"] as const;
export type Locale = (typeof locales)[number];

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
export function regional(locale: Locale, tags: readonly string[]): string {
  for (const tag of tags) {
    try {
      const parsed = new Intl.Locale(tag);
      if (parsed.language === locale && parsed.region) return `${locale}-${parsed.region}`;
    } catch {
      // `C` and `POSIX` are no tags.
    }
  }
  return locale === "en" ? "en-GB" : locale;
}

function stored(): string[] {
  try {
    const value = localStorage.getItem(remembered);
    return value ? [value] : [];
  } catch {
    return [];
  }
}

class Language {
  current = $state<Locale>("en");
  /** For `Intl`. */
  tag = $derived(regional(this.current, navigator.languages));

  /** The address's `?lang=`, then the last choice, then the system's languages. */
  start() {
    const asked = new URLSearchParams(location.search).get("lang");
    const tags = [...(asked ? [asked] : []), ...stored(), ...navigator.languages];
    this.show(pick(tags) ?? "en");
  }

  choose(locale: Locale) {
    this.show(locale);
    try {
      localStorage.setItem(remembered, locale);
    } catch {
      // The choice then lasts as long as the window.
    }
  }

  show(locale: Locale) {
    this.current = locale;
    document.documentElement.lang = locale;
  }
}

export const language = new Language();
