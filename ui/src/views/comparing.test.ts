/** Who stands side by side, what may be said of them, and that it is said of nobody else. */
import { screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { candidate, decision, maria } from "../../tests/fixtures";
import { entry, openDesk, rows, submission } from "../../tests/window";
import type { CandidateView, ReceiptRow, RowView, SubmissionView } from "../lib/api/generated/types";
import { language } from "../lib/i18n/locale.svelte";

const person = (at: number, more: Partial<CandidateView> = {}): CandidateView =>
  candidate({
    local_id: `l${at}`,
    id: `01-${at}`,
    row: { ...(rows[0] as RowView), local_id: `l${at}`, id: `01-${at}`, name: `Maria ${at}` },
    ...more,
  });
const people = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => person(from + index));
const stranger = person(99, { strong: false, relation: "different", probability: 0.001 });
const ids = (from: number, to: number) => people(from, to).map(({ id }) => id);
const locals = (from: number, to: number) => people(from, to).map(({ local_id }) => local_id);

type Desk = Awaited<ReturnType<typeof openDesk>>;

const card = async (answers: Parameters<typeof openDesk>[0]) => {
  const desk = await openDesk({ submissions: () => ({ submissions: [submission] }), receipt_keep: () => ({ id: "r1" }), ...answers });
  await desk.user.click(await screen.findByRole("button", { name: "Kiosk cards" }));
  await desk.user.click(await screen.findByRole("button", { name: "Check" }));
  return desk;
};

const typed = async (answers: Parameters<typeof openDesk>[0]) => {
  const desk = await openDesk({ receipt_keep: () => ({ id: "r1" }), ...answers });
  await desk.user.type(await screen.findByRole("combobox", { name: "Search customers" }), "Maria Sousa");
  await screen.findAllByRole("option");
  await desk.user.keyboard("{Control>}{Enter}{/Control}");
  await screen.findByRole("textbox", { name: "Family name" });
  return desk;
};

async function different({ user }: Desk, reason = "Same name by chance") {
  await user.keyboard("{Alt>}d{/Alt}");
  const dialog = await screen.findByRole("dialog");
  await user.click(within(dialog).getByRole("radio", { name: reason }));
  await user.click(within(dialog).getByRole("button", { name: "It is another person" }));
}

const beside = (expected: string[]) =>
  waitFor(() => expect([...document.querySelectorAll("th[data-column]")].map((one) => one.getAttribute("data-column"))).toEqual(expected));

beforeEach(() => {
  localStorage.clear();
  language.show("en");
  delete document.documentElement.dataset["ready"];
  return () => vi.unstubAllGlobals();
});

