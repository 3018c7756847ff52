import { readFileSync } from "node:fs";
import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { core } from "../../tests/fixtures";
import { boot, openDesk } from "../../tests/window";
import { pins } from "../lib/app/pins.svelte";
import { language, locales } from "../lib/i18n/locale.svelte";
import DeskFrame from "./DeskFrame.svelte";
import KioskFrame from "../kiosk/PracticeFrame.svelte";

const said: { readonly [locale in (typeof locales)[number]]: RegExp } = {
  en: /^Practice: nothing here reaches your DMS$/,
  de: /^Übung: .*DMS/,
  nl: /^Oefening: .*DMS/,
  fr: /^Entraînement : .*DMS/,
  es: /^Práctica: .*DMS/,
  sv: /^Övning: .*DMS/,
  fi: /^Harjoitus: .*DMS/,
};

const bar = () => screen.getByRole("complementary");
const onPaper = () => JSON.parse(document.documentElement.style.getPropertyValue("--practice-words")) as string;

function frame(answers: Parameters<typeof core>[0] = {}) {
  const fake = core({ practice_network: ({ cut }) => ({ cut: cut ?? false }), practice_reset: () => ({}), ...answers });
  const reload = vi.fn();
  render(DeskFrame, { asks: fake.call, reload });
  return { ...fake, reload, user: userEvent.setup() };
}

beforeEach(() => {
  localStorage.clear();
  document.title = "Showroom";
  return async () => {
    vi.unstubAllGlobals();
    delete document.documentElement.dataset["practice"];
    await language.show("en");
  };
});

