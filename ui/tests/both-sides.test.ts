/**
 * What the window and the core both have to know, compared: the core's half is read out of its own
 * sources.
 */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { houseFirst } from "../src/lib/record/show";

const core = (path: string, pattern: RegExp): string => {
  const found = pattern.exec(readFileSync(`../crates/${path}`, "utf8"))?.[1];
  if (found === undefined) throw new Error(`${path} has no ${pattern}`);
  return found;
};

it("the_house_number_is_first_in_the_same_countries", () => {
  // A line that one of them writes is taken apart by the other.
  const list = core("customer/src/street.rs", /const NUMBER_FIRST: [^=]*=\s*\[([^\]]*)\]/);
  const listed = [...list.matchAll(/"([A-Z]{2})"/g)].map(([, country]) => country);
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const countries = letters.flatMap((one) => letters.map((other) => one + other));
  expect(countries.filter(houseFirst)).toEqual(listed.toSorted());
});

it("the_clock_is_too_far_off_from_the_same_second", () => {
  const page = /const clockOffS = (\d+);/.exec(readFileSync("src/views/HealthView.svelte", "utf8"))?.[1];
  expect(page).toBe(core("network/src/check.rs", /const CLOCK: i64 = (\d+);/));
});
