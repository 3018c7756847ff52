import { describe, expect, it } from "vitest";
import { countries } from "../lib/record/codes";
import { houseFirst, postcodeLast } from "../lib/record/show";
import { formOf, known, written } from "./address";
import { blank } from "./questions";

const zoe = { ...blank(""), street: "High Street", house_number: "12", city: "Leeds", postal_code: "LS1 4AP" };

describe("an address at the kiosk", () => {
  it.each([
    ["GB", ["12 High Street", "Leeds LS1 4AP"]],
    ["US", ["12 High Street", "Leeds LS1 4AP"]],
    ["FR", ["12 High Street", "LS1 4AP Leeds"]],
    ["DE", ["High Street 12", "LS1 4AP Leeds"]],
    ["PT", ["High Street 12", "LS1 4AP Leeds"]],
    ["JP", ["High Street 12", "LS1 4AP Leeds"]],
  ])("is_written_as_in_%s", (country_code, lines) => {
    expect(written({ ...zoe, country_code })).toEqual(lines);
  });

  it("has_no_line_for_what_was_left_out", () => {
    expect(written({ ...blank("DE"), city: "Köln" })).toEqual(["Köln"]);
    expect(written(blank("DE"))).toEqual([]);
  });

  it("knows_the_countries_of_its_languages_and_their_neighbours", () => {
    const expected = "GB IE DE AT CH NL BE FR ES PT SE FI NO DK US".split(" ");
    expect([...known].sort()).toEqual(expected.sort());
    for (const country of known) expect(countries).toContain(country);
  });

  it.each([...known, "JP"])("asks_in_the_order_in_which_the_desk_writes_in_%s", (country) => {
    const [first, second] = formOf(country).lines;
    expect(first?.[0] === "house_number").toBe(houseFirst(country));
    expect(second?.[0] === "city").toBe(postcodeLast(country));
    expect(formOf(country).lines.flat().toSorted()).toEqual(["city", "house_number", "postal_code", "street"]);
  });
});
