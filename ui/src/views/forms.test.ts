import { screen, waitFor, within } from "@testing-library/svelte";
import type { UserEvent } from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { customer, maria } from "../../tests/fixtures";
import { entry, openDesk } from "../../tests/window";
import type { CustomerView } from "../lib/api/generated/types";
import { language } from "../lib/i18n/locale.svelte";
// Views are fetched when they are first shown: a busy machine makes them ready before the tests begin.
import "./CompareView.svelte";
import "./CustomerPage.svelte";
import "./KeysDialog.svelte";
import "./NewView.svelte";
import "./WaitingView.svelte";
import "./controllers";
import "./scanned";

beforeEach(() => {
  localStorage.clear();
  language.show("en");
  delete document.documentElement.dataset["ready"];
  return () => vi.unstubAllGlobals();
});

const refusedName = entry({
  chip: { state: "needs_person", reason: "rejected" },
  refusals: [{ field: "names.familyName", code: "too_long", message: "", params: { max: "5" } }],
});
const field = (name: string) => screen.findByRole("textbox", { name });

/** Or its draft would be kept in the middle of the next test. */
async function discard(user: UserEvent) {
  await user.keyboard("{Escape}");
  await user.click(await screen.findByRole("button", { name: "Discard" }));
}

describe("a form that opens by itself", () => {
  it("is_there_before_the_network_has_answered_and_stays_away_from_one_begun_since", async () => {
    let answer: (view: CustomerView) => void = () => undefined;
    const { user } = await openDesk({
      outbox: () => ({ entries: [refusedName] }),
      refresh: () => new Promise((done) => (answer = done)),
    });
    await user.keyboard("{F9}");
    await user.click(await screen.findByRole("button", { name: "Repair" }));
    await user.type(await field("Family name"), "{Escape}");
    await user.click(await screen.findByRole("button", { name: "Edit: Phone and e-mail" }));
    const phone = await field("Phone");
    await user.type(phone, "1");
    answer(customer());
    await user.type(phone, "2");
    expect(phone).toHaveValue("+35191234441712");
    expect(screen.queryByRole("textbox", { name: "Family name" })).toBeNull();
    await discard(user);
  });

  it("asks_before_it_takes_the_place_of_one_that_is_typed_in", async () => {
    const shown = () => customer(maria, { entries: [refusedName] });
    const { user } = await openDesk({ open: shown, refresh: shown });
    await user.click(await screen.findByRole("button", { name: /Maria Sousa/ }));
    await user.click(await screen.findByRole("button", { name: "Edit: Phone and e-mail" }));
    const phone = await field("Phone");
    await user.type(phone, "1");
    await user.click(screen.getByRole("button", { name: "Repair" }));
    const dialog = await screen.findByRole("dialog", { name: "There is unsaved typing here" });
    await user.click(within(dialog).getByRole("button", { name: "Stay here" }));
    expect(phone).toHaveValue("+3519123444171");
    await user.click(screen.getByRole("button", { name: "Repair" }));
    await user.click(await screen.findByRole("button", { name: "Keep the draft" }));
    expect(await field("Family name")).toHaveAttribute("aria-invalid", "true");
  });

  it("opens_no_list_of_which_only_a_part_is_known", async () => {
    const refusedPhone = entry({ ...refusedName, kind: "update-communication", refusals: [] });
    const partial = () => customer(maria, { whole: false });
    let answer: (view: CustomerView) => void = () => undefined;
    const { user } = await openDesk({
      outbox: () => ({ entries: [refusedPhone] }),
      open: partial,
      refresh: () => new Promise((done) => (answer = done)),
    });
    await user.keyboard("{F9}");
    await user.click(await screen.findByRole("button", { name: "Repair" }));
    expect(await screen.findByRole("button", { name: "Edit: Names" })).toBeVisible();
    expect(screen.queryByRole("textbox", { name: "Phone" })).toBeNull();
    answer(customer());
    expect(await field("Phone")).toBeVisible();
  });

  it("leaves_alone_whoever_began_another_while_the_rest_of_a_list_was_fetched", async () => {
    const refusedPhone = entry({ ...refusedName, kind: "update-communication", refusals: [] });
    let answer: (view: CustomerView) => void = () => undefined;
    const { user } = await openDesk({
      outbox: () => ({ entries: [refusedPhone] }),
      open: () => customer(maria, { whole: false }),
      refresh: () => new Promise((done) => (answer = done)),
    });
    await user.keyboard("{F9}");
    await user.click(await screen.findByRole("button", { name: "Repair" }));
    await user.click(await screen.findByRole("button", { name: "Edit: Names" }));
    const name = await field("Family name");
    await user.type(name, "1");
    answer(customer());
    await user.type(name, "2");
    expect(name).toHaveValue("Sousa12");
    expect(screen.queryByRole("dialog")).toBeNull();
    await discard(user);
  });

  it("does_so_once_and_not_again_for_whoever_steps_back", async () => {
    const { user } = await openDesk({
      outbox: () => ({ entries: [refusedName] }),
      save_section: () => ({ op_id: "o2", customer: customer() }),
    });
    await user.keyboard("{F9}");
    await user.click(await screen.findByRole("button", { name: "Repair" }));
    const name = await field("Family name");
    await user.clear(name);
    await user.type(name, "Souza{Control>}s{/Control}");
    await waitFor(() => expect(screen.queryByRole("textbox", { name: "Family name" })).toBeNull());
    await user.keyboard("{F9}");
    await screen.findByRole("button", { name: "Repair" });
    await user.keyboard("{Escape}");
    expect(await screen.findByRole("button", { name: "Edit: Names" })).toBeVisible();
    await new Promise((later) => setTimeout(later));
    expect(screen.queryByRole("textbox", { name: "Family name" })).toBeNull();
  });

  it("does_so_once_where_a_row_was_opened_by_f2", async () => {
    const { user } = await openDesk();
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar");
    await screen.findByRole("option", { name: /Maria Sousa/ });
    await user.keyboard("{ArrowDown}{F2}");
    await field("Family name");
    await user.keyboard("{Escape}{F9}");
    await screen.findByRole("heading", { name: /waiting/i });
    await user.keyboard("{Escape}");
    expect(await screen.findByRole("button", { name: "Edit: Names" })).toBeVisible();
    await new Promise((later) => setTimeout(later));
    expect(screen.queryByRole("textbox", { name: "Family name" })).toBeNull();
  });
});