describe("whom somebody says it is not", () => {
  it("is_only_who_was_shown_and_of_a_card_the_others_are_shown_next", async () => {
    const desk = await card({
      decide: ({ local_only, generation }) => decision(local_only ? [] : people(1, 8), generation),
      create: () => ({ outcome: "queued", op_id: "o1", local_id: "n1", chip: { state: "waiting" } }),
    });
    await beside(locals(1, 6));
    await different(desk);
    await beside(locals(7, 8));
    await different(desk);
    await screen.findByRole("textbox", { name: "Family name" });
    // Nobody has been kept apart from anybody yet.
    expect(desk.requests("receipt_keep")).toEqual([]);
    await desk.user.keyboard("{Control>}s{/Control}");
    await waitFor(() => expect(desk.requests("receipt_keep")).toHaveLength(2));
    expect(desk.requests("receipt_keep")).toMatchObject([
      { said: "different", reason: "same_name", shown: locals(1, 6) },
      { said: "different", reason: "same_name", shown: locals(7, 8) },
    ]);
  });

  it("is_said_of_nobody_where_the_right_to_is_missing", async () => {
    const right = { field: "right", code: "override_duplicate", message: "this right is missing", params: {} };
    const desk = await typed({
      decide: ({ generation }) => decision([person(1)], generation),
      create: ({ different_from }) => {
        if (different_from.length === 0) return { outcome: "candidates", decision: decision([person(1)]) };
        throw { code: "right_missing", message: "no", fields: [right] };
      },
    });
    await desk.user.keyboard("{Control>}s{/Control}");
    await beside(["l1"]);
    await different(desk);
    const summary = await screen.findByRole("alert");
    expect(summary).toHaveTextContent(/“create although somebody matches” is missing.*use the one shown beside it/);
    expect(summary).not.toHaveTextContent("this right is missing");
    expect(within(summary).queryByRole("button")).toBeNull();
    expect(document.querySelector("[data-candidate]")).toHaveAttribute("data-candidate", "l1");
    expect(screen.queryByText("Nobody here looks like this customer.")).toBeNull();
    expect(desk.requests("draft_save").at(-1)?.value).toMatchObject({ ruledOut: {} });
    await desk.user.keyboard("{Control>}s{/Control}");
    await beside(["l1"]);
    expect(desk.requests("create").map((one) => one.different_from)).toEqual([[], ["01-1"], []]);
    expect(desk.requests("receipt_keep")).toEqual([]);
  });

  it("is_taken_back_in_a_draft_that_was_opened_again_save_of_whom_is_gone", async () => {
    const record = { kind: "person", names: { givenName: "Maria", familyName: "Lopes" } };
    const desk = await openDesk({
      drafts: () => ({ drafts: [{ key: "new:d1", value: { draft: "d1", record, ruledOut: { "01-1": "said_so", "01-7": "" } } }] }),
      decide: ({ generation }) => decision([person(1)], generation),
      create: () => {
        throw { code: "right_missing", message: "no", fields: [] };
      },
    });
    await desk.user.click(await screen.findByRole("button", { name: /New customer: Maria Lopes/ }));
    await screen.findByRole("textbox", { name: "Family name" });
    await desk.user.keyboard("{Control>}s{/Control}");
    await waitFor(() => expect(document.querySelector("[data-candidate]")).toHaveAttribute("data-candidate", "l1"));
    expect(desk.requests("draft_save").at(-1)?.value).toMatchObject({ ruledOut: { "01-7": "" } });
  });

  it("is_only_who_was_shown_at_a_save_and_the_next_save_asks_about_the_others", async () => {
    const desk = await typed({
      create: ({ different_from }) =>
        different_from.length < 8
          ? { outcome: "candidates", decision: decision(people(1, 8)) }
          : { outcome: "queued", op_id: "o1", local_id: "n1", chip: { state: "waiting" } },
    });
    await desk.user.keyboard("{Control>}s{/Control}");
    await beside(locals(1, 6));
    await different(desk);
    await beside(locals(7, 8));
    await different(desk);
    await waitFor(() => expect(desk.requests("create")).toHaveLength(3));
    expect(desk.requests("create").map((one) => one.different_from)).toEqual([[], ids(1, 6), ids(1, 8)]);
  });

  it("is_only_who_was_shown_from_the_form_and_the_others_stay_beside_it", async () => {
    const desk = await typed({ decide: ({ generation }) => decision(people(1, 8), generation) });
    await waitFor(() => expect(document.querySelectorAll("[data-candidate]")).toHaveLength(6));
    await desk.user.keyboard("{Alt>}c{/Alt}");
    await beside(locals(1, 6));
    await different(desk);
    await waitFor(() => expect([...document.querySelectorAll("[data-candidate]")].map((one) => one.getAttribute("data-candidate"))).toEqual(locals(7, 8)));
  });
});

describe("a stranger who shares a key", () => {
  it("brings_nobody_to_compare_for_a_card", async () => {
    await card({ decide: ({ generation }) => decision([stranger], generation) });
    expect(await screen.findByRole("textbox", { name: "Family name" })).toHaveValue("Sousa");
  });

  it("does_not_stand_beside_those_a_save_asks_about", async () => {
    const desk = await typed({ create: () => ({ outcome: "candidates", decision: decision([person(1), stranger]) }) });
    await desk.user.keyboard("{Control>}s{/Control}");
    await beside(["l1"]);
  });
});

describe("whose card a form is", () => {
  const other: SubmissionView = { ...submission, id: "b2m", code: "B2M", name: "Jonas Weber" };
  const record = { kind: "person", names: { givenName: "Maria", familyName: "Lopes" } };

  it("is_kept_with_what_was_typed_and_not_taken_from_the_card_opened_last", async () => {
    const desk = await openDesk({ submissions: () => ({ submissions: [submission, other] }), receipt_keep: () => ({ id: "r1" }) });
    const check = async (at: number) => {
      await desk.user.click(await screen.findByRole("button", { name: "Kiosk cards" }));
      await desk.user.click((await screen.findAllByRole("button", { name: "Check" }))[at] as HTMLElement);
      return screen.findByRole("textbox", { name: "Family name" });
    };
    await desk.user.type(await check(0), " Lopes");
    expect(screen.getByText("From kiosk card A7K")).toBeVisible();
    await desk.user.keyboard("{Control>}k{/Control}");
    await desk.user.click(await screen.findByRole("button", { name: "Keep the draft" }));
    await check(1);
    expect(screen.getByText("From kiosk card B2M")).toBeVisible();
    await desk.user.keyboard("{Control>}k{/Control}");
    await desk.user.click(await screen.findByRole("button", { name: /New customer: Maria Sousa Lopes/ }));
    expect(await screen.findByText("From kiosk card A7K")).toBeVisible();
  });

  it("is_nobodys_where_it_was_typed_at_the_desk", async () => {
    const desk = await openDesk({
      submissions: () => ({ submissions: [submission] }),
      drafts: () => ({ drafts: [{ key: "new:d1", value: { draft: "d1", record } }] }),
      decide: ({ generation }) => decision([], generation),
      create: () => ({ outcome: "candidates", decision: decision([person(1)]) }),
      receipt_keep: () => ({ id: "r1" }),
    });
    await desk.user.click(await screen.findByRole("button", { name: "Kiosk cards" }));
    await desk.user.click(await screen.findByRole("button", { name: "Check" }));
    await screen.findByRole("textbox", { name: "Family name" });
    await desk.user.keyboard("{Control>}k{/Control}");
    await desk.user.click(await screen.findByRole("button", { name: /New customer: Maria Lopes/ }));
    await screen.findByRole("textbox", { name: "Family name" });
    await desk.user.keyboard("{Control>}s{/Control}");
    await beside(["l1"]);
    expect(screen.getByText("What you typed")).toBeInTheDocument();
    expect(screen.queryByText("Typed by the customer")).toBeNull();
  });
});

