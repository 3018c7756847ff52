/** A visitor who types what does not belong there: it is read back to them, and does nothing else. */
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import KioskWindow from "../src/kiosk/KioskWindow.svelte";
import { language } from "../src/lib/i18n/locale.svelte";
import { core, serve } from "./fixtures";
import { census, look, traps } from "./hostile/look";
import { everyone, hostile, tame, type Plant } from "./hostile/people";

// Two hundred and fifty of everything.
vi.setConfig({ testTimeout: 240_000 });

let trap: ReturnType<typeof traps>;
beforeEach(() => {
  language.show("en");
  vi.stubGlobal("scrollTo", () => {});
  delete document.documentElement.dataset["ready"];
  trap = traps();
  return () => {
    trap.away();
    vi.unstubAllGlobals();
  };
});

const there = (selector: string) => waitFor(() => document.querySelector<HTMLElement>(selector) ?? Promise.reject(new Error(`nothing is ${selector}`)));
const on = (step: string) => waitFor(() => expect(document.querySelector("#kiosk")).toHaveAttribute("data-step", step));
/** A line of typing has no end of line in it. */
const typed: Plant = (at, field) => hostile(at, field).replace(/[\r\n]/g, "");
const all = (plant: Plant, name: string) => everyone.map((at) => plant(at, name)).join(" ");

async function type(answer: string, text: string) {
  await fireEvent.input(await there(`[data-answer=${answer}]`), { target: { value: text } });
}

async function next(step: string) {
  await fireEvent.click(await there("[data-next]"));
  await on(step);
}

/** From the greeting to the answers as they are checked. */
async function entered(text: (name: string) => string, refuse?: (name: string) => string) {
  cleanup();
  delete document.documentElement.dataset["ready"];
  const fake = core({
    kiosk_form: () => ({ country: "PT", languages: ["en"], statement: "2026-11" }),
    kiosk_submit: () => {
      throw { code: "internal", message: refuse?.("message") ?? "", reference: refuse?.("reference") ?? "", fields: [] };
    },
  });
  serve(fake.call);
  trap.guardFetch();
  render(KioskWindow, { leave: vi.fn() });
  await waitFor(() => expect(document.documentElement.dataset["ready"]).toBe("true"));
  await fireEvent.click(screen.getByRole("button", { name: "English" }));
  await on("privacy");
  await next("name");
  for (const name of ["given_name", "family_name"]) await type(name, text(name));
  await next("contact");
  for (const name of ["phone", "email"]) await type(name, text(name));
  await next("address");
  for (const name of ["street", "house_number", "postal_code", "city"]) await type(name, text(name));
  await next("visit");
  await type("plate", text("plate"));
  await next("check");
  return fake;
}

describe("what a visitor types", () => {
  it("is_read_back_and_nothing_else_whatever_it_is", async () => {
    await entered((name) => all(tame, name.replace("_", "")));
    const expected = census();
    const fake = await entered((name) => all(typed, name.replace("_", "")), (name) => all(hostile, name));
    expect(census()).toEqual(expected);
    const { faults, seen } = look(typed);
    expect(faults).toEqual([]);
    for (const field of ["givenname", "familyname", "phone", "email", "street", "housenumber", "postalcode", "city", "plate"]) {
      expect([field, everyone.filter((at) => !seen.has(`${at}.${field}`))]).toEqual([field, []]);
    }
    await fireEvent.click(await there("[data-send]"));
    await waitFor(() => expect(fake.requests("kiosk_submit")).toHaveLength(1));
    expect(look(typed).faults).toEqual([]);
    expect(trap.said()).toEqual([]);
  });

  it("may_be_the_same_twice", async () => {
    await entered(() => "Portugal");
    expect(document.querySelector("[data-change=address]")?.textContent).toMatch(/Portugal.*Portugal/);
    expect(trap.said()).toEqual([]);
  });
});
