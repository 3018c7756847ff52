/** The panel beside a new customer: what each candidate is called. */
import { render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { candidate, core, customer, decision, maria } from "../../tests/fixtures";
import { announcer } from "../lib/app/announce.svelte";
import type { CandidateView } from "../lib/api/generated/types";
import Alike from "./Alike.svelte";
import CandidatePanel from "./CandidatePanel.svelte";
import { NewCustomer } from "./new-customer.svelte";

async function shown(one: CandidateView) {
  const { call } = core({ decide: ({ generation }) => decision([one], generation) });
  const creation = new NewCustomer(call, maria, "PT");
  await creation.check();
  return render(CandidatePanel, { creation, oncompare: () => {}, onuse: () => {} }).container.textContent;
}

describe("who a new customer may already be", () => {
  it.each([
    ["a_spouse_is_a_quiet_household_badge", { strong: false, relation: "household" as const }, "Household?"],
    ["a_namesake_of_the_house_is_no_strong_match_by_name", { strong: true, relation: "household" as const }, "Household?"],
    ["the_same_person_is_strong", { strong: true, relation: "same" as const }, "Strong"],
    ["somebody_unlikely_is_possible", { strong: false, relation: "different" as const, probability: 0.02 }, "Possible"],
  ])("%s", async (_, more, word) => {
    const say = vi.spyOn(announcer, "say").mockClear();
    const text = await shown(candidate(more));
    const others = ["Household?", "Strong", "Possible"].filter((one) => one !== word);
    expect(text).toContain(word);
    for (const other of others) expect(text).not.toContain(other);
    expect(say.mock.calls.length > 0).toBe(more.strong && more.relation === "same");
  });
});

describe("whom a correction made somebody look like", () => {
  it("is_named_and_opened_with_a_button", async () => {
    const onopen = vi.fn();
    const one = candidate({ local_id: "l7" });
    render(Alike, { view: customer(maria, { id: "01-1" }), candidates: [one], onopen });
    expect(screen.getByText("Noted as stored twice")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: `Open ${one.row.name}` }));
    expect(onopen).toHaveBeenCalledWith("l7");
  });
});
