import { describe, expect, it } from "vitest";
import { core } from "../../../tests/fixtures";
import type { SubmissionView } from "../api/generated/types";
import { Reviews } from "./reviews.svelte";

const card = (id: string, more: Partial<SubmissionView> = {}): SubmissionView => ({
  id,
  code: id.toUpperCase(),
  received_at: "2026-11-22T10:00:00Z",
  age_s: 0,
  readable: true,
  language: "en",
  statement: "2026-11",
  consent: {},
  name: "",
  record: { kind: "person" },
  channels: [],
  ...more,
});

describe("who the kiosk's cards may be", () => {
  it("is_asked_once_a_card_and_again_when_the_visitor_corrected_it", async () => {
    const { call, requests } = core({ submission_review: ({ id }) => ({ submission: card(id), matches: 2, doubts: [] }) });
    const reviews = new Reviews(call);
    const shown = [card("a7k"), card("b2m", { readable: false })];
    expect(reviews.of(shown[0] as SubmissionView)).toBeUndefined();
    await reviews.look(shown);
    await reviews.look(shown);
    expect(requests("submission_review")).toEqual([{ id: "a7k" }]);
    expect(reviews.of(shown[0] as SubmissionView)).toBe(2);
    await reviews.look([card("a7k", { received_at: "2026-11-22T10:01:00Z" })]);
    expect(requests("submission_review")).toHaveLength(2);
  });

  it("stops_at_no_card_that_the_desk_has_no_answer_for", async () => {
    const { call, requests } = core({
      submission_review: ({ id }) => {
        if (id === "a7k") throw new Error("gone");
        return { submission: card(id), matches: 0, doubts: [] };
      },
    });
    const reviews = new Reviews(call);
    await reviews.look([card("a7k"), card("c4d")]);
    expect(requests("submission_review")).toHaveLength(2);
    expect(reviews.of(card("c4d"))).toBe(0);
  });
});
