/** A code of the core that the page does not know becomes `internal`, and a visitor reads the wrong words. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { toApiError } from "../src/lib/api/errors";

const types = readFileSync("src/lib/api/generated/types.ts", "utf8");
const union = /export type Code = ([^;]+);/.exec(types)?.[1] ?? "";
const codes = [...union.matchAll(/"(\w+)"/g)].map(([, code]) => code ?? "");

it("every_code_of_the_core_is_known_to_the_page", () => {
  expect(codes).toContain("too_many");
  expect(codes.filter((code) => toApiError({ code, message: "", fields: [] }).code !== code)).toEqual([]);
});
