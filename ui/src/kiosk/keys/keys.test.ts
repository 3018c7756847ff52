import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { language, locales } from "../../lib/i18n/locale.svelte";
import { Keyboard } from "./keyboard.svelte";
import Keys from "./Keys.svelte";
import { layout, longest } from "./layouts";

/** A form with two fields under the keyboard. */
async function typist(...uses: string[]) {
  await language.show("en");
  const form = document.createElement("form");
  const fields = uses.map((use) => {
    const field = document.createElement("input");
    field.dataset["keys"] = use;
    form.append(field);
    return field;
  });
  document.body.append(form);
  const keys = new Keyboard();
  form.addEventListener("focusin", ({ target }) => keys.goTo(target as HTMLInputElement));
  render(Keys, { keys });
  const user = userEvent.setup();
  const press = async (...faces: string[]) => {
    for (const face of faces) await user.click(screen.getByRole("button", { name: face }));
  };
  const [first] = fields;
  if (!first) throw new Error("a form has a field");
  first.focus();
  return { user, form, fields, first, keys, press };
}

beforeEach(() => () => document.body.replaceChildren());

describe("the keyboard on the screen", () => {
  it("types_where_the_cursor_is_and_leaves_the_focus_there", async () => {
    const { first, press } = await typist("text");
    const heard: string[] = [];
    first.addEventListener("input", () => heard.push(first.value));
    await press("a", "c");
    first.setSelectionRange(1, 1);
    await press("b", "Space");
    expect(first).toHaveFocus();
    expect([first.value, first.selectionStart]).toEqual(["ab c", 3]);
    expect(heard).toEqual(["a", "ac", "abc", "ab c"]);
  });

  it("deletes_what_is_marked_or_one_letter_whole", async () => {
    const { first, press } = await typist("text");
    first.value = "Zoë🚗";
    first.setSelectionRange(5, 5);
    await press("Delete");
    expect(first.value).toBe("Zoë");
    first.setSelectionRange(0, 2);
    await press("Delete");
    expect([first.value, first.selectionStart]).toEqual(["ë", 0]);
    await press("Delete");
    expect(first.value).toBe("ë");
  });

  it("begins_a_name_with_a_capital_that_can_be_taken_back", async () => {
    const { first, press } = await typist("name");
    await press("A", "n", "n", "e", "-", "M");
    expect(first.value).toBe("Anne-M");
    first.value = "";
    first.blur();
    first.focus();
    await press("Capital letters", "v", "a", "n");
    expect(first.value).toBe("van");
  });

  it("has_every_letter_of_a_european_name_one_press_further", async () => {
    const { first, press } = await typist("text");
    await press("äéñ", "ø", "b");
    expect(first.value).toBe("øb");
    for (const letter of "áàâãäåæçčéèêëęíîïłñńóòôõöøőřšśßúùûüýž") {
      expect(layout("en", "accents").flat()).toContain(letter);
    }
  });

  it("offers_digits_for_a_phone_and_the_signs_of_an_address_for_mail", async () => {
    const { fields, first, press } = await typist("phone", "email");
    await press("+", "4", "4", "0");
    expect(first.value).toBe("+440");
    await press("Next field");
    expect(fields[1]).toHaveFocus();
    await press("z", "@", "e", ".");
    expect(fields[1]?.value).toBe("z@e.");
  });

  it("goes_on_from_the_last_field", async () => {
    const { form, press } = await typist("text");
    let sent = 0;
    form.requestSubmit = () => (sent += 1);
    await press("Next field");
    expect(sent).toBe(1);
  });

  it("types_no_more_than_a_field_takes", async () => {
    const { first, press } = await typist("text");
    first.maxLength = 2;
    await press("a", "b", "c");
    expect(first.value).toBe("ab");
  });

  it("types_into_nothing_when_the_screen_has_changed", async () => {
    const { first, keys } = await typist("text");
    keys.leave();
    keys.press("a");
    expect([first.value, keys.hasField]).toEqual(["", false]);
  });

  it("follows_the_language", async () => {
    expect(layout("de", "letters")[0]?.slice(0, 6).join("")).toBe("qwertz");
    expect(layout("fr", "letters")[0]?.slice(0, 6).join("")).toBe("azerty");
    expect(layout("es", "letters").flat()).toContain("ñ");
    expect(layout("sv", "letters")[0]).toContain("å");
    await typist("text");
    await language.show("de");
    expect(await screen.findByRole("button", { name: "ü" })).toBeVisible();
    await language.show("en");
  });

  it.each(locales)("has_each_letter_of_the_alphabet_once_and_no_row_too_long_for_a_finger_in_%s", (locale) => {
    const keys = layout(locale, "letters").flat();
    expect(new Set(keys).size).toBe(keys.length);
    for (const letter of "abcdefghijklmnopqrstuvwxyz") expect(keys).toContain(letter);
    const rows = [layout(locale, "letters"), layout(locale, "accents"), layout(locale, "digits")].flatMap((layer) =>
      layer.map((row, index) => row.length + (index === layer.length - 1 ? (layer.length === 3 ? 2 : 1) : 0)),
    );
    expect(Math.max(...rows)).toBeLessThanOrEqual(longest);
  });
});
