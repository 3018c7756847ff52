/** A licence, a contact or a VIN at the desk: into the search from anywhere, and from there into a new customer. */
import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { found, openDesk } from "../../tests/window";
import type { CustomerRecord, LicenceView } from "../lib/api/generated/types";
import { language } from "../lib/i18n/locale.svelte";
import { kept } from "../scan/habits";

const card = "@\n\u001e\rANSI 636014080002DL00410278DLDCSQUENNELL\nDACHARRIET\nDBB04171988\n";
const record: CustomerRecord = {
  kind: "person",
  names: { givenName: "Harriet", middleName: "Maude", familyName: "Quennell" },
  identity: { birthDate: "1988-04-17" },
  addresses: [{ kind: "physical", houseNumber: "4410", streetName: "Larkspur Ave", city: "Fresno", province: "CA", postalCode: "93701", countryCode: "US" }],
};
const licence = (more: Partial<LicenceView> = {}): LicenceView => ({
  record, searches: ["Quennell Harriet 93701", "Quennell Harriet"], expires: "2031-08-31", expired: false, doubts: [],
  scanner: { header: "whole", marks: "kept", case_turned: false }, ...more,
});
const nobody = { rows: [], readings: [{ text: "Quennell Harriet", as: "name" as const, value: "Quennell Harriet" }] };

/** A key in each millisecond, as a scanner has it, on a busy machine too; whatever has the focus. */
function scan(text = card, from = performance.now()) {
  let at = from;
  for (const letter of text) {
    const event = new KeyboardEvent("keydown", { key: letter < " " ? "Enter" : letter, bubbles: true, cancelable: true });
    Object.defineProperty(event, "timeStamp", { value: at++ });
    (document.activeElement ?? document.body).dispatchEvent(event);
  }
}
/** The listener is fetched after the desk stands there. */
async function desk(answers: Parameters<typeof openDesk>[0] = {}) {
  const opened = await openDesk({ licence_read: () => ({ licence: licence() }), ...answers });
  await screen.findByRole("combobox", { name: "Search customers" });
  await import("./scanned");
  await new Promise((later) => setTimeout(later, 20));
  return opened;
}
const box = () => screen.getByRole("combobox", { name: "Search customers" });

beforeEach(() => {
  localStorage.clear();
  language.show("en");
  delete document.documentElement.dataset["ready"];
  return () => vi.unstubAllGlobals();
});

describe("a scan at the desk", () => {
  it("fills_the_search_with_the_name_and_what_tells_it_from_others", async () => {
    const { requests } = await desk();
    scan();
    await waitFor(() => expect(box()).toHaveValue("Quennell Harriet 93701"));
    expect(requests("licence_read")).toEqual([{ text: card.replace(/[\u001e\r]/g, "\n") }]);
    expect(await screen.findByText("Licence read. It is in the search.")).toBeInTheDocument();
  });

  it("asks_for_the_name_alone_where_nobody_lives_there_and_hands_all_of_it_to_a_new_customer", async () => {
    const { user, requests } = await desk({ search: ({ generation }) => ({ ...found(generation), ...nobody }) });
    scan();
    await waitFor(() => expect(box()).toHaveValue("Quennell Harriet"));
    expect(requests("search").map(({ text }) => text)).toEqual(["Quennell Harriet 93701", "Quennell Harriet"]);
    await waitFor(() => expect(document.activeElement).toBe(box()));
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByRole("textbox", { name: "Family name" })).toHaveValue("Quennell");
    expect(screen.getByRole("textbox", { name: "Given name" })).toHaveValue("Harriet");
    await waitFor(() => expect(requests("decide").at(-1)?.record).toMatchObject(record));
  });

  it("comes_from_any_view_and_lands_in_none_of_its_fields", async () => {
    const { user } = await desk();
    await user.keyboard("{F9}");
    await screen.findByRole("heading", { name: "Waiting list" });
    scan();
    await waitFor(() => expect(box()).toHaveValue("Quennell Harriet 93701"));
  });

  it("starts_a_new_customer_from_what_was_typed_since_where_it_was_typed_over", async () => {
    const { user } = await desk();
    scan();
    await waitFor(() => expect(box()).toHaveValue("Quennell Harriet 93701"));
    await user.clear(box());
    await user.type(box(), "mar 4417{Control>}{Enter}{/Control}");
    expect(await screen.findByRole("textbox", { name: "Family name" })).toHaveValue("mar");
  });

  it("says_what_to_compare_with_the_card_and_that_it_has_ended", async () => {
    const doubts = [{ field: "family_name", why: "cut_short" }, { field: "birth_date", why: "unclear" }];
    await desk({ licence_read: () => ({ licence: licence({ doubts, expired: true, expires: "2011-08-31" }) }) });
    scan();
    expect(await screen.findAllByText("Licence read. Compare with the card: family name, date of birth.")).not.toEqual([]);
    expect(screen.getAllByText(/^This licence ended on .*2011/)).not.toEqual([]);
  });

  it("changes_nothing_where_it_is_no_licence", async () => {
    await desk({ licence_read: () => ({}) });
    scan();
    expect(await screen.findAllByText(/no driver’s licence/)).not.toEqual([]);
    expect(box()).toHaveValue("");
  });
});

