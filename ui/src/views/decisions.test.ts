import { screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { maria } from "../../tests/fixtures";
import { openDesk, type Answers } from "../../tests/window";
import type { DuplicateRow, DuplicatesView, LabView, PolicyView, ReceiptRow, ReceiptView, ReplayView, VerdictRow } from "../lib/api/generated/types";
import { language } from "../lib/i18n/locale.svelte";
import DeskWindow from "./DeskWindow.svelte";

const row: ReceiptRow = {
  id: "r1",
  at: "2026-11-22T10:42:00Z",
  who: "ana",
  occasion: "compare",
  said: "use",
  forgotten: false,
  name: "Maria Sousa",
  chosen: "Maria Sousa",
  candidates: 1,
  branch: "name_and_contact",
  network: { state: "answered", complete: false },
};
const receipt: ReceiptView = {
  row,
  kept: {
    question: maria,
    sentence: "One customer fits.",
    action: "use",
    tree: { branch: "name_and_contact", ids: ["01-16203"] },
    candidates: [
      {
        local_id: "l1", id: "01-16203", name: "Maria Sousa", probability: 0.999, relation: "same", strong: true, ruled_out: false, chosen: true,
        evidence: [{ field: "familyName", outcome: "agree", weight: 5 }, { field: "phone", outcome: "differ", weight: -2 }],
        record: maria,
      },
    ],
  },
};
const replay: ReplayView = {
  same_program: true,
  today: {
    same: false, action: "ask", branch: "none", sentence: "", policy_changed: false,
    changed: [{ what: "fields", id: "01-16203", name: "Maria Sousa", fields: ["phone", "address"] }],
  },
};
const verdict: VerdictRow = {
  one: { id: "01-1", local_id: "l1", name: "Maria Sousa", gone: false },
  other: { id: "01-2", local_id: "l2", name: "Marta Sousa", gone: false },
  same: false, reason: "relative", who: "ana", at: "2026-11-22T10:42:00Z",
};
const scan = { running: false, looked_at: 0, total: 0, found: 0, new: 0 };
const pairs = (more: Partial<DuplicatesView> = {}): DuplicatesView => ({
  rows: [{
    one: verdict.one, other: { ...verdict.other, name: "Maria Sousa" }, source: "scan", probability: 0.9987,
    evidence: [{ field: "phone", outcome: "agree", weight: 9 }], who: "ana", at: "2026-11-22T10:42:00Z",
  }],
  total: 1, open: 1, scan, ...more,
});
const policy: PolicyView = {
  use_from: 6.9, ask_from: -3, shipped_use_from: 6.9, shipped_ask_from: -3, use_limits: [2.2, 13.8], ask_limits: [-6.9, 2.2],
};
const measured: LabView = {
  same: 100, different: 50, missed: 4,
  curve: [
    { log_odds: -3, right: 96, wrong: 10 },
    { log_odds: 6.9, right: 90, wrong: 0 },
    { log_odds: 7, right: 80, wrong: 0 },
  ],
  calibration: [{ from: 0.9, to: 0.99, pairs: 10, said: 0.95, share: 0.9 }],
  unusable: [{ why: "unknown_id", count: 2, line: 7 }],
};

const desk = (answers: Answers = {}) =>
  openDesk(
    {
      recent: () => ({ rows: [] }),
      receipts: () => ({ rows: [row] }),
      receipt: () => receipt,
      receipt_replay: () => replay,
      verdicts: () => ({ rows: [verdict] }),
      verdict_revoke: () => ({}),
      duplicates: () => pairs(),
      policy: () => policy,
      lab_past: () => ({ looked_at: 3, changed: [] }),
      ...answers,
    },
    DeskWindow,
  );

beforeEach(() => {
  localStorage.clear();
  language.show("en");
  delete document.documentElement.dataset["ready"];
  return () => vi.unstubAllGlobals();
});

describe("the decisions of a desk", () => {
  it("are_listed_opened_and_decided_again_by_keyboard", async () => {
    const { user, requests } = await desk();
    await user.keyboard("{F8}");
    await user.click(await screen.findByRole("button", { name: /Maria Sousa: used the customer Maria Sousa/ }));
    expect(await screen.findByRole("heading", { name: "Why it was decided so" })).toHaveFocus();
    expect(await screen.findByText("It was asked and had more people than it showed.")).toBeVisible();
    const table = await screen.findByRole("table");
    expect(within(table).getByText("differs")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Would we decide the same today?" }));
    expect(await screen.findByText(/today’s program says the same/)).toBeVisible();
    expect(screen.getByText("On what is known today: Ask a person.")).toBeVisible();
    expect(screen.getByText("Maria Sousa changed: Phone, Address.")).toBeVisible();
    expect(requests("receipt_replay")).toEqual([{ id: "r1" }]);
    await user.keyboard("{Escape}");
    expect(await screen.findByRole("heading", { name: "Decisions" })).toBeVisible();
  });

  it("say_so_where_there_is_none_or_they_cannot_be_read", async () => {
    let broken = true;
    const { user } = await desk({
      receipts: () => {
        if (broken) throw { code: "internal", message: "", fields: [] };
        return { rows: [] };
      },
    });
    await user.keyboard("{F8}");
    const failed = await screen.findByRole("alert");
    expect(failed).toHaveTextContent("The decisions could not be read.");
    broken = false;
    await user.click(within(failed).getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Nothing has been decided yet.")).toBeVisible();
  });

  it("show_nothing_of_somebody_who_was_forgotten", async () => {
    const forgotten: ReceiptRow = { ...row, forgotten: true, name: "", candidates: 0 };
    const { user } = await desk({ receipts: () => ({ rows: [forgotten] }), receipt: () => ({ row: forgotten }) });
    await user.keyboard("{F8}");
    await user.click(await screen.findByRole("button", { name: /A customer who was forgotten since/ }));
    expect(await screen.findByText(/Somebody in it was forgotten on this computer/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Would we decide the same today?" })).toBeNull();
  });

  it("a_verdict_is_taken_back_after_one_question", async () => {
    const { user, requests } = await desk();
    await user.keyboard("{F8}");
    const tab = await screen.findByRole("tab", { name: "Decided" });
    tab.focus();
    await user.keyboard("{ArrowRight}");
    expect(screen.getByRole("tab", { name: "Told apart" })).toHaveFocus();
    expect(await screen.findByText("A relative or the same household")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Take back: Maria Sousa and Marta Sousa" }));
    expect(requests("verdict_revoke")).toEqual([]);
    const dialog = await screen.findByRole("dialog");
    await user.click(within(dialog).getByRole("button", { name: "Take back" }));
    await waitFor(() => expect(requests("verdict_revoke")).toEqual([{ one: "01-1", other: "01-2" }]));
  });

  it("customers_stored_twice_are_scanned_for_checked_and_handed_over", async () => {
    let running = false;
    const { user, requests } = await desk({
      duplicates: () => pairs({ scan: { ...scan, running, looked_at: 40, total: 100 } }),
      duplicates_scan: ({ act }) => {
        running = act === "start";
        return running
          ? { running, looked_at: 40, total: 100, found: 1, new: 1 }
          : { running, looked_at: 50, total: 100, found: 1, new: 1, end: "stopped" };
      },
      duplicates_check: () => ({ solved: 1, still_two: 0, unknown: 2 }),
      duplicates_export: () => ({ name: "list.csv", folder: "Downloads", pairs: 1 }),
    });
    await user.keyboard("{F8}");
    await user.click(await screen.findByRole("tab", { name: "Stored twice" }));
    expect(await screen.findByText("1 pair to be joined in the DMS")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Look through the copy" }));
    expect(await screen.findByRole("progressbar", { name: "Look through the copy" })).toHaveAttribute("value", "40");
    await user.click(screen.getByRole("button", { name: "Stop" }));
    await waitFor(() => expect(screen.queryByRole("progressbar")).toBeNull());
    await user.click(screen.getByRole("button", { name: "Check again" }));
    expect(await screen.findByText("1 solved, 0 still stored twice, 2 not answered by the DMS.")).toBeVisible();
    language.show("de");
    await user.click(await screen.findByRole("button", { name: "Als CSV speichern" }));
    await waitFor(() => expect(requests("duplicates_export")).toHaveLength(1));
    const [request] = requests("duplicates_export");
    expect(request?.headings[0]).toBe("Nummer 1");
    expect(request?.codes["agree"]).toBe("stimmt überein");
  });

  it("a_pair_of_the_list_that_is_two_people_leaves_it", async () => {
    let listed = 2;
    const [first] = pairs({}).rows;
    const second = { ...first, one: { ...first?.one, id: "01-7" }, other: { ...first?.other, id: "01-8" } };
    const { user, requests } = await desk({
      duplicates: () => pairs({ rows: [first, second].slice(2 - listed) as DuplicateRow[] }),
      duplicate_note: () => {
        listed = 1;
        return {};
      },
    });
    await user.keyboard("{F8}");
    await user.click(await screen.findByRole("tab", { name: "Stored twice" }));
    const [two] = await screen.findAllByRole("button", { name: "Two people" });
    await user.click(two as HTMLElement);
    expect(requests("duplicate_note")).toEqual([{ one: first?.one.id, other: first?.other.id, apart: true }]);
    expect(await screen.findByText("Kept: they are two people")).toBeVisible();
    await waitFor(() => expect(screen.getAllByRole("button", { name: "Two people" })).toHaveLength(1));
    expect(screen.getByRole("button", { name: "Two people" })).toHaveFocus();
  });
});

describe("the lab", () => {
  it("measures_a_file_moves_the_thresholds_and_puts_them_into_force", async () => {
    let saved: PolicyView = policy;
    const { user, requests } = await desk({
      lab_measure: () => measured,
      policy_save: ({ thresholds }) => {
        saved = thresholds ? { ...policy, ...thresholds } : policy;
        return saved;
      },
      lab_past: ({ use_from }) => ({
        looked_at: 3,
        changed: use_from > 6.9 ? [{ receipt: row, was: "use", would: "ask", branch: "none" }] : [],
      }),
    });
    await user.keyboard("{F8}");
    await user.click(await screen.findByRole("button", { name: "Match quality" }));
    expect(await screen.findByText("None of the latest 3 decisions would be another.")).toBeVisible();
    const file = new File(["a,b,same\n"], "pairs.csv", { type: "text/csv" });
    await user.upload(screen.getByLabelText(/Pairs \(CSV\)/), file);
    await user.click(screen.getByRole("button", { name: "Measure" }));
    expect(await screen.findByText(/Pairs of one person: 100 \(4 of them never compared\)/)).toBeVisible();
    expect(requests("lab_measure")).toEqual([{ pairs: "a,b,same\n" }]);
    expect(screen.getByText("2 pairs of unknown customers (first: line 7).")).toBeVisible();
    const figures = screen.getByRole("table", { name: "What they would do" });
    expect(within(figures).getByRole("row", { name: /Use without asking from/ })).toHaveTextContent("90.0%");

    const slider = screen.getByRole<HTMLInputElement>("slider", { name: "Use without asking from" });
    slider.value = "7";
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await waitFor(() =>
      expect(within(figures).getByRole("row", { name: /Use without asking from/ })).toHaveTextContent("80.0% −10 points"),
    );
    expect(await screen.findByText("use → ask")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Use these thresholds here" }));
    await waitFor(() => expect(saved.use_from).toBe(7));
    await user.click(await screen.findByRole("button", { name: "Back to what was shipped" }));
    await waitFor(() => expect(requests("policy_save").at(-1)).toEqual({}));
  });

  it("says_which_file_cannot_be_measured", async () => {
    const refused = { code: "invalid", message: "", fields: [{ field: "sample", code: "no_pairs", message: "", params: {} }] };
    const { user } = await desk({
      lab_measure: () => {
        throw refused;
      },
    });
    await user.keyboard("{F8}");
    await user.click(await screen.findByRole("button", { name: "Match quality" }));
    await user.upload(screen.getByLabelText(/Pairs \(CSV\)/), new File(["x"], "pairs.csv", { type: "text/csv" }));
    await user.click(screen.getByRole("button", { name: "Measure" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("No pair of this file is known.");
  });
});
