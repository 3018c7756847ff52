import { describe, expect, it } from "vitest";
import type { WhyView } from "../src/lib/api/generated/types";
import { marked, markedEnd } from "../src/lib/record/mark";

const shown = (pieces: { text: string; hit: boolean }[]) => pieces.map(({ text, hit }) => (hit ? `[${text}]` : text)).join("");
const names = ["givenName", "familyName"];

describe("the matched part of a row", () => {
  it.each<[string, WhyView[], string, string]>([
    ["Maria Sousa", [{ field: "givenName", how: "start", text: "maria" }], "mar 4417", "[Mar]ia Sousa"],
    ["Mário Souza", [{ field: "givenName", how: "start", text: "mario" }], "mar", "[Már]io Souza"],
    ["Jürgen Weiß", [{ field: "familyName", how: "exact", text: "weiss" }], "weiss", "Jürgen [Weiß]"],
    ["Jürgen Weiß", [{ field: "familyName", how: "start", text: "weiss" }], "wei", "Jürgen [Wei]ß"],
    ["Robert Smith", [{ field: "givenName", how: "form", text: "robert" }], "bob", "[Robert] Smith"],
    ["Mary O’Brien", [{ field: "familyName", how: "inner", text: "brien" }], "bri", "Mary O’[Bri]en"],
    ["Maria Sousa", [{ field: "email", how: "start", text: "maria" }], "maria@", "Maria Sousa"],
    ["Maria Sousa", [], "xyz", "Maria Sousa"],
  ])("%s for %j typed %s", (text, why, term, expected) => {
    expect(shown(marked(text, why, names, term))).toBe(expected);
  });

  it.each<[string, string, string, string]>([
    ["4417", "…4417", "mar 4417", "[4417]"],
    ["4417", "…4417", "17", "44[17]"],
    ["4417", "…4417", "+351 912 344 417", "[4417]"],
    ["4417", "…4417", "912", "4417"],
    ["0000", "…4417", "4417", "0000"],
  ])("of the number's end %s (%s) typed %s", (end, text, term, expected) => {
    expect(shown(markedEnd(end, [{ field: "phone", how: "end", text }], term))).toBe(expected);
  });
});
