import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { names, small } from "../scripts/kiosk-pictures.js";

describe("the kiosk's pictures", () => {
  it("are_kept_by_screen_language_and_look", () => {
    const drawn = ["01-welcome-en-light.png", "02-contact-lacking-en-light.png", "03-welcome-de-light.png", "04-contact-lacking-de-light.png"];
    const contrast = ["contrast-contact-lacking-de.png", "contrast-welcome-en.png", "something-else.png"];
    expect(names([...drawn, ...contrast])).toEqual([
      ["01-welcome-en-light.png", "01-welcome.png"],
      ["02-contact-lacking-en-light.png", "02-contact-lacking.png"],
      ["04-contact-lacking-de-light.png", "02-contact-lacking-de.png"],
      ["contrast-contact-lacking-de.png", "02-contact-lacking-de-contrast.png"],
      ["contrast-welcome-en.png", "01-welcome-contrast.png"],
    ]);
  });

  it("lose_no_colour_where_there_are_few_and_little_of_one_where_there_are_many", () => {
    const drawn = (colours: number) => {
      const one = new PNG({ width: 64, height: 32 });
      for (let at = 0; at < 64 * 32; at += 1) {
        const colour = at % colours;
        one.data.set([colour & 255, (colour * 3) & 255, (colour >> 3) & 255, 255], at * 4);
      }
      return one;
    };
    const kept = (one: PNG) => PNG.sync.read(small(PNG.sync.write(one)));
    const few = drawn(200);
    expect(kept(few).data.equals(few.data)).toBe(true);
    const many = drawn(2000);
    const [before, after] = [many.data, kept(many).data];
    const worst = before.reduce((most, part, at) => Math.max(most, Math.abs(part - (after[at] ?? 0))), 0);
    expect(worst).toBeLessThan(64);
  });
});
