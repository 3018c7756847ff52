/**
 * A stranger at the kiosk, counted: titles, reasons and the whole statement read, everything touched,
 * names and number typed on the keyboard on the screen. No clock is looked at.
 */
import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { core, serve } from "../../tests/fixtures";
import { language } from "../lib/i18n/locale.svelte";
import KioskWindow from "./KioskWindow.svelte";

/**
 * Seconds: to take in a screen and decide, to find and touch something, to find and press a key; and
 * how many words are read in one. The first two are those of the keystroke-level model.
 */
const pace = { look: 1.35, touch: 1.1, key: 0.5, words: 4 };

beforeEach(() => {
  void language.show("en");
  delete document.documentElement.dataset["ready"];
  return () => vi.unstubAllGlobals();
});

it("is_done_in_ninety_seconds_by_a_stranger_who_reads_everything_but_types_with_one_finger", async () => {
  const fake = core({
    kiosk_form: () => ({ country: "GB", languages: ["en", "de"], statement: "2026-11" }),
    kiosk_submit: () => ({ code: "A7K" }),
  });
  serve(fake.call);
  vi.stubGlobal("scrollTo", () => {});
  render(KioskWindow, { leave: () => {} });
  await waitFor(() => expect(document.documentElement.dataset["ready"]).toBe("true"));
  const user = userEvent.setup();
  let seconds = 0;
  const find = (selector: string) => document.querySelector(selector) as Element;
  const touch = async (selector: string) => {
    seconds += pace.touch;
    await user.click(find(selector));
  };
  const read = async (step: string) => {
    await waitFor(() => expect(find("#kiosk")).toHaveAttribute("data-step", step));
    const texts = [...document.querySelectorAll("#kiosk main :is(h1, p)")].map((one) => one.textContent?.trim() ?? "");
    seconds += pace.look + texts.join(" ").split(/\s+/).length / pace.words;
  };
  const type = async (answer: string, text: string) => {
    await touch(`[data-answer=${answer}]`);
    for (const letter of text) {
      const key = () => [...document.querySelectorAll("#keys [data-key]")].find((one) => one.textContent?.trim() === letter);
      if (!key() && /\d/.test(letter)) await touch("#keys .digits");
      seconds += pace.key;
      const found = letter === " " ? find("#keys .space") : key();
      if (!found) throw new Error(`no key for ${letter}`);
      await user.click(found);
    }
    expect(find(`[data-answer=${answer}]`)).toHaveValue(text);
  };

  await read("welcome");
  await touch("[data-lang=en]");
  await read("privacy");
  for (const way of ["call", "text", "email", "post"]) await touch(`[data-consent=${way}][value=DENIED]`);
  await touch("[data-next]");
  await read("name");
  await touch("[data-keys-show]");
  await type("given_name", "Maria");
  await type("family_name", "Sousa");
  await touch("[data-next]");
  await read("contact");
  await type("phone", "07911004417");
  await touch("[data-next]");
  await read("address");
  await touch("[data-next]");
  await read("visit");
  await touch("[data-reason=service]");
  await touch("[data-next]");
  await read("check");
  await touch("[data-send]");
  await waitFor(() => expect(screen.getByText("A7K")).toBeVisible());
  expect(Math.round(seconds)).toBeLessThanOrEqual(90);
  expect(seconds, "a sum that leaves the reading out would prove nothing").toBeGreaterThan(75);
});
