import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { core } from "../../tests/fixtures";
import { openDesk, status } from "../../tests/window";
import type { HealthView, OverviewView, ReceiptView } from "../lib/api/generated/types";
import { language } from "../lib/i18n/locale.svelte";
import { Overview } from "./overview.svelte";
import OverviewDialog from "./OverviewDialog.svelte";

const before = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

const word = { receipt: "r1", at: before(50), who: "Ben", said: "create", probability: 0.9999, would_use: true, reason: "relative" };
const nothing: OverviewView = {
  days: 7, since: before(168), empty: true, people: [], overrides: [], overridden: 0, emptied: 0, proved: [],
  unsent: { total: 0, needs_person: 0, ages: [], people: [] },
  kiosk: { waiting: 0 },
};
const full: OverviewView = {
  ...nothing,
  empty: false,
  people: [{ who: "Ben", created: 1, kept_apart: 2, proved: 1 }],
  overrides: [word, { ...word, receipt: "r2", said: "different", probability: 0.9, would_use: false, reason: "in_words" }],
  overridden: 120,
  emptied: 1,
  proved: [
    { one: "01-1", other: "01-2", at: before(2), how: "person", who: "Ana", against: word },
    { one: "01-3", other: "01-4", at: before(3), how: "twin" },
  ],
  unsent: {
    total: 3, needs_person: 1, oldest: before(200),
    ages: [{ from_h: 0, to_h: 1, count: 2 }, { from_h: 1, to_h: 8, count: 0 }, { from_h: 24, to_h: 168, count: 0 }, { from_h: 168, count: 1 }],
    people: [{ who: "Ana", count: 3, needs_person: 1, oldest: before(200) }],
  },
  kiosk: { waiting: 2, oldest: before(4) },
};

function dialog(answers: Parameters<typeof core>[0]) {
  const fake = core(answers);
  const opened = { onclose: vi.fn(), onreceipt: vi.fn(), onlist: vi.fn() };
  render(OverviewDialog, { overview: new Overview(fake.call), ...opened });
  return { ...fake, ...opened, user: userEvent.setup() };
}

/** The cells of a table, row by row, with its heads first. */
const cells = (name: string) =>
  within(screen.getByRole("table", { name }))
    .getAllByRole("row")
    .map((row) => [...row.querySelectorAll("th, td")].map((cell) => cell.textContent?.trim().replaceAll(/\s+/g, " ") ?? ""));

beforeEach(() => {
  localStorage.clear();
  language.show("en");
  delete document.documentElement.dataset["ready"];
  return () => vi.unstubAllGlobals();
});

