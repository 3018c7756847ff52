import { screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { boot, entry, openDesk, status, type Answers } from "../../tests/window";
import type { DuplicateRow, EntryView, OutboxActRequest, RehearsalView, StepView } from "../lib/api/generated/types";
import { announcer } from "../lib/app/announce.svelte";
import { language } from "../lib/i18n/locale.svelte";
import DeskWindow from "./DeskWindow.svelte";

/** The waiting list over a store with these entries. */
async function list(entries: EntryView[], answers: Answers = {}) {
  const store: Answers = { recent: () => ({ rows: [] }), outbox: () => ({ entries }), outbox_act: () => entry() };
  const { user, ...fake } = await openDesk({ ...store, ...answers }, DeskWindow);
  await user.keyboard("{F9}");
  await screen.findByRole("heading", { name: "Waiting list" });
  const acts = () => fake.requests("outbox_act").map(({ act }: OutboxActRequest) => act);
  return { ...fake, user, acts };
}

beforeEach(() => {
  localStorage.clear();
  language.show("en");
  return () => vi.unstubAllGlobals();
});

const twin: DuplicateRow = {
  one: { id: "01-16", local_id: "l1", name: "Ana Prado", gone: false },
  other: { id: "01-77", local_id: "l2", name: "Anna Prado", gone: false },
  source: "twin",
  probability: 0.97,
  evidence: [{ field: "familyName", outcome: "agree", weight: 5 }],
  who: "desk",
  at: "2026-11-22T10:00:00Z",
};

describe("somebody the DMS turned out to hold twice", () => {
  for (const [name, apart] of [["One person: put on the list for the DMS", false], ["Two people", true]] as const) {
    it(`stands_on_the_waiting_list_until_a_person_says_${apart ? "two_people" : "one_person"}`, async () => {
      let twins = [twin];
      const { user, requests } = await list([], {
        outbox: () => ({ entries: [], twins }),
        duplicate_note: () => ((twins = []), {}),
      });
      const card = within(await screen.findByRole("region", { name: "Stored twice in the DMS?" }));
      expect(card.getByRole("button", { name: "Ana Prado" })).toBeVisible();
      expect(screen.queryByText("Nothing waits to be sent.")).toBeNull();
      card.getByRole("button", { name }).focus();
      await user.keyboard("{Enter}");
      await waitFor(() => expect(requests("duplicate_note")).toEqual([{ one: "01-16", other: "01-77", apart }]));
      expect(await screen.findByText("Nothing waits to be sent.")).toBeVisible();
    });
  }
});

describe("the waiting list", () => {
  it("keeps_something_here_takes_it_back_and_marks_who_stands_here_by_keyboard", async () => {
    const { user, acts } = await list([entry()]);
    (await screen.findByRole("button", { name: "Hold" })).focus();
    await user.keyboard("{Alt>}h{/Alt}");
    await waitFor(() => expect(acts()).toEqual([{ do: "here", here: true }]));
    await user.keyboard("{Alt>}p{/Alt}");
    await user.type(await screen.findByRole("textbox", { name: /Until what/ }), "test drive{Enter}");
    await waitFor(() => expect(acts()[1]).toEqual({ do: "hold", because: "test drive" }));
    (await screen.findByRole("button", { name: "Hold" })).focus();
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(() => expect(acts()[2]).toEqual({ do: "undo" }));
  });

  it("says_until_when_something_is_held_and_sends_it_when_told_to", async () => {
    const { user, acts } = await list([entry({ held: { because: "test drive" } })]);
    expect(await screen.findByText("Kept on this desk only, not sent. Until: test drive")).toBeVisible();
    expect(screen.getByTitle("State S-HELD")).toHaveTextContent("Held");
    const card = screen.getByTitle("State S-HELD").closest<HTMLElement>(".entry") as HTMLElement;
    await user.click(within(card).getByRole("button", { name: "Send now" }));
    await waitFor(() => expect(acts()).toEqual([{ do: "release" }]));
  });

  it("asks_the_dms_again_where_a_conflict_has_nothing_to_choose_from", async () => {
    const { user, acts } = await list([entry({ chip: { state: "needs_person", reason: "conflict" }, unsent: false })]);
    const card = (await screen.findByTitle("State S-CONFLICT")).closest<HTMLElement>(".entry") as HTMLElement;
    expect(within(card).getByText(/does not say what/)).toBeVisible();
    await user.click(within(card).getByRole("button", { name: "Ask the DMS again" }));
    await waitFor(() => expect(acts()).toEqual([{ do: "retry" }]));
  });

  it("tells_what_happened_to_a_write_whose_answer_was_lost", async () => {
    const step = (what: string, more: Partial<StepView> = {}): StepView => ({ what, state: "sending", at: "2026-11-22T10:42:07Z", times: 1, attempt: 1, ...more });
    const steps = [
      step("typed", { who: "ana" }),
      step("kept", { who: "ana", state: "queued" }),
      step("searched", { found: 0 }),
      step("sent"),
      step("unknown", { state: "ambiguous" }),
      step("found_none", { state: "ambiguous" }),
      step("adopted", { state: "done", id: "01-20417" }),
      step("invented_later"),
    ];
    const { user } = await list([entry({ chip: { state: "checking" } })], {
      timeline: () => ({ entry: entry({ chip: { state: "checking" } }), steps }),
    });
    (await screen.findByRole("button", { name: /What happened to it/ })).focus();
    await user.keyboard("{Alt>}t{/Alt}");
    const told = await screen.findByRole("dialog", { name: "What happened to it" });
    const items = await within(told).findAllByRole("listitem");
    expect(items.map((item) => item.querySelector(".words")?.textContent?.trim())).toEqual([
      "Typing began",
      "Kept on this desk by ana",
      "Looked for in the DMS: not there",
      "Sent to the DMS",
      "No answer: nobody knows whether the DMS has it",
      "Looked for: not there yet",
      "Looked for and found as no. 01-20417: the DMS had it. Not sent again.",
      "Something else happened (invented_later)",
    ]);
    expect(within(told).getByText(/It is not sent before that is over/)).toBeVisible();
  });

  it("does_not_call_an_empty_list_finished_where_something_was_given_up_or_not_saved", async () => {
    const given = entry({ op_id: "o2", chip: { state: "cancelled" }, cancel_reason: "twice" });
    await list([], { outbox: ({ all }) => ({ entries: all ? [given, entry({ op_id: "o3", chip: { state: "cancelled" } })] : [] }), drafts: () => ({ drafts: [{ key: "new:x", value: {} }] }) });
    expect(await screen.findByText("Nothing waits to be sent.")).toBeVisible();
    expect(screen.getByText(/1 draft is kept.*1 was given up and is not in the DMS/)).toBeVisible();
  });

  it("says_over_a_dialog_what_is_told_while_it_is_open_and_keeps_the_focus_in_it", async () => {
    let answer: (report: RehearsalView) => void = () => undefined;
    const { user } = await list([], { rehearse: () => new Promise((resolve) => (answer = resolve)) });
    await user.keyboard("{F10}");
    const told = await screen.findByRole("dialog", { name: "Outage rehearsal" });
    const spoken = (of: Element | null) => of?.querySelector("p")?.textContent ?? "";
    const start = within(told).getByRole("button", { name: "Cut the connection" });
    await waitFor(() => expect(start).toHaveFocus());
    const before = spoken(document.querySelector("#live"));
    await user.keyboard("{Enter}");
    expect(start).toBeDisabled();
    await waitFor(() => expect(within(told).getByRole("heading", { name: "Outage rehearsal" })).toHaveFocus());
    answer({
      well: true, network: "Keyloop v1", seed: 1, made: 1, new: 0, in_dms: 1, joined: 0, lost: 0, doubled: 0, waiting: 0,
      asked: [], moods: [], away_s: 3, slowest_save_ms: 80, first_after_s: 0.3, all_after_s: 8,
    });
    await waitFor(() => expect(spoken(told.querySelector("[aria-live]"))).toBe("Nothing lost, nothing doubled."));
    await waitFor(() => expect(start).toHaveFocus());
    expect(spoken(document.querySelector("#live"))).toBe(before);
    announcer.toast("Copied.");
    expect(await within(told).findByText("Copied.", { selector: "#toasts *" })).toBeVisible();
    await user.click(within(told).getAllByRole("button", { name: "Close" })[0] as HTMLElement);
    await waitFor(() => expect(told).not.toBeInTheDocument());
    // Still to be seen, and not said again.
    expect(screen.getByText("Copied.", { selector: "#toasts *" })).toBeVisible();
    expect(spoken(document.querySelector("#live"))).toBe(before);
    announcer.say("Later");
    await waitFor(() => expect(spoken(document.querySelector("#live"))).toBe("Later"));
  });

  it("rehearses_an_outage_on_a_practice_desk_and_shows_the_count", async () => {
    const report: RehearsalView = {
      well: true, network: "Keyloop v1", seed: 1, made: 24, new: 10, in_dms: 23, joined: 1, lost: 0, doubled: 0, waiting: 0,
      asked: [{ what: "conflict", count: 2 }], moods: [{ what: "drop", count: 3 }], away_s: 3, slowest_save_ms: 80, first_after_s: 0.3, all_after_s: 8,
    };
    const { user, requests } = await list([], { rehearse: () => report });
    await user.keyboard("{F10}");
    await user.click(await screen.findByRole("button", { name: "Cut the connection" }));
    const told = screen.getByRole("dialog", { name: "Outage rehearsal" });
    expect(await within(told).findByText("Nothing lost, nothing doubled.", { selector: "[data-well]" })).toBeVisible();
    expect(within(told).getByText("2 changed in DMS too")).toBeVisible();
    expect(requests("rehearse")).toEqual([{ saves: 24, seed: 1 }]);
  });
});
