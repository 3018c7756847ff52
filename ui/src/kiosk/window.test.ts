import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { core } from "../../tests/fixtures";
import type { Name, Request } from "../lib/api/client";
import { language } from "../lib/i18n/locale.svelte";
import KioskWindow from "./KioskWindow.svelte";

/** The whole kiosk in a plain browser, over a core in the test's hands. */
async function kiosk() {
  const fake = core({
    kiosk_form: () => ({ country: "PT", languages: ["en", "de"], statement: "2026-11" }),
    kiosk_submit: () => ({ code: "A7K" }),
  });
  vi.stubGlobal("fetch", async (address: string, { body }: { body: string }) => {
    const command = address.replace("/api/", "") as Name;
    return Response.json(await fake.call(command, JSON.parse(body) as Request<Name>));
  });
  vi.stubGlobal("scrollTo", () => {});
  render(KioskWindow);
  await waitFor(() => expect(document.documentElement.dataset["ready"]).toBe("true"));
  return { ...fake, user: userEvent.setup() };
}

beforeEach(() => {
  localStorage.clear();
  language.show("en");
  delete document.documentElement.dataset["ready"];
  return () => vi.unstubAllGlobals();
});

describe("the kiosk window", () => {
  it("leads_from_the_greeting_to_the_code_with_nothing_ticked_beforehand", async () => {
    const { user, requests } = await kiosk();
    expect(await screen.findByRole("heading", { level: 1 })).toHaveFocus();
    await user.click(screen.getByRole("button", { name: "English" }));
    const name = await screen.findByRole("textbox", { name: "Last name" });
    expect(screen.getByRole("heading", { level: 1 })).toHaveFocus();
    expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuenow", "1");
    await user.type(name, "Sousa{Enter}");
    await user.type(await screen.findByRole("textbox", { name: "Phone number" }), "0912 000 111{Enter}");
    await screen.findByRole("combobox");
    await user.click(screen.getByRole("button", { name: "Next" }));
    const groups = await screen.findAllByRole("radiogroup");
    expect(screen.queryAllByRole("radio", { checked: true })).toEqual([]);
    const [first] = groups;
    if (!first) throw new Error("no way of contact is asked for");
    const [, deny] = within(first).getAllByRole("radio");
    if (!deny) throw new Error("nobody can say no");
    await user.click(deny);
    await user.click(screen.getByRole("button", { name: "Next" }));
    await waitFor(() => expect(document.querySelector("#kiosk")).toHaveAttribute("data-step", "check"));
    await user.click(document.querySelector("[data-send]") as Element);
    expect(await screen.findByText("A7K")).toBeVisible();
    expect(requests("kiosk_submit")[0]).toMatchObject({ family_name: "Sousa", consent: { call: "DENIED" } });
    await user.click(document.querySelector("[data-finish]") as Element);
    await waitFor(() => expect(document.querySelector("#kiosk")).toHaveAttribute("data-step", "welcome"));
  });

  it("clears_everything_at_one_press", async () => {
    const { user } = await kiosk();
    await user.click(await screen.findByRole("button", { name: "English" }));
    await user.type(await screen.findByRole("textbox", { name: "Last name" }), "Sousa");
    await user.click(document.querySelector("[data-clear]") as Element);
    await user.click(await screen.findByRole("button", { name: "English" }));
    expect(await screen.findByRole("textbox", { name: "Last name" })).toHaveValue("");
  });
});