const contact = "BEGIN:VCARD\nVERSION:3.0\nN:Sousa;Maria;;;\nTEL;TYPE=CELL:912 344 417\nEMAIL:maria@sousa.example\nEND:VCARD\n";

describe("a contact at the desk", () => {
  it("is_looked_for_by_its_name_and_number_and_lands_in_no_field", async () => {
    const { user, requests } = await desk();
    await user.click(box());
    scan(contact);
    await waitFor(() => expect(box()).toHaveValue("Sousa Maria 912344417"));
    expect(await screen.findByText("Contact read. It is in the search.")).toBeInTheDocument();
    expect(requests("licence_read")).toEqual([]);
    expect(requests("search").map(({ text }) => text)).not.toContain("BEGIN:VCARD");
    expect(document.documentElement.dataset["view"]).toBe("search");
  });

  it("of_nobody_known_here_fills_in_a_new_customer_and_creates_none_by_itself", async () => {
    const { user, requests, asked } = await desk({ search: ({ generation }) => ({ ...found(generation), ...nobody }) });
    scan(contact);
    await waitFor(() => expect(box()).toHaveValue("Sousa Maria"));
    expect(requests("search").map(({ text }) => text)).toEqual(["Sousa Maria 912344417", "Sousa Maria maria@sousa.example", "912344417", "maria@sousa.example", "Sousa Maria"]);
    await waitFor(() => expect(document.activeElement).toBe(box()));
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByRole("textbox", { name: "Family name" })).toHaveValue("Sousa");
    await waitFor(() => expect(requests("decide").at(-1)?.record).toMatchObject({
      kind: "person", names: { givenName: "Maria", familyName: "Sousa" },
      channels: [{ kind: "phone", line: "mobile", value: "912 344 417" }, { kind: "email", value: "maria@sousa.example" }],
    }));
    expect(asked.map(({ command }) => command)).not.toContain("create");
  });

  it("that_names_nobody_changes_nothing_and_says_so", async () => {
    await desk();
    scan("MECARD:NOTE:none;;");
    expect(await screen.findAllByText("The scanner read a contact that names nobody. Nothing was changed.")).not.toEqual([]);
    expect(box()).toHaveValue("");
  });
});

describe("a scan while somebody is typing", () => {
  it.each([
    ["a car's number", "WVWZZZ1JZXW000123\n", "WVWZZZ1JZXW000123"],
    ["a licence", card, "Quennell Harriet 93701"],
    ["a contact", contact, "Sousa Maria 912344417"],
  ])("waits_in_the_search_where_they_would_rather_stay: %s", async (_, text, words) => {
    const { user, requests } = await desk();
    await user.type(box(), "mar 4417{Control>}{Enter}{/Control}");
    await user.type(await screen.findByRole("textbox", { name: "Family name" }), "ia");
    const before = requests("search").length;
    // The keys before were dated so.
    scan(text, Date.now() + 60_000);
    await user.click(await screen.findByRole("button", { name: "Stay here" }));
    expect(await screen.findAllByText("Read. It stands in the search, for when you go there.")).not.toEqual([]);
    expect(screen.getByRole("textbox", { name: "Family name" })).toHaveValue("maria");
    expect(requests("search").length).toBe(before);
    await user.keyboard("{Escape}");
    await user.click(await screen.findByRole("button", { name: /Keep/ }));
    await waitFor(() => expect(box()).toHaveValue(words));
    await waitFor(() => expect(requests("search").at(-1)?.text).toBe(words));
  });
});

