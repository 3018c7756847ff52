/**
 * What a hostile customer, a broken network or a careless typist may leave in any field. The list is
 * `payloads.json`, which the test in the real window reads too (tests/e2e/hostile).
 */
import listed from "./payloads.json";

/** JSON cannot hold half a letter. */
const halves = ["\ud800", "\udc00"];

const large = [
  "W".repeat(10_000), "Maria ".repeat(170), "\u202e".repeat(500), "Z" + "\u0335\u0336\u0337\u0338\u0340\u0341".repeat(100), "e" + "\u0301".repeat(500), "👩‍👩‍👧‍👦".repeat(60), "مريم ".repeat(100), "<b>".repeat(200), " ".repeat(500) + "x", "\u00a0".repeat(200) + "x", "-".repeat(900), "&".repeat(900), "﷽".repeat(90),
];

export const payloads: readonly string[] = [...new Set([...Object.values(listed).flat(), ...halves, ...large])];
