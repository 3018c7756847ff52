import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { compared, small } from "../scripts/compare.js";

type Colour = readonly [number, number, number];
type Box = { x: number; y: number; wide: number; high: number; colour: Colour };

/** A page of 1200 by 800 with these on it. */
function page(boxes: readonly Box[], [width, height] = [1200, 800]): Buffer {
  const png = new PNG({ width, height });
  png.data.fill(255);
  for (const { x, y, wide, high, colour } of boxes) {
    for (let row = y; row < y + high; row += 1) {
      for (let column = x; column < x + wide; column += 1) png.data.set(colour, (row * width + column) * 4);
    }
  }
  return small(PNG.sync.write(png));
}

const button: Box = { x: 40, y: 40, wide: 80, high: 30, colour: [79, 70, 229] };
const said = (before: Buffer, after: Buffer) => compared(before, after).words;

describe("two pictures of a page", () => {
  it("are_the_same_when_nothing_changed_and_when_a_shade_did", () => {
    expect(said(page([button]), page([button]))).toEqual([]);
    expect(said(page([button]), page([{ ...button, colour: [81, 71, 227] }]))).toEqual([]);
  });

  it("are_the_same_when_only_the_edge_of_something_was_rounded_otherwise", () => {
    const edge: Box = { x: 120, y: 40, wide: 1, high: 30, colour: [225, 224, 245] };
    expect(said(page([button]), page([button, edge]))).toEqual([]);
  });

  it("differ_when_something_moved_came_or_went", () => {
    for (const other of [[], [{ ...button, x: 60 }], [button, { ...button, y: 200 }]]) {
      expect(said(page([button]), page(other)).join()).toMatch(/% of it is another/);
    }
  });

  it("differ_when_a_surface_has_another_colour", () => {
    const words = said(page([button]), page([{ ...button, colour: [95, 70, 229] }]));
    expect(words).toContain("the colour #4f46e5 is gone");
    expect(words).toContain("the colour #5f46e5 is new");
  });

  it("differ_when_one_is_larger", () => {
    expect(said(page([button]), page([button], [1202, 800]))).toEqual(["it is 601 by 400"]);
  });
});
