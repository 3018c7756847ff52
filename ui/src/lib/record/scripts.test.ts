import { describe, expect, it } from "vitest";
import { visible, within } from "../text";
import { hides, mixed, strangers } from "./scripts";

describe("letters that pass for others", () => {
  it.each([
    ["M\u0430ria", ["M\u0430ria"]],
    ["r\u0430ypal@example.com", ["r\u0430ypal@example.com"]],
    ["\u03b1dmin@example.com", ["\u03b1dmin@example.com"]],
    ["\u039c\u03b1\u03c1\u03af\u03b1 Smith", []],
    ["\u041c\u0430\u0440\u0438\u044f", []],
    ["Maria Sousa", []],
    ["\u4f50\u85e4 Hanako", []],
  ])("are_found_within_a_word_of_%s", (text, words) => expect(mixed(text)).toEqual(words));

  it("are_named", () => expect(strangers("M\u0430ri\u0430")).toEqual(["\u0430"]));
});

describe("text of somebody else", () => {
  it.each([
    ["Maria\u202e", "Maria▯"],
    ["Ma\u200bria", "Ma▯ria"],
    ["Ma\u200dria", "Ma▯ria"],
    ["\u0000Maria", "▯Maria"],
    ["a\u0301\u0301\u0301\u0301\u0301\u0301\u0301", "a\u0301\u0301\u0301\u0301\u0301▯"],
  ])("shows_what_%j_hides", (text, shown) => {
    expect(visible(text)).toBe(shown);
    expect(hides(text)).toBe(true);
  });

  it.each(["Maria Sousa", "Nguy\u1ec5n", "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u{1f469}\u200d\u{1f467}", "\u2764\ufe0f", "a\tb\nc", "M\u0301\u0302a"])("leaves_%j_alone", (text) => {
    expect(visible(text)).toBe(text);
  });

  it("keeps_to_itself_in_a_sentence_where_it_runs_from_the_right", () => {
    expect(within("\u0645\u0631\u064a\u0645")).toBe("\u2068\u0645\u0631\u064a\u0645\u2069");
    expect(within("Maria")).toBe("Maria");
    expect(within("\u2069\u202eMaria")).toBe("▯▯Maria");
  });
});
