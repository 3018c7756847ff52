/** The squares a kiosk without a desk shows at the end: there, read aloud, and gone with the visitor. */
import { render, screen, within } from "@testing-library/svelte";
import axe from "axe-core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { core } from "../../tests/fixtures";
import { t } from "../lib/i18n/kiosk";
import { language } from "../lib/i18n/locale.svelte";
import Done from "./Done.svelte";
import { Kiosk } from "./kiosk.svelte";
import { createRawSnippet } from "svelte";

const codes = [
  { size: 85, path: "M4 4h7v1h-7z" },
  { size: 85, path: "M5 4h6v1h-6z" },
];
const languages = ["en", "de", "nl", "fr", "es", "sv", "fi"] as const;
const tools = createRawSnippet(() => ({ render: () => "<span></span>" }));
const done = (shown: typeof codes) => render(Done, { code: "A7K", codes: shown, onclose: vi.fn(), children: tools });

async function handedIn(answer: object) {
  const form = () => ({ country: "PT", languages: ["en"], statement: "2026-11" });
  const { call } = core({ kiosk_form: form, kiosk_submit: () => ({ code: "A7K", ...answer }) });
  const kiosk = new Kiosk(call, () => "en");
  await kiosk.load();
  kiosk.start();
  kiosk.set("family_name", "Sousa");
  kiosk.set("phone", "0912 000 111");
  await kiosk.send();
  expect(kiosk.step).toBe("done");
  return kiosk;
}
const wait = (kiosk: Kiosk, seconds: number) => {
  for (let second = 0; second < seconds; second += 1) kiosk.tick();
};

beforeEach(async () => {
  await language.show("en");
});

describe("the last screen of a kiosk that hands over", () => {
  it.each(languages)("shows_every_square_with_its_number_in_%s", async (tag) => {
    await language.show(tag);
    const { container } = done(codes);
    const names = codes.map((_, index) => t("done_part", { number: index + 1, count: 2 }));
    for (const [index, name] of names.entries()) {
      const square = screen.getByRole("img", { name });
      expect(square).toHaveAttribute("viewBox", "0 0 85 85");
      expect(square.querySelector("path")).toHaveAttribute("d", codes[index]?.path);
    }
    expect(screen.getByText(t("done_codes", { count: 2 }))).toBeVisible();
    expect(screen.getByText("A7K")).toBeVisible();
    const { violations } = await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  it("says_nothing_of_squares_where_there_are_none", () => {
    const { container } = done([]);
    expect(within(container).queryByRole("img")).toBeNull();
    expect(screen.getByText(t("done_text"))).toBeVisible();
  });

  it("stays_long_enough_for_somebody_to_walk_over_and_leaves_nothing_behind", async () => {
    const kiosk = await handedIn({ codes });
    expect(kiosk.codes).toEqual(codes);
    wait(kiosk, 119);
    expect(kiosk.step).toBe("done");
    wait(kiosk, 1);
    expect([kiosk.step, kiosk.code, kiosk.codes]).toEqual(["welcome", "", []]);
  });

  it("leaves_nothing_behind_when_the_visitor_ends_it", async () => {
    const kiosk = await handedIn({ codes });
    kiosk.over();
    expect(kiosk.codes).toEqual([]);
  });

  it("is_as_short_as_before_where_there_is_only_the_code", async () => {
    const kiosk = await handedIn({});
    expect(kiosk.codes).toEqual([]);
    wait(kiosk, 60);
    expect(kiosk.step).toBe("welcome");
  });
});

describe("what was agreed to, to take along", () => {
  async function agreed(consent: boolean) {
    const form = ({ card }: { card?: string }) => ({ country: "PT", languages: ["en"], statement: "2026-11", ...(card && { keepsake: codes[0] }) });
    const { call, requests } = core({ kiosk_form: form, kiosk_submit: () => ({ code: "A7K" }) });
    const kiosk = new Kiosk(call, () => "en");
    await kiosk.load();
    kiosk.start();
    kiosk.set("family_name", "Sousa");
    kiosk.set("phone", "0912 000 111");
    if (consent) kiosk.agree("call", "DENIED");
    await kiosk.send();
    return { kiosk, requests };
  }

  it("is_offered_where_something_was_said_and_asked_for_by_the_card_alone", async () => {
    const { kiosk, requests } = await agreed(true);
    const draft = requests("kiosk_submit")[0]?.draft;
    expect(kiosk.handed).toBe(draft);
    await kiosk.keep();
    expect(requests("kiosk_form").at(-1)).toEqual({ card: draft });
    expect([kiosk.keepsake, kiosk.handed]).toEqual([codes[0], undefined]);
    wait(kiosk, 100);
    expect(kiosk.keepsake).toBeDefined();
    wait(kiosk, 21);
    expect([kiosk.step, kiosk.keepsake]).toEqual(["welcome", undefined]);
  });

  it("begins_the_time_anew_also_where_its_end_was_being_counted", async () => {
    const { kiosk } = await agreed(true);
    wait(kiosk, 45);
    expect(kiosk.wiping).toBe(15);
    await kiosk.keep();
    expect(kiosk.wiping).toBeUndefined();
    wait(kiosk, 99);
    expect([kiosk.step, kiosk.wiping]).toEqual(["done", undefined]);
    wait(kiosk, 5);
    expect(kiosk.wiping).toBe(16);
    wait(kiosk, 16);
    expect(kiosk.step).toBe("welcome");
  });

  it("is_not_offered_where_nothing_was_said", async () => {
    const { kiosk } = await agreed(false);
    expect(kiosk.handed).toBeUndefined();
  });
});
