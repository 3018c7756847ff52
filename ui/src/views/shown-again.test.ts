import { screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { customer } from "../../tests/fixtures";
import { found, openDesk, rows } from "../../tests/window";
import type { RowView } from "../lib/api/generated/types";
import { language } from "../lib/i18n/locale.svelte";
// Views are fetched when they are first shown: a busy machine makes them ready before the tests begin.
import "./CompareView.svelte";
import "./CustomerPage.svelte";
import "./controllers";
import "./scanned";

beforeEach(() => {
  localStorage.clear();
  language.show("en");
  delete document.documentElement.dataset["ready"];
  return () => vi.unstubAllGlobals();
});

/** Somebody forgets whom the search or the comparison led to. */
async function forgotten(from: "search" | "compare") {
  let here = rows;
  const opened = await openDesk({
    search: ({ generation }) => ({ ...found(generation), rows: here }),
    held: () => ({ local_id: "l1", name: "Maria Sousa", unsent: 0, text: "{}", parts: [] }),
    forget: () => {
      here = rows.slice(1);
      return { waiting: 0 };
    },
  });
  const { user } = opened;
  await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar");
  await screen.findByRole("option", { name: /Maria Sousa/ });
  if (from === "compare") {
    await user.keyboard("{Alt>}c{/Alt}");
    await screen.findByRole("heading", { name: "Is it one of these?" });
    await user.keyboard("{Alt>}u{/Alt}");
  } else await user.keyboard("{ArrowDown}{Enter}");
  await user.click(await screen.findByRole("button", { name: "Edit: Names" }));
  await user.type(await screen.findByRole("textbox", { name: "Family name" }), "x");
  await user.click(screen.getByRole("button", { name: "Show what is held" }));
  await user.click(await screen.findByRole("button", { name: "Forget on this computer" }));
  const question = (await screen.findAllByRole("dialog")).at(-1) as HTMLElement;
  await user.click(within(question).getByRole("button", { name: "Forget on this computer" }));
  return opened;
}

describe("a search that is shown again", () => {
  it.each(["search", "compare"] as const)("shows_nobody_who_was_forgotten_since, from %s", async (from) => {
    const { kept } = await forgotten(from);
    expect(await screen.findByRole("combobox", { name: "Search customers" })).toHaveFocus();
    await waitFor(() => expect(screen.queryByRole("option", { name: /Maria Sousa/ })).toBeNull());
    expect(screen.getByRole("option", { name: /Mário Souza/ })).toBeVisible();
    // What was typed for them goes with them.
    expect(kept.size).toBe(0);
  });

  it("tells_the_new_name_and_standing_and_stays_on_the_same_customer", async () => {
    let here: RowView[] = rows;
    const { user } = await openDesk({ search: ({ generation }) => ({ ...found(generation), rows: here }), open: () => customer() });
    const box = await screen.findByRole("combobox", { name: "Search customers" });
    await user.type(box, "mar");
    await screen.findByRole("option", { name: /Maria Sousa/ });
    await user.keyboard("{ArrowDown}{Enter}");
    await screen.findByRole("heading", { name: "Maria Sousa" });
    const [maria, mario] = rows as [RowView, RowView];
    here = [mario, { ...maria, name: "Maria Lopes", chip: { state: "waiting" } }];
    await user.keyboard("{Escape}");
    const again = await screen.findByRole("option", { name: /Maria Lopes/ });
    expect(screen.queryByRole("option", { name: /Maria Sousa/ })).toBeNull();
    expect(again).toHaveAttribute("aria-selected", "true");
  });
});