describe("a dialog over a form", () => {
  const keysDialog = () => screen.findByRole("dialog", { name: "Keys" });

  async function newForm(answers: Parameters<typeof openDesk>[0] = {}) {
    const opened = await openDesk(answers);
    await opened.user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar");
    await screen.findByRole("option", { name: /^New customer/ });
    await opened.user.keyboard("{Control>}{Enter}{/Control}");
    await field("Family name");
    return opened;
  }

  it("has_its_own_keys_and_leaves_the_new_customer_alone", async () => {
    const { user, requests } = await newForm();
    await user.keyboard("{F1}");
    const first = within(await keysDialog()).getAllByRole("button")[0];
    first?.focus();
    await user.keyboard("{Control>}s{/Control}{Escape}");
    expect(screen.getByRole("textbox", { name: "Family name" })).toBeInTheDocument();
    expect(requests("create")).toEqual([]);
    // Whoever has pressed beside everything is still in the dialog.
    first?.blur();
    await user.keyboard("{Control>}s{/Control}{Escape}");
    expect(screen.getByRole("textbox", { name: "Family name" })).toBeInTheDocument();
    expect(requests("create")).toEqual([]);
  });

  it("has_its_own_keys_and_leaves_people_side_by_side_alone", async () => {
    const { user } = await openDesk();
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar");
    await screen.findByRole("option", { name: /Maria Sousa/ });
    await user.keyboard("{Alt>}c{/Alt}");
    await screen.findByRole("heading", { name: "Is it one of these?" });
    await user.keyboard("{F1}");
    within(await keysDialog()).getAllByRole("button")[0]?.focus();
    await user.keyboard("{Escape}");
    await new Promise((later) => setTimeout(later));
    expect(document.documentElement.dataset["view"]).toBe("compare");
  });

  it("has_its_own_keys_and_leaves_the_search_alone", async () => {
    const { user, requests } = await openDesk();
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar");
    await screen.findByRole("option", { name: /Maria Sousa/ });
    await user.keyboard("{F1}");
    within(await keysDialog()).getAllByRole("button")[0]?.focus();
    await user.keyboard("{Alt>}c2{/Alt}");
    await new Promise((later) => setTimeout(later));
    expect(requests("open")).toEqual([]);
    expect(requests("search").at(-1)?.flips).toEqual([]);
  });
});