describe("the manager's overview", () => {
  it("says_who_decided_against_a_strong_match_and_what_it_came_to", async () => {
    dialog({ overview: () => full });
    await screen.findByRole("table", { name: "By person" });
    expect(cells("By person")).toEqual([
      ["Who", "Created anew", "Kept apart", "Proved to be one person"],
      ["Ben", "1", "2", "1"],
    ]);
    const rows = cells("Decided against a strong match");
    expect(rows[0]).toEqual(["When", "Who", "Decision", "Match", "Reason", "Open"]);
    expect(rows[1]?.slice(1, 5)).toEqual(["Ben", "Created anew", "99.9 %, would have been used", "A relative or the same household"]);
    expect(rows[2]?.slice(1, 5)).toEqual(["Ben", "Kept apart", "90 %", "in their own words"]);
    expect(screen.getByText("The latest 2 of 120 are shown; the decisions have them all.")).toBeVisible();
    expect(screen.getByText(/^1 decision says nothing any more/)).toBeVisible();
    const pairs = cells("Proved to be one person");
    expect([pairs[1]?.[0], pairs[1]?.[2]]).toEqual(["01-1 · 01-2", "said by Ana"]);
    expect([pairs[2]?.[2], pairs[2]?.[3]]).toEqual(["found after creating", "nobody had been asked"]);
  });

  it("says_how_old_the_unsent_work_is_and_whose_and_what_waits_at_the_kiosk", async () => {
    dialog({ overview: () => full });
    await screen.findByRole("table", { name: "By age" });
    expect(cells("By age").slice(1)).toEqual([
      ["under 1 hour", "2"],
      ["1 hour to 8 hours", "0"],
      ["1 day to 7 days", "0"],
      ["over 7 days", "1"],
    ]);
    const [, ana] = cells("Whose it is");
    expect(ana?.slice(0, 3)).toEqual(["Ana", "3", "1"]);
    expect(ana?.[3]).toContain("8 days ago");
    const [, cards] = cells("From the kiosk");
    expect(cards?.[0]).toBe("2");
    expect(cards?.[1]).toMatch(/4 hr?\.? ago|4 hours ago/);
  });

  it("leads_from_each_row_to_what_it_is_about", async () => {
    const { user, onreceipt, onlist } = dialog({ overview: () => full });
    const rows = await screen.findByRole("table", { name: "Decided against a strong match" });
    await user.click(within(rows).getAllByRole("button", { name: /^Open the decision of Ben/ })[1] as HTMLElement);
    expect(onreceipt).toHaveBeenLastCalledWith("r2");
    const pairs = screen.getByRole("table", { name: "Proved to be one person" });
    await user.click(within(pairs).getByRole("button", { name: /^Open the decision of Ben/ }));
    expect(onreceipt).toHaveBeenLastCalledWith("r1");
    for (const [name, list] of [["Stored twice", "decisions"], ["Waiting list", "waiting"], ["Kiosk cards", "submissions"]] as const) {
      await user.click(screen.getAllByRole("button", { name })[0] as HTMLElement);
      expect(onlist).toHaveBeenLastCalledWith(list);
    }
  });

  it("waits_aloud_and_says_that_there_is_nothing_to_look_at", async () => {
    let answer: (view: OverviewView) => void = () => {};
    dialog({ overview: () => new Promise<OverviewView>((done) => (answer = done)) });
    expect(screen.getByText("Loading…")).toHaveAttribute("aria-busy", "true");
    await waitFor(() => answer(nothing));
    expect(await screen.findByText("Nothing to look at.")).toBeVisible();
    expect(screen.queryByRole("table")).toBeNull();
  });

  it("names_the_right_that_is_missing_and_asks_again_when_told_to", async () => {
    let denied = true;
    const { user } = dialog({
      overview: () => {
        const field = { field: "", code: "export", message: "", params: {} };
        if (denied) throw { code: "right_missing", message: "", fields: [field] };
        return nothing;
      },
    });
    expect(await screen.findByRole("alert")).toHaveTextContent("the right “export data” is missing");
    expect(screen.queryByText("Nothing to look at.")).toBeNull();
    denied = false;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Nothing to look at.")).toBeVisible();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("shows_the_period_chosen_last_however_late_another_one_answers", async () => {
    const late: ((view: OverviewView) => void)[] = [];
    const { user, requests } = dialog({
      overview: ({ days }) => (days === 30 ? new Promise((done) => late.push(done)) : { ...nothing, days }),
    });
    await screen.findByText("Nothing to look at.");
    expect(screen.getByRole("radio", { name: "last 7 days" })).toBeChecked();
    await user.click(screen.getByRole("radio", { name: "last 30 days" }));
    expect(screen.queryByText("Nothing to look at.")).toBeNull();
    await user.keyboard("{ArrowRight}");
    expect(await screen.findByText("Nothing to look at.")).toBeVisible();
    late.forEach((done) => done({ ...full, days: 30 }));
    await Promise.resolve();
    expect(screen.queryByRole("table")).toBeNull();
    expect(screen.getByRole("radio", { name: "last 90 days" })).toBeChecked();
    expect(requests("overview").map(({ days }) => days)).toEqual([7, 30, 90]);
  });

  it("is_opened_from_the_health_page_by_keyboard_and_found_again_where_it_was_left", async () => {
    const health: HealthView = {
      healthy: true, version: "0.1.0", status, store: "open", key_store: "os", mine_bytes: 1, theirs_bytes: 1,
      index_disk_bytes: 1, index_memory_bytes: 1, encrypted: true, failures: {}, writes_failed: {}, problems: [],
      policy: { use_from: 5, ask_from: 1, shipped_use_from: 5, shipped_ask_from: 1, use_limits: [0, 20], ask_limits: [0, 20] },
    };
    const receipt: ReceiptView = {
      row: { id: "r2", at: before(50), who: "Ben", occasion: "compare", said: "different", forgotten: true, name: "", candidates: 0 },
    };
    const desk = await openDesk({ health: () => health, overview: () => full, receipt: () => receipt });
    await desk.user.click(await screen.findByRole("button", { name: /^Health/ }));
    (await screen.findByRole("button", { name: "Manager’s overview" })).focus();
    await desk.user.keyboard("{Enter}");
    const table = await screen.findByRole("table", { name: "Decided against a strong match" });
    const second = within(table).getAllByRole("button", { name: /^Open the decision/ })[1] as HTMLElement;
    while (document.activeElement !== second) {
      const stood = document.activeElement;
      await desk.user.tab();
      if (document.activeElement === stood) throw new Error("the row is not reached by Tab");
    }
    await desk.user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await waitFor(() => expect(desk.requests("receipt")).toEqual([{ id: "r2" }]));
    await desk.user.click(screen.getByRole("button", { name: "Back" }));
    await waitFor(() => {
      const again = within(screen.getByRole("table", { name: "Decided against a strong match" }));
      expect(again.getAllByRole("button", { name: /^Open the decision/ })[1]).toHaveFocus();
    });
    await desk.user.click(screen.getByRole("button", { name: "Close" }));
    expect(screen.queryByRole("dialog")).toBeNull();
    await waitFor(() => expect(screen.getByRole("button", { name: "Manager’s overview" })).toHaveFocus());
  });
});
