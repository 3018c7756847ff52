/** How a window comes to its words: one language a piece, fetched before it is shown. */
import { afterEach, describe, expect, it, vi } from "vitest";
import english from "../messages/en.json";
import { say, Shelf, type Messages } from "../src/lib/i18n/catalogue";
import { language, locales, offered, ownName } from "../src/lib/i18n/locale.svelte";
import { mirror } from "../src/lib/i18n/mirror";

const file = (messages: Messages) => vi.fn(() => Promise.resolve(messages));

afterEach(async () => {
  localStorage.clear();
  await language.show("en");
});

describe("the words of a window", () => {
  it("are_fetched_for_the_language_that_is_spoken_and_for_no_other", async () => {
    const files = { "a/en.json": file({ yes: "Yes" }), "a/de.json": file({ yes: "Ja" }), "a/fr.json": file({ yes: "Oui" }) };
    const shelf = new Shelf(files);
    await shelf.fetch("de");
    expect(shelf.find("de", "yes")).toBe("Ja");
    expect(files["a/fr.json"]).not.toHaveBeenCalled();
  });

  it("are_english_where_the_language_lacks_them", async () => {
    const shelf = new Shelf({ "a/en.json": file({ yes: "Yes", late: "Late" }), "a/de.json": file({ yes: "Ja" }) });
    await shelf.fetch("de");
    expect(shelf.find("de", "late")).toBe("Late");
    expect(shelf.find("de", "never")).toBeUndefined();
  });

  it("stay_in_the_language_spoken_where_the_other_cannot_be_had", async () => {
    const words = { has: (locale: string): boolean => locale === "en", fetch: () => Promise.reject(new Error("no file")) };
    language.needs(words);
    expect(await language.show("de")).toBe(false);
    expect([language.current, document.documentElement.lang]).toEqual(["en", "en"]);
    words.has = () => true;
  });

  it("are_those_of_the_last_choice_however_long_an_earlier_one_takes", async () => {
    let arrive = () => {};
    const waits = new Promise<void>((done) => (arrive = done));
    let here = false;
    language.needs({ has: (locale) => here || locale === "en", fetch: () => waits });
    const slow = language.show("de");
    expect(language.current).toBe("en");
    await language.show("en");
    here = true;
    arrive();
    expect(await slow).toBe(false);
    expect(language.current).toBe("en");
  });

  it("are_remembered_when_chosen_and_say_which_they_are", async () => {
    await language.choose("de");
    expect(localStorage.getItem("showroom.language")).toBe("de");
    expect([document.documentElement.lang, document.documentElement.dir]).toEqual(["de", "ltr"]);
  });

  it.each(locales)("are_offered_under_a_name_of_their_own_in_%s", (locale) => {
    const said = new Intl.DisplayNames([locale], { type: "language" }).of(locale) ?? "";
    expect(ownName[locale].toLocaleLowerCase(locale)).toBe(said.toLocaleLowerCase(locale));
  });
});

describe("the mirror", () => {
  it("is_offered_to_nobody_who_works_with_the_program", () => {
    expect(offered).not.toContain("mirror");
  });

  it("writes_from_right_to_left_and_is_forgotten_at_the_next_start", async () => {
    await language.choose("mirror");
    expect(document.documentElement.dir).toBe("rtl");
    expect(localStorage.getItem("showroom.language")).toBeNull();
  });

  it("keeps_every_gap_and_makes_every_message_two_fifths_longer", () => {
    const made = mirror(english);
    const visible = (text: string) => text.replace(/[\u202c\u202e]/g, "");
    for (const [key, message] of Object.entries(english)) {
      const plain = typeof message === "string" ? message : message.other;
      const other = made[key];
      const stretched = typeof other === "string" ? other : (other?.["other"] ?? "");
      expect([key, stretched.match(/\{\w+\}/g) ?? []]).toEqual([key, plain.match(/\{\w+\}/g) ?? []]);
      const letters = plain.replace(/\{\w+\}/g, "").match(/\p{L}/gu)?.length ?? 0;
      expect(visible(stretched).length, key).toBeGreaterThanOrEqual(plain.length + Math.floor(letters * 0.4));
    }
  });

  it("leaves_no_word_as_it_was", () => {
    const one = mirror({ word: "Waiting list of {name}" })["word"] ?? "";
    expect(say(one, "en", { name: "Maria" })).toContain("Maria");
    expect(one).not.toMatch(/Waiting|list/);
  });
});
