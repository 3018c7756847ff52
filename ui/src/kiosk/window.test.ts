import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { core, serve } from "../../tests/fixtures";
import type { Name } from "../lib/api/client";
import { language } from "../lib/i18n/locale.svelte";
import KioskWindow from "./KioskWindow.svelte";

type Answers = { [command: string]: (request: never) => unknown };

/** The whole kiosk in a plain browser, over a core in the test's hands. */
async function kiosk(answers: Answers = {}) {
  const fake = core({
    kiosk_form: () => ({ country: "PT", languages: ["en", "de"], statement: "2026-11" }),
    kiosk_submit: () => ({ code: "A7K" }),
    ...(answers as object),
  });
  serve(fake.call);
  const leave = vi.fn();
  render(KioskWindow, { leave });
  await waitFor(() => expect(document.documentElement.dataset["ready"]).toBe("true"));
  const user = userEvent.setup();
  const find = (selector: string) => {
    const found = document.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`nothing is ${selector}`);
    return found;
  };
  const step = (name: string) => waitFor(() => expect(find("#kiosk")).toHaveAttribute("data-step", name));
  const begin = async () => {
    await user.click(screen.getByRole("button", { name: "English" }));
    await step("privacy");
  };
  const next = async (name: string) => {
    await user.click(find("[data-next]"));
    await step(name);
  };
  const commands = () => [...new Set(fake.asked.map((one) => one.command))];
  return { ...fake, user, leave, find, step, begin, next, commands };
}

beforeEach(() => {
  localStorage.clear();
  language.show("en");
  delete document.documentElement.dataset["ready"];
  vi.stubGlobal("scrollTo", () => {});
  return () => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  };
});