describe("a car's number at the desk", () => {
  it.each(["WVWZZZ1JZXW000123\n", "WVWZZZ1JZXW000123", "IWVWZZZ1JZXW000123\n"])("goes_to_the_search_in_place_of_what_stands_there: %s", async (text) => {
    await desk();
    await fireEvent.input(box(), { target: { value: "mar 4417" } });
    scan(text);
    await waitFor(() => expect(box()).toHaveValue("WVWZZZ1JZXW000123"));
    expect(document.documentElement.dataset["view"]).toBe("search");
  });

  it("is_taken_out_of_a_field_of_another_view", async () => {
    const { user } = await desk();
    await user.click(await screen.findByRole("button", { name: "Kiosk cards" }));
    const paste = await screen.findByRole("textbox", { name: "Code of a kiosk" });
    await fireEvent.input(paste, { target: { value: "ab" } });
    const seen: string[] = [];
    paste.addEventListener("input", () => seen.push((paste as HTMLInputElement).value));
    scan("WVWZZZ1JZXW000123\n");
    await waitFor(() => expect(box()).toHaveValue("WVWZZZ1JZXW000123"));
    expect(seen.at(-1) ?? "ab").toBe("ab");
  });
});

describe("teaching a scanner", () => {
  async function lesson(answers: Parameters<typeof openDesk>[0] = {}) {
    const opened = await desk(answers);
    await opened.user.keyboard("{Control>}{Shift>}p{/Shift}{/Control}");
    await opened.user.type(await screen.findByRole("combobox", { name: "Part of its name" }), "licence scanner{Enter}");
    await screen.findByRole("dialog", { name: "Set up a licence scanner" });
    return opened;
  }

  it("says_that_all_is_well_and_keeps_what_was_learned_for_this_desk", async () => {
    const { user, requests } = await lesson();
    scan(`]L1${card}`);
    expect(await screen.findByText("Read well. Nothing needs to be set.")).toBeVisible();
    expect(screen.getByText("The start of the code arrives whole.")).toBeVisible();
    expect(requests("licence_read").length).toBe(1);
    expect(requests("search")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Use at this desk" }));
    expect(screen.getByText("Kept for this desk.")).toBeVisible();
    expect(kept()).toEqual({ prefix: "]L1", gap: 35 });
    await user.click(within(screen.getByRole("dialog", { name: "Set up a licence scanner" })).getByRole("button", { name: "Close" }));
    scan(`]L1${card}`);
    await waitFor(() => expect(box()).toHaveValue("Quennell Harriet 93701"));
  });

  it("draws_a_licence_that_is_nobodys_where_none_is_at_hand", async () => {
    const { user, requests } = await lesson({ licence_read: () => ({ specimen: { size: 61, path: "M4 4h7v1h-7z" } }) });
    await user.click(screen.getByRole("button", { name: "No licence at hand? Show a code to scan" }));
    expect(await screen.findByRole("img", { name: "A licence that is nobody’s, to be scanned from the screen" })).toBeVisible();
    expect(requests("licence_read")).toEqual([{ text: "", specimen: true }]);
  });

  it("names_what_gets_lost_and_what_to_set", async () => {
    const scanner = { header: "no_sign", marks: "lost", case_turned: true };
    await lesson({ licence_read: () => ({ licence: licence({ scanner }) }) });
    scan();
    expect(await screen.findByText(/^Read, but some of it got lost/)).toBeVisible();
    for (const words of [/^The first sign \(@\) gets lost/, /^The marks between the details get lost/, /^Caps Lock/]) expect(screen.getByText(words)).toBeVisible();
  });

  it("knows_the_keyboard_of_another_language_and_keeps_nothing_of_it", async () => {
    await lesson({ licence_read: () => ({}) });
    scan(card.replace("ANSI", "QNSI"));
    expect(await screen.findByText("No licence could be read from it.")).toBeVisible();
    expect(screen.getByText(/keyboard of another language/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Use at this desk" })).toBeDisabled();
  });
});
