/** A kiosk's code at the desk: scanned from anywhere or pasted, it opens its card, or says why not. */
import { screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { customer } from "../../tests/fixtures";
import { entry, openDesk, submission } from "../../tests/window";
import type { CardScanView } from "../lib/api/generated/types";
import { coded, t } from "../lib/i18n/desk";
import { language } from "../lib/i18n/locale.svelte";
import { keep } from "../scan/habits";
import { begins } from "../scan/wedge";

const code = `XUXU${"BCDEFGHJKLNPRSTV".repeat(30)}`;
const card = { ...submission, scan: { station: "Entrance", who: "Eva", at: "2026-11-23T10:00:00Z" } };
const languages = ["en", "de", "nl", "fr", "es", "sv", "fi"] as const;
const refused = ["no_code", "letters", "damaged", "newer", "desk_key", "not_paired", "other_desk", "expired", "gone", "decided"];

/** As a scanner types: a key in each millisecond, with Shift in between. */
function scan(text = code) {
  let at = performance.now();
  const press = (key: string) => {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
    Object.defineProperty(event, "timeStamp", { value: at++ });
    (document.activeElement ?? document.body).dispatchEvent(event);
  };
  for (const letter of text) {
    press("Shift");
    press(letter);
  }
  press("Enter");
}

async function desk(answer: CardScanView = { state: "card", card, of: 0 }) {
  const opened = await openDesk({ card_scan: () => answer, submissions: () => ({ submissions: answer.card ? [answer.card] : [] }) });
  await screen.findByRole("combobox", { name: "Search customers" });
  await Promise.all([import("./scanned"), import("./scanned-card")]);
  await new Promise((later) => setTimeout(later, 20));
  return opened;
}

beforeEach(async () => {
  localStorage.clear();
  await language.show("en");
  delete document.documentElement.dataset["ready"];
  return () => vi.unstubAllGlobals();
});

describe("a kiosk's code", () => {
  it("opens_its_card_from_the_search_and_lands_in_no_field", async () => {
    const { requests } = await desk();
    scan();
    await waitFor(() => expect(requests("card_scan").map(({ text }) => text.trim())).toEqual([code]));
    expect(await screen.findByRole("textbox", { name: "Family name" })).toHaveValue("Sousa");
    expect(screen.getAllByText("Card A7K from the kiosk “Entrance”.")).not.toEqual([]);
    expect(requests("licence_read")).toEqual([]);
    expect(requests("search")).toEqual([]);
  });

  it("opens_its_card_where_it_is_pasted_and_the_list_says_whence_it_came", async () => {
    const { user, requests } = await desk();
    await user.click(await screen.findByRole("button", { name: "Kiosk cards" }));
    expect(await screen.findByText(/^“Entrance”, scanned .+ by Eva$/)).toBeVisible();
    await user.click(screen.getByRole("textbox", { name: "Code of a kiosk" }));
    await user.paste(`${code}\n${code}`);
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("textbox", { name: "Family name" })).toHaveValue("Sousa");
    expect(requests("card_scan")).toHaveLength(1);
    expect(requests("card_scan")[0]?.text.startsWith(code)).toBe(true);
  });

  it("says_which_parts_are_missing_and_stays_where_it_is", async () => {
    const { requests } = await desk({ state: "parts", missing: [1, 3], of: 3 });
    scan();
    expect(await screen.findAllByText("Now scan the parts 1, 3 of 3, in any order.")).not.toEqual([]);
    expect(screen.getByRole("combobox", { name: "Search customers" })).toBeVisible();
    expect(requests("card_scan")).toHaveLength(1);
    expect(document.documentElement.dataset["view"]).toBe("search");
  });

  it("opens_the_card_it_led_to_where_it_is_scanned_once_more", async () => {
    await desk({ state: "again", card, of: 0 });
    scan();
    expect(await screen.findAllByText("This code was scanned before. Here is its card.")).not.toEqual([]);
    expect(await screen.findByRole("textbox", { name: "Family name" })).toHaveValue("Sousa");
  });

  it.each(languages)("says_why_nothing_was_taken_in_%s", async (tag) => {
    await language.show(tag);
    const said = refused.map((state) => coded(`card_${state}`, "card_paste", { time: "10:42" }));
    expect(said).not.toContain(t("card_paste"));
    expect(new Set(said).size).toBe(refused.length);
    expect(said.join()).toContain("10:42");
  });

  it("shows_the_refusal", async () => {
    await desk({ state: "other_desk", of: 0 });
    scan();
    expect(await screen.findAllByText("This code is for another desk. Scan it there.")).not.toEqual([]);
  });
});

describe("a slip of this desk", () => {
  it("opens_its_customer_by_the_id_of_this_desk", async () => {
    const { requests } = await desk({ state: "slip", customer: "l1", of: 0 });
    scan();
    await waitFor(() => expect(document.documentElement.dataset["view"]).toBe("customer"));
    await waitFor(() => expect(requests("open").at(-1)).toEqual({ id: "l1" }));
  });

  it.each([
    ["stands_on_the_sheet_of_a_customer_whose_changes_wait", [entry()]],
    ["does_not_where_nothing_waits", []],
  ])("%s", async (_, entries) => {
    const known = () => customer(undefined, { entries });
    const { user, requests } = await openDesk({ open: known, refresh: known, slip: () => ({ size: 33, path: "M4 4h7v1h-7z" }) });
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar 4417");
    await screen.findAllByRole("option");
    await user.keyboard("{ArrowDown}{Enter}");
    await screen.findByRole("heading", { name: "Maria Sousa" });
    await user.keyboard("{Control>}p{/Control}");
    await screen.findByRole("dialog", { name: "Print this customer" });
    const sheet = document.querySelector(".print-sheet");
    if (entries.length > 0) await waitFor(() => expect(sheet?.querySelector(".slip path")).toHaveAttribute("d", "M4 4h7v1h-7z"));
    expect(requests("slip")).toEqual(entries.map(() => ({ id: "l1" })));
    expect(sheet?.textContent?.includes(t("print_slip"))).toBe(entries.length > 0);
  });
});

describe("the keys of a scanner", () => {
  it("are_known_as_a_code_with_what_it_puts_in_front_of_what_it_reads", () => {
    expect(begins("X", "")).toBe("maybe");
    expect(begins("XUXU", "")).toBe("yes");
    expect(begins("XUXUB", "]L1")).toBe("yes");
    expect(begins("]Q1XUX", "]L1")).toBe("maybe");
    expect(begins("]Q1XUXU", "]L1")).toBe("yes");
    expect(begins("XAVIER", "")).toBe("no");
  });

  it("are_a_persons_where_the_letter_is_a_small_one", async () => {
    keep({ prefix: "", gap: 35 });
    await desk();
    const event = new KeyboardEvent("keydown", { key: "x", bubbles: true, cancelable: true });
    expect(document.body.dispatchEvent(event)).toBe(true);
    const capsLock = new KeyboardEvent("keydown", { key: "x", bubbles: true, cancelable: true, modifierCapsLock: true });
    expect(document.body.dispatchEvent(capsLock)).toBe(false);
  });
});