describe("the kiosk window", () => {
  it("leads_from_the_greeting_to_the_code_with_nothing_ticked_beforehand", async () => {
    const { user, requests, find, step, next, begin, leave, commands } = await kiosk();
    expect(await screen.findByRole("heading", { level: 1 })).toHaveFocus();
    await begin();
    expect(screen.getByRole("heading", { level: 1 })).toHaveFocus();
    expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "1");
    expect(screen.getByText(/is kept by this dealer/)).toBeVisible();
    expect(screen.getByText(/2026-11/)).toBeVisible();
    const groups = await screen.findAllByRole("radiogroup");
    expect(screen.queryAllByRole("radio", { checked: true })).toEqual([]);
    expect(groups.length).toBe(4);
    await user.click(within(groups[0] as HTMLElement).getByRole("radio", { name: "No" }));
    await next("name");
    await user.type(screen.getByRole("textbox", { name: "Last name" }), "Sousa");
    await user.type(screen.getByRole("textbox", { name: "Preferred name (optional)" }), "Mia");
    await next("contact");
    await user.type(screen.getByRole("textbox", { name: "Phone number" }), "0912 000 111");
    await next("address");
    await next("visit");
    await next("check");
    expect(find("[data-change=name]")).toHaveTextContent(/Sousa\s*“Mia”/);
    await user.click(find("[data-send]"));
    expect(await screen.findByText("A7K")).toBeVisible();
    expect(requests("kiosk_submit")[0]).toMatchObject({ family_name: "Sousa", preferred_name: "Mia", consent: { call: "DENIED" } });
    expect(leave).not.toHaveBeenCalled();
    await user.click(find("[data-finish]"));
    await step("welcome");
    expect(leave).toHaveBeenCalledTimes(1);
    expect(commands()).toEqual(["kiosk_form", "kiosk_submit"]);
  });

  it("clears_everything_at_one_press_on_every_screen", async () => {
    const { user, find, step, begin, next, leave } = await kiosk();
    const screens = ["privacy", "name", "contact", "address", "visit", "check"];
    for (const [times, last] of screens.entries()) {
      await begin();
      for (const name of screens.slice(1, times + 1)) {
        if (name === "contact") await user.type(screen.getByRole("textbox", { name: "Last name" }), "Sousa");
        if (name === "address") await user.type(screen.getByRole("textbox", { name: "Phone number" }), "0912");
        await next(name);
      }
      expect(find("#kiosk").dataset["step"]).toBe(last);
      await user.click(screen.getByRole("button", { name: "Start over" }));
      await step("welcome");
      expect(leave).toHaveBeenCalledTimes(times + 1);
    }
    await begin();
    await next("name");
    expect(screen.getByRole("textbox", { name: "Last name" })).toHaveValue("");
    expect(document.body.textContent).not.toContain("Sousa");
  });

  it("speaks_the_stations_language_again_at_the_end_and_shows_itself_as_before", async () => {
    const { user, find, step } = await kiosk();
    await user.click(screen.getByRole("button", { name: "Display" }));
    await user.click(screen.getByRole("button", { name: "Very large" }));
    await user.click(screen.getByRole("switch", { name: "Strong contrast" }));
    await user.click(screen.getByRole("switch", { name: "Everything further down" }));
    await user.click(find("[data-comfort-close]"));
    expect({ ...document.documentElement.dataset }).toMatchObject({ text: "200", contrast: "more", reach: "low" });
    await user.click(screen.getByRole("button", { name: "Deutsch" }));
    expect(await screen.findByRole("heading", { name: "Ihre Angaben, Ihre Wahl" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Von vorn" }));
    await step("welcome");
    expect(screen.getByRole("heading", { level: 1, name: "Welcome" })).toBeVisible();
    expect(document.documentElement.lang).toBe("en");
    expect({ ...document.documentElement.dataset }).toMatchObject({ text: "100", contrast: "normal", reach: "normal" });
    expect(localStorage.length).toBe(0);
  });

  it("says_and_sounds_that_the_code_is_about_to_go_and_lets_it_stay", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true, toFake: ["setInterval", "clearInterval"] });
    const sounded = vi.fn();
    vi.stubGlobal("AudioContext", class { constructor() { sounded(); throw new Error("no sound here"); } });
    const { user, find, step, next, begin } = await kiosk();
    await begin();
    await next("name");
    await user.type(screen.getByRole("textbox", { name: "Last name" }), "Sousa");
    await next("contact");
    await user.type(screen.getByRole("textbox", { name: "Phone number" }), "0912 000 111");
    for (const name of ["address", "visit", "check"]) await next(name);
    await user.click(find("[data-send]"));
    await step("done");
    await vi.advanceTimersByTimeAsync(39_000);
    expect([document.querySelector("[data-ending]"), sounded.mock.calls.length]).toEqual([null, 0]);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(find("[data-ending]")).toHaveTextContent(/^This screen clears itself in 1\d seconds\.$/);
    expect(screen.getByRole("alert")).toHaveTextContent("This screen clears itself in 20 seconds.");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(sounded).toHaveBeenCalledTimes(1);
    expect((await axe.run(document.body)).violations).toEqual([]);
    await user.click(screen.getByRole("button", { name: "More time" }));
    expect([document.querySelector("[data-ending]"), find("#kiosk-code").textContent]).toEqual([null, "A7K"]);
    await vi.advanceTimersByTimeAsync(41_000);
    expect(sounded).toHaveBeenCalledTimes(2);
    await vi.advanceTimersByTimeAsync(21_000);
    await step("welcome");
  });

  it("asks_for_more_time_takes_any_key_for_a_yes_and_clears_itself_else", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true, toFake: ["setInterval", "clearInterval"] });
    const { user, begin, next, step, leave } = await kiosk();
    await begin();
    await next("name");
    await user.type(screen.getByRole("textbox", { name: "Last name" }), "Sousa");
    let tones = 0;
    vi.stubGlobal("AudioContext", function () {
      tones += 1;
      throw new Error("no sound here");
    });
    vi.advanceTimersByTime(48_000);
    expect(await screen.findByRole("dialog", { name: "Do you need more time?" })).toBeVisible();
    expect(tones).toBe(1);
    expect(screen.getByRole("button", { name: "More time" })).toHaveFocus();
    await fireEvent.pointerDown(document.body);
    expect(screen.getByRole("dialog")).toBeVisible();
    await user.keyboard("x");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(screen.getByRole("textbox", { name: "Last name" })).toHaveValue("Sousa");
    vi.advanceTimersByTime(45_000);
    await user.click(await screen.findByRole("button", { name: "More time" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    vi.advanceTimersByTime(65_000);
    await step("welcome");
    expect(leave).toHaveBeenCalledTimes(1);
  });

  it("rings_the_desk_from_every_screen_and_says_what_it_knows", async () => {
    const { user, requests, begin } = await kiosk({ kiosk_help: () => ({ state: "rung" }) });
    const rung = "The bell has rung. If nobody comes, please ask at the desk.";
    await user.click(screen.getByRole("button", { name: "Ask for help" }));
    expect(await screen.findByRole("status")).toHaveTextContent(rung);
    await user.click(screen.getByRole("button", { name: rung }));
    expect(requests("kiosk_help").filter((request) => !request.rung).length).toBe(1);
    await begin();
    expect(screen.getByRole("button", { name: rung })).toBeVisible();
  });

  it("says_that_somebody_comes_where_somebody_at_a_desk_has_said_so", async () => {
    const { user } = await kiosk({ kiosk_help: () => ({ state: "coming" }) });
    await user.click(screen.getByRole("button", { name: "Ask for help" }));
    expect(await screen.findByRole("status")).toHaveTextContent("Somebody is coming.");
  });

  it("sends_the_visitor_to_the_desk_where_it_cannot_be_rung", async () => {
    const { user, begin } = await kiosk();
    await begin();
    await user.click(screen.getByRole("button", { name: "Ask for help" }));
    expect(await screen.findByText("Please ask a colleague at the desk.", { selector: "[role=status]" })).toBeInTheDocument();
  });

  it("asks_for_an_address_as_its_country_writes_one_from_a_list_of_its_own", async () => {
    const { user, begin, next, find } = await kiosk();
    await begin();
    await next("name");
    await user.type(screen.getByRole("textbox", { name: "Last name" }), "Sousa");
    await next("contact");
    await user.type(screen.getByRole("textbox", { name: "Phone number" }), "0912");
    await next("address");
    const order = () => [...document.querySelectorAll("form input")].map((input) => input.getAttribute("data-answer"));
    expect(order()).toEqual(["street", "house_number", "postal_code", "city"]);
    expect(document.querySelector("select")).toBeNull();
    await user.click(screen.getByRole("button", { name: /Country/ }));
    expect(await screen.findByRole("option", { name: "Portugal" })).toHaveFocus();
    await user.keyboard("{Home}{ArrowDown}u");
    expect(document.activeElement).toHaveTextContent(/^United/);
    await user.click(screen.getByRole("option", { name: "Ireland" }));
    expect(order()).toEqual(["house_number", "street", "city", "postal_code"]);
    expect(screen.getByRole("textbox", { name: "Eircode" })).toHaveAccessibleDescription("For example D02 X285");
    expect(find("[data-answer=country_code]")).toHaveFocus();
    expect(screen.getByRole("button", { name: "Leave out" })).toBeVisible();
    await user.type(screen.getByRole("textbox", { name: "Eircode" }), "D02");
    expect(screen.getByRole("button", { name: "Next" })).toBeVisible();
  });

  it("brings_the_keyboard_when_a_finger_touches_a_field_and_stays_ready_on_the_next_screen", async () => {
    const { user, begin, next, find } = await kiosk();
    await begin();
    await next("name");
    const field = screen.getByRole("textbox", { name: "Last name" });
    await user.click(field);
    expect(document.querySelector("#keys")).toBeNull();
    await fireEvent.pointerDown(field, { pointerType: "touch" });
    expect(await screen.findByRole("group", { name: "Keyboard" })).toBeVisible();
    expect(field).toHaveAttribute("inputmode", "none");
    await user.click(screen.getByRole("button", { name: "S" }));
    expect(field).toHaveValue("S");
    await next("contact");
    expect(screen.getByRole("textbox", { name: "Phone number" })).toHaveFocus();
    expect(find("#keys")).toHaveAttribute("data-layer", "phone");
    await user.click(screen.getByRole("button", { name: "Hide the keyboard" }));
    expect(document.querySelector("#keys")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Start over" }));
    expect(document.querySelector("#keys")).toBeNull();
  });

  it("puts_the_cursor_where_something_is_missing", async () => {
    const { user, begin, next, find } = await kiosk();
    await begin();
    await user.click(find("[data-consent=email][value=AGREED]"));
    await next("name");
    await user.click(find("[data-next]"));
    expect(await screen.findByRole("alert")).toHaveTextContent("at least one of the two names");
    expect(screen.getByRole("textbox", { name: "First name" })).toHaveFocus();
    await user.keyboard("Zoë");
    await next("contact");
    await user.type(screen.getByRole("textbox", { name: "Phone number" }), "0912");
    await user.click(find("[data-next]"));
    expect(await screen.findByRole("alert")).toHaveTextContent("You said yes to e-mails.");
    expect(screen.getByRole("textbox", { name: "E-mail address" })).toHaveFocus();
    await user.click(screen.getByRole("button", { name: "Take the yes back" }));
    await next("address");
  });

  it("hands_the_digits_of_staff_to_the_core_and_nothing_else", async () => {
    const { user, requests } = await kiosk({ kiosk_leave: () => ({ left: false, wait_s: 30, locked: false }) });
    const corners = [[5, 5], [innerWidth - 5, 5], [innerWidth - 5, innerHeight - 5], [5, innerHeight - 5]] as const;
    for (const [clientX, clientY] of corners) await fireEvent.pointerDown(document.body, { clientX, clientY });
    expect(await screen.findByRole("dialog", { name: "Numbers" })).toBeVisible();
    await user.keyboard("246810");
    await user.click(screen.getByRole("button", { name: "Enter" }));
    expect(await screen.findByText("Please try again in 0:30.")).toBeVisible();
    expect(requests("kiosk_leave" as Name)).toEqual([{ pin: "246810" }]);
    await user.click(screen.getByRole("button", { name: "Close" }));
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("has_fields_no_browser_remembers", async () => {
    const { begin, next } = await kiosk();
    await begin();
    await next("name");
    for (const field of screen.getAllByRole("textbox")) {
      expect(field).toHaveAttribute("autocomplete", "off");
      expect(field).toHaveAttribute("spellcheck", "false");
      expect(field.getAttribute("name")).not.toMatch(/name|given|family/);
    }
  });

  it("has_nothing_axe_finds_fault_with_on_any_screen", async () => {
    const { user, find, begin, next, step } = await kiosk({ kiosk_help: () => ({ state: "rung" }) });
    const faults: string[] = [];
    // Landmarks and colours are looked at in the real window; here is no style sheet.
    const rules = { "color-contrast": { enabled: false }, region: { enabled: false } };
    const look = async (where: string) => {
      const { violations } = await axe.run(document.body, { rules });
      faults.push(...violations.map((one) => `${where}: ${one.id} ${one.nodes[0]?.html ?? ""}`));
    };
    await look("welcome");
    await user.click(screen.getByRole("button", { name: "Display" }));
    await look("display");
    await user.click(screen.getByRole("switch", { name: "Keyboard on the screen" }));
    await user.click(find("[data-comfort-close]"));
    await begin();
    await look("privacy");
    await next("name");
    await user.type(screen.getByRole("textbox", { name: "Last name" }), "Sousa");
    await look("name with the keyboard");
    await next("contact");
    await user.click(find("[data-next]"));
    await look("contact with something missing");
    await user.type(screen.getByRole("textbox", { name: "Phone number" }), "0912");
    await next("address");
    await user.click(find("[data-answer=country_code]"));
    await look("countries");
    await user.click(screen.getByRole("option", { name: "Portugal" }));
    await next("visit");
    await look("visit");
    await next("check");
    await look("check");
    await user.click(find("[data-send]"));
    await step("done");
    await look("done");
    expect(faults).toEqual([]);
  });
});

describe("a kiosk that stands alone", () => {
  const form = (more: object) => ({ kiosk_form: () => ({ country: "DE", languages: ["en"], statement: "2026-11", ...more }) });
  const card = {
    code: "A7K", received_at: "2026-11-23T10:00:00Z", name: "Ulla Quist", lines: ["07400 123456"], reason: "service", consent: { call: "DENIED" },
    codes: [{ size: 21, path: "M0 0h1v1h-1z" }],
  };
  const corners = () => {
    const places = [[0, 0], [innerWidth, 0], [innerWidth, innerHeight], [0, innerHeight]] as const;
    for (const [clientX, clientY] of places) fireEvent.pointerDown(document.body, { clientX, clientY });
  };

  it("shows_its_cards_to_whoever_works_here_and_forgets_them_with_the_visit", async () => {
    const { user, leave, requests } = await kiosk({ ...form({ alone: true }), kiosk_leave: () => ({ left: false, locked: false, cards: [card] }) });
    corners();
    await screen.findByRole("dialog", { name: "Numbers" });
    await user.keyboard("123456");
    await user.click(screen.getByRole("button", { name: "Cards" }));
    const list = await screen.findByRole("dialog", { name: "1 card waits here" });
    expect(requests("kiosk_leave")).toEqual([{ pin: "123456", look: true }]);
    await user.click(within(list).getByText("Ulla Quist"));
    for (const said of ["07400 123456", "Service or repair", "By phone call: No"]) expect(within(list).getByText(said)).toBeVisible();
    expect(within(list).getByRole("img")).toBeVisible();
    expect((await axe.run(list, { rules: { "color-contrast": { enabled: false } } })).violations).toEqual([]);
    await user.click(within(list).getByRole("button", { name: "Close the list" }));
    expect(screen.queryByText("Ulla Quist")).toBeNull();
    expect(leave).toHaveBeenCalledTimes(1);
  });

  it("has_no_list_beside_a_desk", async () => {
    await kiosk(form({}));
    corners();
    await screen.findByRole("dialog", { name: "Numbers" });
    expect(screen.queryByRole("button", { name: "Cards" })).toBeNull();
  });
});

describe("the dealer's own privacy statement", () => {
  const own = { words: { de: "Wir speichern,\nwas Sie eingeben.", en: "We keep what you enter." }, otherwise: "de" };
  const form = (more: object) => ({ kiosk_form: () => ({ country: "DE", languages: ["en", "fi"], statement: "QA-7", ...more }) });

  it("is_shown_in_the_visitors_language_with_its_version_in_place_of_ours", async () => {
    const { begin, find } = await kiosk(form({ own }));
    await begin();
    expect(find("#statement")).toHaveTextContent("We keep what you enter. Version QA-7");
    expect(find("#statement")).not.toHaveTextContent("this dealer");
    expect(screen.queryByRole("note")).toBeNull();
    expect((await axe.run(document.body)).violations).toEqual([]);
  });

  it("says_which_language_it_is_in_where_it_lacks_the_visitors", async () => {
    const { user, step, find } = await kiosk(form({ own }));
    await user.click(screen.getByRole("button", { name: "Suomi" }));
    await step("privacy");
    expect(screen.getByRole("note")).toHaveTextContent("saksa");
    expect(find("#statement [lang=de]")).toHaveTextContent("Wir speichern, was Sie eingeben.");
  });
});

describe("a licence at the kiosk", () => {
  const card = "@\n\u001e\rANSI 636014080002DL00410278DLDCSQUENNELL\nDACHARRIET\nDBB04171988\n";
  const address = { house_number: "4410", street: "Larkspur Ave", city: "Fresno, CA", postal_code: "93701", country_code: "US" };
  const form = { country: "PT", languages: ["en"], statement: "2026-11" };
  const core = (scanned?: object) => ({ kiosk_form: ({ scan }: { scan?: string }) => ({ ...form, ...(scan ? { scanned } : {}) }) });
  const scan = (text = card) => {
    let at = performance.now();
    for (const letter of text) {
      const event = new KeyboardEvent("keydown", { key: letter < " " ? "Enter" : letter, bubbles: true, cancelable: true });
      Object.defineProperty(event, "timeStamp", { value: at++ });
      (document.activeElement ?? document.body).dispatchEvent(event);
    }
  };
  const listening = async () => {
    await import("../scan/wedge");
    await new Promise((later) => setTimeout(later, 20));
  };

  it("fills_in_the_visitors_own_fields_and_asks_for_nothing_but_its_words", async () => {
    const { begin, next, find, user, requests, commands } = await kiosk(core({ given_name: "Harriet", family_name: "Quennell", address }));
    await listening();
    await begin();
    await next("name");
    scan();
    expect(await screen.findByText(/filled in from your licence/)).toBeVisible();
    expect(screen.getByRole("textbox", { name: "First name" })).toHaveValue("Harriet");
    expect(screen.getByRole("textbox", { name: "Last name" })).toHaveValue("Quennell");
    expect(find("#kiosk").dataset["step"]).toBe("name");
    expect(requests("kiosk_form").at(-1)).toEqual({ scan: card.replace(/[\u001e\r]/g, "\n") });
    await next("contact");
    expect(screen.queryByText(/filled in from your licence/)).toBeNull();
    await user.type(screen.getByRole("textbox", { name: "Phone number" }), "0912");
    await next("address");
    expect(find("[data-answer=city]")).toHaveValue("Fresno, CA");
    expect(find("[data-answer=postal_code]")).toHaveValue("93701");
    expect(commands()).toEqual(["kiosk_form"]);
  });

  it("says_so_where_it_cannot_be_read_and_lands_in_no_field_anywhere", async () => {
    const { begin, next, find, requests } = await kiosk(core());
    await listening();
    await begin();
    scan();
    await new Promise((later) => setTimeout(later, 250));
    expect(find("#kiosk").dataset["step"]).toBe("privacy");
    expect(requests("kiosk_form")).toEqual([{}]);
    await next("name");
    screen.getByRole("textbox", { name: "Last name" }).focus();
    scan();
    expect(await screen.findByText("This could not be read. Please type instead.")).toBeVisible();
    expect(screen.getByRole("textbox", { name: "Last name" })).toHaveValue("");
  });

  it.each([
    ["a_vCard", "BEGIN:VCARD\nVERSION:3.0\nN:Quennell;Harriet\nEND:VCARD\n"],
    ["a_MECARD", "MECARD:N:Quennell,Harriet;;"],
    ["a_VIN", "WVWZZZ1JZXW000123\n"],
    ["a_kiosks_code", `XUXU${"BCDEFGHJ".repeat(4)}\n`],
    ["an_address_of_the_web", "https://example.org/?a=1\n"],
    ["a_price_tag", "4006381333931\n"],
  ])("is_all_that_a_scan_can_be: %s_does_nothing", async (_, text) => {
    const { begin, next, find, requests } = await kiosk(core({ given_name: "Harriet", family_name: "Quennell", address }));
    await listening();
    await begin();
    await next("name");
    const field = screen.getByRole("textbox", { name: "Last name" });
    field.focus();
    // As the web view types what nobody holds back.
    const types = ({ key, defaultPrevented }: KeyboardEvent) => {
      if (defaultPrevented || key.length > 1) return;
      (field as HTMLInputElement).value += key;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    };
    field.addEventListener("keydown", types);
    scan(text);
    await new Promise((later) => setTimeout(later, 250));
    expect(field).toHaveValue("");
    expect(find("#kiosk").dataset["step"]).toBe("name");
    expect(requests("kiosk_form")).toEqual([{}]);
    expect(screen.queryByText(/could not be read/)).toBeNull();
  });
});
