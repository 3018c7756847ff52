/**
 * A line the window writes is taken apart by the core: both put the house number on the same side.
 * The countries are read out of the core's own source.
 */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { houseFirst } from "../src/lib/record/show";

const source = readFileSync("../crates/customer/src/street.rs", "utf8");
const list = /const NUMBER_FIRST: [^=]*=\s*\[([^\]]*)\]/.exec(source)?.[1] ?? "";
const core = [...list.matchAll(/"([A-Z]{2})"/g)].map(([, country]) => country);

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const countries = letters.flatMap((one) => letters.map((other) => one + other));

it("the_window_and_the_core_write_the_house_number_first_in_the_same_countries", () => {
  expect(core.length, "countries found in the core").toBeGreaterThan(5);
  expect(countries.filter(houseFirst)).toEqual(core.toSorted());
});