describe("the frame around practice", () => {
  it.each(locales)("says_in_the_bar_the_title_and_on_paper_that_nothing_reaches_the_dms_in_%s", async (locale) => {
    frame();
    await language.show(locale);
    await waitFor(() => expect(within(bar()).getByText(said[locale])).toBeVisible());
    const words = bar().querySelector("p")?.textContent ?? "";
    await waitFor(() => expect(onPaper()).toBe(words));
    const short = bar().getAttribute("aria-label") ?? "";
    expect(words.startsWith(short)).toBe(true);
    await waitFor(() => expect(document.title).toBe(`${short}: Showroom`));
    // As each page does when it is shown.
    document.title = "Another";
    await waitFor(() => expect(document.title).toBe(`${short}: Another`));
  });

  it.each(locales)("is_around_its_kiosk_too_in_%s", async (locale) => {
    render(KioskFrame);
    await language.show(locale);
    await waitFor(() => expect(within(bar()).getByText(said[locale])).toBeVisible());
    expect(within(bar()).queryByRole("button")).toBeNull();
    expect(document.documentElement.dataset["practice"]).toBe("");
  });

  it("is_there_whatever_the_core_says_and_offers_to_start_over_at_a_locked_desk", async () => {
    const locked = { ...boot, phase: "locked" as const, practice: false, locked: { code: "corrupt", message: "no" } };
    await openDesk({
      boot: () => locked,
      practice_network: () => {
        throw { code: "internal", message: "no", fields: [] };
      },
    });
    render(DeskFrame);
    expect(await screen.findByText(said.en)).toBeVisible();
    expect(within(bar()).getByRole("button", { name: "Start over" })).toBeVisible();
    expect(within(bar()).queryByRole("button", { name: "Cut the network" })).toBeNull();
  });

  it("lies_over_a_dialog_that_is_opened_after_it", async () => {
    const shown: string[] = [];
    const proto = HTMLElement.prototype as { showPopover?: () => void; hidePopover?: () => void };
    const matches = Element.prototype.matches;
    proto.showPopover = () => void shown.push("shown");
    proto.hidePopover = () => void shown.push("hidden");
    Element.prototype.matches = function (this: Element, selector: string) {
      return selector === ":popover-open" ? shown.length > 0 : matches.call(this, selector);
    } as typeof matches;
    try {
      const { user } = frame();
      expect(shown).toEqual(["shown"]);
      // What jsdom knows of popovers is that they are not shown.
      await user.click(screen.getByRole("button", { name: "Start over", hidden: true }));
      await waitFor(() => expect(shown).toEqual(["shown", "hidden", "shown"]));
    } finally {
      delete proto.showPopover;
      delete proto.hidePopover;
      Element.prototype.matches = matches;
    }
  });

  it("is_read_in_every_theme_and_drawn_with_forced_colours_and_on_paper", () => {
    const css = readFileSync("src/practice/frame.css", "utf8");
    const colour = (name: string) => new RegExp(`--${name}: (#\\w{6})`).exec(css)?.[1] ?? "";
    const linear = (channel: number) => (channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
    const light = (hex: string) =>
      [1, 3, 5].reduce((sum, at, part) => sum + ([0.2126, 0.7152, 0.0722][part] ?? 0) * linear(parseInt(hex.slice(at, at + 2), 16) / 255), 0);
    const contrast = (light(colour("practice")) + 0.05) / (light(colour("on-practice")) + 0.05);
    expect(contrast).toBeGreaterThan(7);
    // Nothing else decides the colours of the frame.
    expect(css.match(/#[0-9a-f]{3,6}\b/gi)).toHaveLength(2);
    expect(css).toMatch(/forced-color-adjust: none/);
    expect(css.slice(css.indexOf("@media print"))).toContain("content: var(--practice-words)");
  });
});

describe("practice", () => {
  it("starts_over_only_when_that_is_confirmed_and_forgets_whom_was_pinned", async () => {
    pins.toggle("l1");
    const { user, requests, reload } = frame();
    await user.click(screen.getByRole("button", { name: "Start over" }));
    let dialog = screen.getByRole("dialog", { hidden: true });
    expect(dialog).toHaveTextContent("The real desk is not touched.");
    await user.click(within(dialog).getByRole("button", { name: "Cancel", hidden: true }));
    expect(requests("practice_reset")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Start over" }));
    dialog = screen.getByRole("dialog", { hidden: true });
    await user.click(within(dialog).getByRole("button", { name: "Start over", hidden: true }));
    await waitFor(() => expect(reload).toHaveBeenCalledOnce());
    expect(requests("practice_reset")).toEqual([{}]);
    expect(pins.ids).toEqual([]);
  });

  it("says_so_when_it_could_not_start_over_and_lets_it_be_tried_again", async () => {
    let fails = true;
    const { user, reload } = frame({
      practice_reset: () => {
        if (fails) throw { code: "disk_full", message: "full", fields: [] };
        return {};
      },
    });
    await user.click(screen.getByRole("button", { name: "Start over" }));
    const dialog = screen.getByRole("dialog", { hidden: true });
    const again = within(dialog).getByRole("button", { name: "Start over", hidden: true });
    await user.click(again);
    expect(await within(dialog).findByText(/the disk is full/)).toBeInTheDocument();
    expect(reload).not.toHaveBeenCalled();
    fails = false;
    await user.click(again);
    await waitFor(() => expect(reload).toHaveBeenCalledOnce());
  });

  it("cuts_its_network_and_brings_it_back", async () => {
    const { user, requests } = frame();
    await user.click(await screen.findByRole("button", { name: "Cut the network" }));
    await user.click(await screen.findByRole("button", { name: "Bring the network back" }));
    expect(await screen.findByRole("button", { name: "Cut the network" })).toBeVisible();
    expect(requests("practice_network")).toEqual([{}, { cut: true }, { cut: false }]);
  });

  it("is_opened_from_the_list_of_commands_and_from_the_list_of_keys", async () => {
    const { user, requests } = await openDesk({ practise: () => ({}) });
    await user.keyboard("{Control>}{Shift>}p{/Shift}{/Control}");
    await user.type(await screen.findByRole("combobox", { name: "Part of its name", hidden: true }), "practise{Enter}");
    await waitFor(() => expect(requests("practise")).toEqual([{}]));
    await user.keyboard("{F1}");
    await user.click(await screen.findByRole("button", { name: "Practise", hidden: true }));
    await waitFor(() => expect(requests("practise")).toEqual([{}, {}]));
    expect(await screen.findAllByText("The practice desk opens in a window of its own.", { selector: "#toasts *" })).not.toEqual([]);
  });

  it("is_not_opened_from_practice", async () => {
    document.documentElement.dataset["practice"] = "";
    const { user } = await openDesk();
    await user.keyboard("{F1}");
    expect(await screen.findByRole("button", { name: "Change keys", hidden: true })).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Practise", hidden: true })).toBeNull();
    await user.keyboard("{F1}");
    await user.keyboard("{Control>}{Shift>}p{/Shift}{/Control}");
    const box = await screen.findByRole("combobox", { name: "Part of its name", hidden: true });
    await user.type(box, "practise");
    expect(screen.queryByRole("option", { name: /^Practise/, hidden: true })).toBeNull();
  });
});