describe("what speaks for whom", () => {
  const tree = { branch: "name_and_contact", ids: ["01-16377"] };

  it("is_said_of_the_rows_of_a_search_with_where_they_were_looked_for", async () => {
    const { user, requests } = await openDesk({
      decide: ({ generation }) => ({ ...decision([candidate()], generation), tree }),
    });
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar 4417");
    await screen.findAllByRole("option");
    await waitFor(() => expect(requests("search_network").at(-1)).toMatchObject({ text: "mar 4417" }));
    await user.keyboard("{Alt>}c{/Alt}");
    const finding = await screen.findByRole("group", { name: "What speaks for whom" });
    expect(finding).toHaveTextContent(/same family name and the same phone or e-mail\. It is Mário Souza\..*points to Maria Sousa \(97 %\)\..*Rule and evidence disagree: you decide\./);
    expect(finding).toHaveTextContent("Looked for at this desk and in the DMS.");
  });

  it("asks_what_tells_the_rows_of_a_search_apart", async () => {
    const { user, requests } = await openDesk({
      decide: ({ generation, shown }) => ({
        ...decision([], generation),
        ...(shown && shown.length > 1 ? { question: "town" } : {}),
      }),
    });
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar 4417");
    await screen.findAllByRole("option");
    await user.keyboard("{Alt>}c{/Alt}");
    expect(await screen.findByText("Ask")).toBeVisible();
    expect(document.querySelector("#question q")).toHaveTextContent(/town/);
    expect(requests("decide").at(-1)?.shown).toEqual(rows.map(({ local_id }) => local_id));
  });

  it("is_said_of_an_entry_as_it_was_when_it_was_kept_back", async () => {
    const row: ReceiptRow = {
      id: "r7", at: "2026-11-22T10:42:00Z", who: "program", occasion: "sending", said: "ask", forgotten: false, name: "Maria Sousa", candidates: 1,
      network: { state: "answered", complete: false },
    };
    const parked = entry({ kind: "create", chip: { state: "needs_person", reason: "candidates" }, candidates: [candidate()] });
    const { user, requests } = await openDesk({
      outbox: () => ({ entries: [parked] }),
      receipts: () => ({ rows: [{ ...row, id: "r8", occasion: "compare" }, row] }),
      receipt: ({ id }) => ({ row, kept: { question: maria, sentence: "", action: "ask", tree: { branch: "name_and_contact", ids: id === "r7" ? ["01-16203"] : [] }, candidates: [] } }),
      receipt_keep: () => ({ id: "r9" }),
    });
    await screen.findByRole("combobox", { name: "Search customers" });
    await user.keyboard("{F9}");
    await user.click(await screen.findByRole("button", { name: /Compare/ }));
    const finding = await screen.findByRole("group", { name: "What speaks for whom" });
    expect(finding).toHaveTextContent(/It is Maria Sousa\..*Rule and evidence agree\..*Looked for at this desk and in the DMS\./);
    await user.keyboard("{Alt>}m{/Alt}");
    await waitFor(() => expect(requests("receipt_keep")).toMatchObject([{ said: "unsure", network: "answered", complete: false }]));
  });

  it("has_nobody_to_tell_apart_where_nobody_is_entered_and_says_so", async () => {
    const { user } = await openDesk();
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar 4417");
    await screen.findAllByRole("option");
    await user.keyboard("{Alt>}c{/Alt}");
    await screen.findByRole("table");
    await user.keyboard("{Alt>}d{/Alt}");
    expect(await screen.findByText(/^Nobody is being entered here/)).toBeVisible();
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});
