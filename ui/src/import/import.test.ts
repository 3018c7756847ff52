import { screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { core } from "../../tests/fixtures";
import { boot as plain, openDesk, type Answers } from "../../tests/window";
import type { BootView, ImportLookView, ImportProgressView } from "../lib/api/generated/types";
import { language } from "../lib/i18n/locale.svelte";
import DeskWindow from "../views/DeskWindow.svelte";
import { Importing } from "./importing.svelte";

const boot: BootView = { ...plain, country: "DE" };

const looked = (more: Partial<ImportLookView> = {}): ImportLookView => ({
  name: "kunden.csv",
  rows: 2,
  encoding: "windows-1252",
  delimiter: ";",
  columns: [
    { name: "Nr", confidence: "none", samples: ["7", "8"] },
    { name: "Nachname", field: "names.familyName", confidence: "sure", samples: ["Voss", "Klein"] },
    { name: "Geburtsdatum", field: "identity.birthDate", confidence: "sure", samples: ["02/03/1980"] },
  ],
  fields: ["id", "names.familyName", "identity.birthDate", "phone.mobile", "address.street", "vehicle.vin"],
  ask_dates: true,
  lacks: "id",
  preview: [
    { line: 2, record: { kind: "person", names: { givenName: "Ida", familyName: "Voss" } } },
    { line: 3, reason: "id: required" },
  ],
  ...more,
});
const nothing: ImportProgressView = { running: false, done: 0, size: 0, read: 0, stored: 0, resumed_after: 0, rejected: 0, refused: [] };

/** The import over a desk with these answers, opened from the page on this desk's health. */
async function opened(answers: Answers) {
  const imports: Answers = { import_act: () => nothing, import_piece: ({ at, data }) => ({ held: at + atob(data).length }), import_look: () => looked() };
  const { user, ...fake } = await openDesk({ boot: () => boot, recent: () => ({ rows: [] }), ...imports, ...answers }, DeskWindow);
  await user.click(screen.getByRole("button", { name: /health/i }));
  await user.click(await screen.findByRole("button", { name: "Import customers…" }));
  const dialog = await screen.findByRole("dialog", { name: "Import customers" });
  const choose = (text = "Nr;Nachname\n7;Voß\n") => user.upload(within(dialog).getByLabelText("Choose a file…"), new File([text], "kunden.csv", { type: "text/csv" }));
  return { ...fake, user, dialog, choose };
}

beforeEach(() => {
  localStorage.clear();
  language.show("en");
  return () => vi.unstubAllGlobals();
});

it("shows_how_an_import_ended_that_was_left_alone", async () => {
  const refused = [{ line: 3, reason: "id: required" }];
  const { dialog } = await opened({ import_act: () => ({ ...nothing, end: "done", read: 3, stored: 2, rejected: 1, refused }) });
  const line = await within(dialog).findByText("3: id: required");
  expect(line).toBeVisible();
  // The core's own words, spoken as such, under a name in the window's.
  language.show("de");
  const list = await within(dialog).findByRole("list", { name: "Abgelehnte Zeilen, mit Grund auf Englisch:" });
  expect(list).toContainElement(line);
  expect(list).toHaveAttribute("lang", "en");
  language.show("en");
  expect(dialog.querySelector("[data-end=done]")).toBeVisible();
  expect(dialog.querySelector("[data-stored='2']")).toBeVisible();
});

describe("the import", () => {
  it("hands_a_file_over_asks_what_is_unclear_and_begins_only_then", async () => {
    const { user, dialog, choose, requests } = await opened({
      import_look: ({ columns, dates }) => {
        const named = columns["Nr"] === "id";
        const lacks = named ? (dates === undefined ? "dates" : undefined) : "id";
        return looked({ ask_dates: dates === undefined, ...(lacks === undefined ? { lacks: undefined as never } : { lacks }) });
      },
      import_act: ({ act }) => (act === "start" ? { ...nothing, end: "done", read: 2, stored: 2 } : nothing),
    });
    await choose();
    expect(await within(dialog).findByText("No column holds the customer’s number in the network. Say below which one does.")).toBeVisible();
    expect(new TextDecoder().decode(Uint8Array.from(atob(requests("import_piece")[0]?.data ?? ""), (c) => c.charCodeAt(0)))).toBe("Nr;Nachname\n7;Voß\n");
    const start = within(dialog).getByRole("button", { name: "Import" });
    expect(start).toBeDisabled();
    expect(within(dialog).getByText("Voss · Klein")).toBeVisible();
    expect(within(dialog).getByText("Ida Voss")).toBeVisible();
    expect(within(dialog).getByText("id: required")).toBeVisible();
    await user.selectOptions(within(dialog).getByRole("combobox", { name: "What Nr holds" }), "Number in the network");
    await waitFor(() => expect(requests("import_look").at(-1)).toEqual({ columns: { Nr: "id" } }));
    expect(start).toBeDisabled();
    await user.click(within(dialog).getByRole("radio", { name: "The day: 31/01" }));
    await waitFor(() => expect(requests("import_look").at(-1)).toEqual({ columns: { Nr: "id" }, dates: "day_first" }));
    await waitFor(() => expect(start).toBeEnabled());
    await user.click(start);
    expect(await within(dialog).findByText("2 customers taken into the copy")).toBeVisible();
  });

  it("shows_how_far_it_is_stops_and_goes_on", async () => {
    let stopped = false;
    const { user, dialog, choose, requests } = await opened({
      import_look: () => {
        const { lacks: _, ...ready } = looked({ ask_dates: false });
        return ready;
      },
      import_act: ({ act }) => {
        if (act === "stop") stopped = true;
        if (act === "drop" || (act === "look" && requests("import_act").every((one) => one.act !== "start"))) return nothing;
        return stopped && act !== "start" ? { ...nothing, end: "stopped", read: 10, stored: 10 } : { ...nothing, running: true, done: 25, size: 100 };
      },
    });
    await choose();
    (await within(dialog).findByRole("button", { name: "Import" })).focus();
    await user.keyboard("{Enter}");
    expect(await within(dialog).findByText("Taking in, 25 %")).toBeVisible();
    // What takes the place of a button has its focus.
    await waitFor(() => expect(within(dialog).getByRole("button", { name: "Stop" })).toHaveFocus());
    await user.keyboard("{Enter}");
    expect(await within(dialog).findByText(/the same file goes on from here/)).toBeVisible();
    expect(within(dialog).getByRole("button", { name: "Go on" })).toBeEnabled();
    await waitFor(() => expect(within(dialog).getByRole("button", { name: "Go on" })).toHaveFocus());
  });

  it("names_refused_lines_and_saves_them", async () => {
    const { user, dialog, choose } = await opened({
      import_look: () => {
        const { lacks: _, ...ready } = looked({ ask_dates: false });
        return ready;
      },
      import_act: ({ act }) =>
        act === "start" ? { ...nothing, end: "done", read: 2, stored: 1, rejected: 1, refused: [{ line: 3, reason: "id: required" }] } : nothing,
      import_refused: () => ({ name: "refused.csv", folder: "Downloads" }),
    });
    await choose();
    await user.click(await within(dialog).findByRole("button", { name: "Import" }));
    expect(await within(dialog).findByText("3: id: required")).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: "Save the refused lines" }));
    expect(await within(dialog).findByText("Saved as refused.csv in Downloads.")).toBeVisible();
  });

  it("says_why_a_file_cannot_be_read", async () => {
    const { dialog, choose } = await opened({
      import_look: () => {
        throw { code: "invalid", message: "the file is empty", fields: [{ field: "FILE", code: "empty", message: "the file is empty", params: {} }] };
      },
    });
    await choose("x");
    expect(await within(dialog).findByText("There are no rows in this file.")).toBeVisible();
  });
});

describe("an import whose dialog is closed", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  it("is_asked_after_no_more_by_an_answer_that_was_under_way", async () => {
    const answers: ((now: ImportProgressView) => void)[] = [];
    const fake = core({ import_act: ({ act }) => (act === "look" ? new Promise((done) => answers.push(done)) : nothing) });
    const importing = new Importing(fake.call);
    const resumed = importing.resume();
    importing.leave();
    answers[0]?.({ ...nothing, running: true });
    await resumed;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(fake.requests("import_act").map(({ act }) => act)).toEqual(["look", "drop"]);
  });
});
