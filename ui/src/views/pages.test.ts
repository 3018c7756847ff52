import { screen } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { openDesk } from "../../tests/window";
import { language } from "../lib/i18n/locale.svelte";
import { pages } from "./pages.svelte";

beforeEach(() => {
  localStorage.clear();
  language.show("en");
  delete document.documentElement.dataset["ready"];
  return () => vi.unstubAllGlobals();
});

describe("the views that are fetched", () => {
  it("come_at_once_where_somebody_is_quicker_than_the_fetching", async () => {
    const { user } = await openDesk();
    await screen.findByRole("combobox", { name: "Search customers" });
    expect(pages.of.waiting).toBeUndefined();
    await user.keyboard("{F9}");
    const heading = await screen.findByRole("heading", { name: "Waiting list" });
    expect(heading).toHaveFocus();
  });

  it("are_all_there_a_moment_after_the_search_is", async () => {
    await openDesk();
    await vi.waitFor(() => expect(pages.of.rehearsal).toBeDefined(), { timeout: 20_000 });
    expect(Object.keys(pages.of).length).toBe(16);
  });
});
