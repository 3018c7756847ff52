import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { candidate, customer, decision, maria, refused } from "../../tests/fixtures";
import { boot as plain, found, openDesk, rows, status, type Answers } from "../../tests/window";
import type { BootView, CustomerView, EntryView, RowView, SubmissionView } from "../lib/api/generated/types";
import { language } from "../lib/i18n/locale.svelte";
import { keys } from "../lib/keys/keys.svelte";
import DeskWindow from "./DeskWindow.svelte";

const boot: BootView = {
  ...plain,
  profile: {
    id: "autoline",
    title: "Autoline",
    country: "PT",
    language: "pt-PT",
    sections: [{ section: "vehicles", readable: true, writable: false, reason: { code: "read_only", params: {} } }],
    fields: [{ path: "names.familyName", max: 20, required: true, values: [], supported: true }],
    one_per_slot: true,
    one_address_per_kind: true,
  },
};
/** The window alone, of a desk whose network has limits. */
const desk = (answers: Answers = {}) => openDesk({ boot: () => boot, ...answers }, DeskWindow);

beforeEach(() => {
  localStorage.clear();
  language.show("en");
  delete document.documentElement.dataset["ready"];
  return () => vi.unstubAllGlobals();
});

describe("the desk window", () => {
  it("starts_in_the_search_box_with_the_recent_customers_below", async () => {
    await desk();
    expect(await screen.findByRole("combobox", { name: "Search customers" })).toHaveFocus();
    expect(await screen.findByRole("button", { name: /Mário Souza/ })).toBeVisible();
  });

  it("walks_the_rows_by_arrow_and_opens_one_by_enter", async () => {
    const { user, requests } = await desk();
    const box = await screen.findByRole("combobox", { name: "Search customers" });
    await user.type(box, "mar 4417");
    const list = await screen.findByRole("listbox", { name: "Results" });
    const options = await within(list).findAllByRole("option");
    expect(options.map((option) => option.getAttribute("aria-selected"))).toEqual(["false", "false", "false"]);
    expect(options.at(-1)).toHaveAccessibleName(/New customer: mar, …4417/);
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(box).toHaveAttribute("aria-activedescendant", "option-l2");
    expect(box).toHaveFocus();
    await user.keyboard("{ArrowUp}{Enter}");
    expect(await screen.findByRole("heading", { name: "Maria Sousa" })).toBeVisible();
    expect(requests("open")[0]).toEqual({ id: "l1" });
  });

  it("draws_the_rows_in_sight_first_and_the_others_when_the_fingers_rest", async () => {
    const many = Array.from({ length: 50 }, (_, at) => ({ ...(rows[0] as RowView), local_id: `l${at}` }));
    const { user } = await desk({ search: ({ generation }) => ({ ...found(generation), rows: many, more: true }) });
    const here = () => within(screen.getByRole("listbox", { name: "Results" })).getAllByRole("option").length - 1;
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar");
    await waitFor(() => expect(here()).toBe(Math.ceil(window.innerHeight / 60)));
    expect(screen.queryByText(/first 50/i)).toBeNull();
    await waitFor(() => expect(here()).toBe(50));
    await user.keyboard("i");
    await waitFor(() => expect(here()).toBeLessThan(50));
    // Nobody has to wait for a row: the highlight brings it.
    await user.keyboard("{ArrowUp}{ArrowUp}");
    expect(here()).toBe(50);
  });

  it("opens_nobody_who_came_under_a_press_that_began_on_somebody_else", async () => {
    let shown = rows;
    const { user, requests } = await desk({ search: ({ generation }) => ({ ...found(generation), rows: shown }) });
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar");
    const first = await screen.findByRole("option", { name: /Maria Sousa/ });
    await user.pointer({ keys: "[MouseLeft>]", target: first });
    shown = [...rows].reverse();
    await user.keyboard("{F5}");
    await waitFor(() => expect(first).toHaveAccessibleName(/Mário Souza/));
    await user.pointer({ keys: "[/MouseLeft]", target: first });
    expect(requests("open")).toEqual([]);
    await user.click(first);
    await waitFor(() => expect(requests("open")[0]).toEqual({ id: "l2" }));
  });

  it("begins_no_new_customer_under_a_press_that_began_on_a_row", async () => {
    const { user } = await desk();
    const last = () => screen.findByRole("option", { name: /^New customer/ });
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar");
    await user.click(await last());
    await screen.findByRole("textbox", { name: "Family name" });
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    const row = await screen.findByRole("option", { name: /Maria Sousa/ });
    await fireEvent.pointerDown(row);
    await fireEvent.click(await last());
    await user.keyboard("{ArrowDown}");
    expect(document.documentElement.dataset["view"]).toBe("search");
    await fireEvent.pointerDown(await last());
    await fireEvent.click(row);
    await user.keyboard("{ArrowDown}");
    expect(document.documentElement.dataset["view"]).toBe("search");
  });

  it("leads_to_no_form_of_a_new_customer_before_somebody_was_searched_for", async () => {
    const { user } = await desk();
    const box = await screen.findByRole("combobox", { name: "Search customers" });
    await user.type(box, "  {Control>}{Enter}{/Control}");
    expect(await screen.findByText("Search first: a name, a phone number, whatever you have.")).toBeVisible();
    expect(box).toHaveFocus();
    expect(document.documentElement.dataset["view"]).toBe("search");
    expect(screen.queryByRole("textbox", { name: "Family name" })).toBeNull();
  });

  it("looks_at_a_highlighted_row_by_space_and_types_a_space_otherwise", async () => {
    const view = (id: string) => ({
      row: { ...(rows[0] as RowView), local_id: id, birth_year: "1980" },
      channels: [{ kind: "phone" as const, line: "mobile" as const, use: "home" as const, tail: "…4417", preferred: true }],
      addresses: maria.addresses ?? [],
      vehicles: [{ name: "Golf 2019", plate: "AA-11-BB" }],
      whole: true,
    });
    const { user, requests } = await desk({ peek: ({ id }) => view(id) });
    const box = await screen.findByRole("combobox", { name: "Search customers" });
    await user.type(box, "mar 4417");
    expect(box).toHaveValue("mar 4417");
    await screen.findAllByRole("option");
    await user.keyboard("{ArrowDown} ");
    const panel = await screen.findByRole("complementary", { name: "A look at this row" });
    expect(await within(panel).findByText("…4417 · mobile · private")).toBeVisible();
    expect(within(panel).getByText("Golf 2019 · AA-11-BB")).toBeVisible();
    expect(panel).not.toHaveTextContent("912344417");
    expect(box).toHaveFocus();
    expect(box).toHaveValue("mar 4417");
    await waitFor(() => expect(document.querySelector("#live")).toHaveTextContent(/Maria Sousa\. .*Golf 2019/));
    // It goes along with the highlight, and Esc takes it off before the highlight.
    await user.keyboard("{ArrowDown}");
    await waitFor(() => expect(requests("peek").map((one) => one.id)).toEqual(["l1", "l2"]));
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("complementary", { name: "A look at this row" })).toBeNull();
    expect(box).toHaveAttribute("aria-activedescendant", "option-l2");
    await user.keyboard("{ArrowRight}");
    expect(await screen.findByRole("complementary", { name: "A look at this row" })).toBeVisible();
    // Typing goes on as if nothing had been.
    await user.keyboard("5 6");
    expect(box).toHaveValue("mar 44175 6");
    expect(screen.queryByRole("complementary", { name: "A look at this row" })).toBeNull();
    expect(requests("open")).toEqual([]);
  });

  it("flips_a_reading_by_alt_and_its_number", async () => {
    const { user, requests } = await desk();
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar 4417");
    await screen.findByTitle("Read “4417” as postcode instead");
    await user.keyboard("{Alt>}2{/Alt}");
    await waitFor(() => expect(requests("search").at(-1)?.flips).toEqual([{ index: 1, meaning: "postcode" }]));
  });

  it("edits_one_section_by_keyboard_and_shows_what_was_refused", async () => {
    let refuse = true;
    const { user, requests } = await desk({
      save_section: () => {
        if (refuse) return Promise.reject(refused("channels[0].value", "phone_unreadable"));
        return { op_id: "o1", customer: customer(maria, { chip: { state: "waiting" } }) };
      },
    });
    await user.click(await screen.findByRole("button", { name: /Maria Sousa/ }));
    const section = await screen.findByRole("region", { name: "Phone and e-mail" });
    section.focus();
    await user.keyboard("{F2}");
    const phone = await within(section).findByRole("textbox", { name: "Phone" });
    expect(phone).toHaveAttribute("name", "channels[0].value");
    await waitFor(() => expect(phone).toHaveFocus());
    await user.clear(phone);
    await user.type(phone, "x");
    await user.keyboard("{Control>}s{/Control}");
    const summary = await within(section).findByRole("alert");
    await waitFor(() => expect(summary).toHaveFocus());
    expect(phone).toHaveAccessibleDescription(/No phone number can be read from it/);
    expect(phone).toHaveValue("x");
    refuse = false;
    await user.clear(phone);
    await user.type(phone, "+351911000111");
    await user.keyboard("{Control>}s{/Control}");
    await waitFor(() => expect(document.querySelector("#customer-chip")).toHaveTextContent("Waiting"));
    expect(requests("save_section").at(-1)?.value).toEqual([
      { ...maria.channels?.[0], value: "+351911000111" },
      maria.channels?.[1],
    ]);
  });

  it("edits_the_name_by_f2_where_no_section_has_the_focus", async () => {
    const { user } = await desk();
    await user.click(await screen.findByRole("button", { name: /Maria Sousa/ }));
    await waitFor(() => expect(screen.getByRole("heading", { name: "Maria Sousa" })).toHaveFocus());
    await user.keyboard("{F2}");
    await waitFor(() => expect(screen.getByRole("textbox", { name: "Given name" })).toBeVisible());
    // A form that is open is not left by the same key.
    await user.keyboard("{F2}");
    expect(screen.getByRole("textbox", { name: "Given name" })).toBeVisible();
  });

  it("edits_a_highlighted_row_by_f2_without_waiting_for_the_network", async () => {
    const company: CustomerView = { ...customer({ kind: "company", company: { name: "Lopes Lda" } }), name: "Lopes Lda" };
    const { user } = await desk({ open: () => company, refresh: () => new Promise<CustomerView>(() => undefined) });
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar 4417");
    await screen.findByRole("option", { name: /Maria Sousa/ });
    await user.keyboard("{F2}");
    expect(document.documentElement.dataset["view"]).toBe("search");
    await user.keyboard("{ArrowDown}{F2}");
    const section = await screen.findByRole("region", { name: "Company" });
    await waitFor(() => expect(within(section).getAllByRole("textbox")[0]).toHaveValue("Lopes Lda"));
  });

  it("asks_before_typing_is_left_and_keeps_it_as_a_draft", async () => {
    const { user, kept } = await desk();
    await user.click(await screen.findByRole("button", { name: /Maria Sousa/ }));
    await user.click(await screen.findByRole("button", { name: "Edit: Names" }));
    await user.type(await screen.findByRole("textbox", { name: "Family name" }), " Lopes");
    await user.keyboard("{Control>}k{/Control}");
    const dialog = await screen.findByRole("dialog", { name: "There is unsaved typing here" });
    expect(within(dialog).getByRole("button", { name: "Stay here" })).toHaveFocus();
    await user.click(within(dialog).getByRole("button", { name: "Keep the draft" }));
    expect(await screen.findByRole("combobox", { name: "Search customers" })).toHaveFocus();
    expect([...kept.keys()]).toEqual(["edit:l1:names"]);
    expect(await screen.findByText("Names, not saved")).toBeVisible();
  });

  it("greys_a_section_the_network_cannot_change_and_says_why", async () => {
    const { user } = await desk();
    await user.click(await screen.findByRole("button", { name: /Maria Sousa/ }));
    const button = await screen.findByRole("button", { name: "Edit: Vehicles" });
    expect(button).toBeDisabled();
    expect(button).toHaveAccessibleDescription("This DMS connection shows this, but takes no changes.");
  });

  it("lets_nobody_be_created_over_a_strong_candidate_without_a_choice", async () => {
    const { user, requests } = await desk({
      search: ({ generation }) => ({
        ...found(generation),
        rows: [],
        readings: [{ text: "Maria Sousa", as: "name", value: "maria sousa" }],
      }),
      create: ({ different_from }) =>
        different_from.length === 0
          ? { outcome: "candidates", decision: { ...decision([candidate()]), question: "vehicle" } }
          : { outcome: "queued", op_id: "o1", local_id: "n1", chip: { state: "waiting" } },
    });
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "Maria Sousa");
    await screen.findByRole("option", { name: /New customer: Maria Sousa/ });
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByRole("textbox", { name: "Family name" })).toHaveValue("Sousa");
    await user.keyboard("{Control>}s{/Control}");
    expect(await screen.findByRole("heading", { name: "Is it one of these?" })).toBeVisible();
    expect(screen.getByText("Which car do you drive today?")).toBeVisible();
    await user.keyboard("{Alt>}d{/Alt}");
    await user.click(await screen.findByRole("radio", { name: "Another reason" }));
    await user.type(await screen.findByRole("textbox", { name: "In a few words" }), "Her daughter");
    await user.click(screen.getByRole("button", { name: "It is another person" }));
    await waitFor(() =>
      expect(requests("create").map((one) => [one.different_from, one.reasons])).toEqual([
        [[], {}],
        [["01-16203"], { "01-16203": "Her daughter" }],
      ]),
    );
    expect(await screen.findByRole("heading", { name: "Maria Sousa" })).toBeVisible();
  });

  it("brings_what_was_typed_to_the_customer_chosen_and_back_into_the_form", async () => {
    const { user, kept } = await desk({
      search: ({ generation }) => ({
        ...found(generation),
        rows: [],
        readings: [{ text: "Maria Sousa", as: "name", value: "maria sousa" }],
      }),
      decide: ({ generation }) => decision([candidate()], generation),
    });
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "Maria Sousa");
    await screen.findByRole("option", { name: /New customer: Maria Sousa/ });
    await user.keyboard("{Control>}{Enter}{/Control}");
    await user.type(await screen.findByRole("textbox", { name: "Phone" }), "911 000 111");
    await waitFor(() => expect(document.querySelector("[data-candidate]")).not.toBeNull());
    await user.keyboard("{Alt>}u{/Alt}");
    const panel = await screen.findByRole("region", { name: "From what you typed" });
    expect(within(panel).getByText(/911 000 111/)).toBeVisible();
    expect([...kept.values()].map((draft) => draft.value)).toMatchObject([{ chosen: { localId: "l1" } }]);
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    expect(await screen.findByRole("textbox", { name: "Phone" })).toHaveValue("911 000 111");
    expect(screen.getByRole("textbox", { name: "Family name" })).toHaveValue("Sousa");
    expect([...kept.values()].map((draft) => draft.value)).not.toMatchObject([{ chosen: { localId: "l1" } }]);
  });

  it("offers_on_the_first_page_what_a_crash_left_untaken", async () => {
    const { user, kept } = await desk({
      drafts: () => ({
        drafts: [
          {
            key: "new:d1",
            value: {
              draft: "d1",
              record: { names: { givenName: "Maria", familyName: "Sousa" } },
              chosen: {
                localId: "l1",
                from: "customer",
                left: { kind: "person", channels: [{ kind: "phone", use: "work", value: "222 333 444" }] },
              },
            },
          },
        ],
      }),
    });
    await user.click(await screen.findByRole("button", { name: /Typed for Maria Sousa, not taken over yet/ }));
    const panel = await screen.findByRole("region", { name: "Typed by the customer" });
    await user.click(within(panel).getByRole("button", { name: /^Edit in the form/ }));
    const section = await screen.findByRole("region", { name: "Phone and e-mail" });
    await waitFor(() => expect(within(section).getAllByRole("textbox", { name: "Phone" }).at(-1)).toHaveValue("222 333 444"));
    await waitFor(() => expect(screen.queryByRole("region", { name: "Typed by the customer" })).toBeNull());
    expect([...kept.keys()]).toEqual(["edit:l1:communication"]);
  });

  it("says_that_a_colleague_has_a_draft_and_shows_nothing_of_it", async () => {
    const others = [{ by: "Ana", customer: "l1" }, { by: "Ana", customer: "l1" }, { by: "Ben", customer: "l2" }, { by: "Kim" }];
    const { user } = await desk({ drafts: () => ({ drafts: [], others }) });
    await user.click(await screen.findByRole("button", { name: /Maria Sousa/ }));
    expect(await screen.findByText("Ana has a draft for this customer")).toBeVisible();
    expect(screen.queryByText("Draft kept")).toBeNull();
    expect(screen.queryByText(/^(Ben|Kim) has a draft/)).toBeNull();
  });

  it("explains_a_copy_that_cannot_be_opened_step_by_step", async () => {
    let tries = 0;
    const { user } = await desk({
      boot: () => {
        tries += 1;
        if (tries > 1) return boot;
        return { ...boot, phase: "locked", locked: { code: "keyring_unavailable", message: "no such service" } };
      },
    });
    expect(
      await screen.findByRole("heading", { name: "This computer cannot open its protected copy." }),
    ).toBeVisible();
    expect(screen.getAllByRole("listitem")).toHaveLength(3);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("combobox", { name: "Search customers" })).toBeVisible();
  });

  it("leads_through_the_first_run", async () => {
    const { user, requests } = await desk({
      boot: () => ({ ...boot, phase: "setup" }),
      setup: () => ({ values: {}, configured: {} }),
      setup_check: () => ({
        ok: true,
        lines: [{ step: "tcp", ok: true, tried: true, detail: "", took_ms: 4 }],
        fields: [],
      }),
      setup_save: () => boot,
    });
    await user.click(await screen.findByRole("radio", { name: /myKaarma/ }));
    await user.type(screen.getByRole("textbox", { name: "Department" }), "dep-sample");
    await user.type(screen.getByRole("textbox", { name: "User name" }), "desk");
    await user.type(screen.getByLabelText("Password"), "desk-secret");
    await user.click(screen.getByRole("button", { name: "Check the connection" }));
    expect(await screen.findByText("All passed. You can save.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Save and start" }));
    expect(await screen.findByRole("combobox", { name: "Search customers" })).toBeVisible();
    expect(requests("setup_save")[0]).toMatchObject({
      network: "mykaarma",
      base_url: "https://api.mykaarma.com/customer/v2",
      department_uuid: "dep-sample",
      identity: "desk",
      secret: "desk-secret",
    });
  });

  it("speaks_german_at_a_press_and_remembers_it", async () => {
    const { user } = await desk();
    await user.selectOptions(await screen.findByRole("combobox", { name: "Language" }), "de");
    expect(await screen.findByRole("combobox", { name: "Kunden suchen" })).toBeVisible();
    expect(document.documentElement.lang).toBe("de");
    expect(localStorage.getItem("showroom.language")).toBe("de");
  });

  it("says_what_an_empty_waiting_list_means", async () => {
    const { user } = await desk();
    await screen.findByRole("combobox", { name: "Search customers" });
    await user.keyboard("{F9}");
    expect(await screen.findByText("Nothing waits to be sent.")).toBeVisible();
    await user.keyboard("{Escape}");
    expect(await screen.findByRole("combobox", { name: "Search customers" })).toBeVisible();
  });

  it("decides_a_conflict_by_alt_and_a_number_and_shows_what_comes_of_it", async () => {
    const field = (name: string) => ({ field: `names.${name}`, base: `${name} before`, mine: `${name} mine`, theirs: `${name} theirs` });
    const clash: EntryView = {
      op_id: "o1",
      kind: "update-names",
      local_id: "l1",
      name: "Maria Sousa",
      chip: { state: "needs_person", reason: "conflict" },
      age_s: 60,
      attempts: 0,
      refusals: [],
      conflicts: [field("givenName"), field("middleName"), field("familyName")],
      candidates: [],
      here: false,
      unsent: true,
      differs: [],
      twins: [],
    };
    const { user, requests } = await desk({ outbox: () => ({ entries: [clash] }), outbox_act: () => clash });
    await screen.findByRole("combobox", { name: "Search customers" });
    await user.keyboard("{F9}");
    const result = (await screen.findByRole("rowheader", { name: "Result" })).closest("tr");
    expect(screen.getByTitle("State S-CONFLICT")).toHaveTextContent("Changed in DMS too");
    const decide = screen.getByRole("button", { name: "Save the decision" });
    expect(decide).toBeDisabled();
    expect(screen.getByText(/^Alt\+1 takes what was before, Alt\+2 mine, Alt\+3 the DMS’s\./)).toBeVisible();
    keys.keep({ take_mine: ["Alt+M"] });
    expect(await screen.findByText(/^Alt\+1 takes what was before, Alt\+M mine, Alt\+3 the DMS’s\./)).toBeVisible();
    keys.keep({ take_mine: [] });
    await waitFor(() => expect(screen.queryByText(/takes what was before/)).toBeNull());
    expect(screen.getByText(/Everything else has been merged/)).toBeVisible();
    keys.keep({});
    screen.getByRole("radio", { name: "Take mine for Given name" }).focus();
    await user.keyboard("{Alt>}3{/Alt}");
    expect(result).toHaveTextContent("givenName theirs");
    await waitFor(() => expect(document.activeElement?.closest("[data-conflict]")).toHaveAttribute("data-conflict", "names.middleName"));
    await user.keyboard("{Alt>}1{/Alt}");
    await waitFor(() => expect(document.activeElement?.closest("[data-conflict]")).toHaveAttribute("data-conflict", "names.familyName"));
    await user.keyboard("{Alt>}2{/Alt}");
    expect(result).toHaveTextContent(/givenName theirs.*middleName before.*familyName mine/);
    await waitFor(() => expect(decide).toHaveFocus());
    await user.keyboard("{Enter}");
    const fields = [
      { field: "names.givenName", side: "theirs" },
      { field: "names.middleName", side: "base" },
      { field: "names.familyName", side: "mine" },
    ];
    await waitFor(() => expect(requests("outbox_act")).toEqual([{ op_id: "o1", act: { do: "resolve", fields } }]));
  });

  it("says_how_complete_each_answer_is", async () => {
    const answers = [
      { complete: false, total: 212, words: "first 1 of 212" },
      { complete: false, words: "first 1, more exist" },
      { complete: true, words: "1 found, complete" },
    ];
    let at = 0;
    const { user } = await desk({
      search: ({ generation }) => ({ ...found(generation), customers: 18_240, as_of: new Date().toISOString() }),
      search_network: ({ generation }) => {
        const { words: _, ...answer } = answers[at] as (typeof answers)[0];
        return { generation, state: "answered", took_ms: 5, rows: [{ ...(rows[0] as RowView), local_id: "l9" }], ...answer };
      },
    });
    const box = await screen.findByRole("combobox", { name: "Search customers" });
    await user.type(box, "mar");
    const here = await screen.findByRole("group", { name: /18,240 customers searched on this desk\s*copy of/ });
    expect(within(here).getAllByRole("option")).toHaveLength(2);
    for (at = 0; at < answers.length; at += 1) {
      await user.keyboard("{F5}");
      await waitFor(() => expect(screen.getByRole("group", { name: new RegExp(`^DMS\\s*${answers[at]?.words}`) })).toBeVisible());
    }
  });

  it("says_beside_the_rows_how_long_the_last_search_took_here_and_in_the_dms", async () => {
    const { user } = await desk({
      search: ({ generation }) => ({ ...found(generation), took_us: 2_900 }),
      search_network: ({ generation }) => ({ generation, state: "answered", complete: true, took_ms: 640, rows: [] }),
    });
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar");
    expect(await screen.findByRole("group", { name: /5,000 customers searched on this desk\s*3 ms/ })).toBeVisible();
    expect(await screen.findByRole("group", { name: /^DMS.*640 ms/ })).toBeVisible();
  });

  it("keeps_in_the_strip_how_long_the_last_search_took_and_what_is_usual_at_this_desk", async () => {
    const { user } = await desk({
      search: ({ generation }) => ({ ...found(generation), took_us: 2_900, p95_us: 11_200 }),
      search_network: ({ generation }) => ({ generation, state: "answered", complete: true, took_ms: 640, rows: [] }),
    });
    const box = await screen.findByRole("combobox", { name: "Search customers" });
    expect(document.querySelector("#speed")).toBeNull();
    await user.type(box, "mar");
    const words = "Last search: 3 ms here, 640 ms DMS · 95 % here within 12 ms";
    expect(await screen.findByText(words)).toBeVisible();
    await user.clear(box);
    expect(screen.getByText(words)).toBeVisible();
  });

  it("claims_no_time_of_a_network_that_did_not_answer", async () => {
    const { user } = await desk({
      search: ({ generation }) => ({ ...found(generation), took_us: 2_900 }),
      search_network: ({ generation }) => ({ generation, state: "offline", complete: false, took_ms: 4_000, rows: [] }),
    });
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar");
    await screen.findByText("not asked: offline");
    expect(screen.getByText("Last search: 3 ms here")).toBeVisible();
  });

  it("says_in_a_row_until_when_a_customer_is_kept_here", async () => {
    const held = { until: new Date(2031, 4, 12, 14, 0).toISOString(), because: "test drive" };
    const { user } = await desk({
      search: ({ generation }) => {
        const view = found(generation);
        return { ...view, rows: view.rows.map((row, at) => (at === 0 ? { ...row, chip: { state: "waiting" as const }, held } : row)) };
      },
    });
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar");
    expect(await screen.findByText(/^Kept here until .*2031$/)).toBeVisible();
  });

  it("tells_by_alt_i_where_the_field_in_focus_comes_from_and_gives_the_focus_back", async () => {
    const at = new Date(2020, 2, 12, 9, 12).toISOString();
    const written = [{ path: "names.familyName", at, who: "Ana", kiosk: false, state: "waiting" as const, copied: false }];
    const view = () => customer(undefined, { sources: { copy: { from: "full", at }, written } });
    const { user } = await desk({ open: view, refresh: view });
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar");
    await screen.findAllByRole("option");
    await user.keyboard("{ArrowDown}{F2}");
    const field = await screen.findByLabelText("Family name");
    field.focus();
    await user.keyboard("{Alt>}i{/Alt}");
    const dialog = await screen.findByRole("dialog", { name: "Where this comes from" });
    expect(within(dialog).getByText(/^typed at this desk by Ana/)).toBeVisible();
    expect(within(dialog).queryByText("Given name")).toBeNull();
    await user.click(within(dialog).getByRole("button", { name: "Close" }));
    expect(field).toHaveFocus();
  });

  it("says_that_the_network_was_not_asked_and_why", async () => {
    const { user } = await desk({
      search_network: ({ generation }) => ({ generation, state: "offline", complete: false, took_ms: 0, rows: [] }),
    });
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar");
    expect(await screen.findByText("not asked: offline")).toBeVisible();
  });

  const card = (id: string, name: string): SubmissionView => ({
    id,
    code: id.toUpperCase(),
    received_at: "",
    age_s: 40,
    language: "en",
    name,
    record: { kind: "person", names: { givenName: "Maria", familyName: "Sousa" }, channels: [{ kind: "phone", use: "home", line: "mobile", value: "911 000 111" }] },
    readable: true,
    statement: "2026-11",
    consent: {},
    channels: [],
  });

  it("counts_a_cards_matches_at_this_desk_and_asks_the_network_when_it_is_opened", async () => {
    let answer: () => void = () => {};
    const { user, requests } = await desk({
      submissions: () => ({ submissions: [card("a7k", "Maria Sousa")] }),
      submission_review: () => ({ submission: card("a7k", "Maria Sousa"), matches: 1, doubts: [] }),
      decide: () => new Promise((done) => (answer = () => done({ ...decision([candidate()]), network: "answered", tree: { branch: "none", ids: [] } }))),
    });
    await user.click(await screen.findByRole("button", { name: "Kiosk cards" }));
    expect(await screen.findByText("1 possible match at this desk")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Check" }));
    expect(await screen.findByRole("button", { name: "Asking the DMS…" })).toHaveAttribute("aria-busy", "true");
    expect(requests("decide").at(-1)).toMatchObject({ local_only: false });
    answer();
    expect(await screen.findByText("Looked for at this desk and in the DMS.")).toBeVisible();
    expect(screen.getByText("Rule and evidence disagree: you decide.")).toBeVisible();
  });

  it("leads_from_use_to_a_choice_for_each_field_and_sends_only_that", async () => {
    const { user, requests } = await desk({
      submissions: () => ({ submissions: [card("a7k", "Maria Sousa")] }),
      decide: () => decision([candidate()]),
      submission_close: () => ({}),
      save_section: () => ({ op_id: "o1", customer: customer() }),
    });
    await user.click(await screen.findByRole("button", { name: "Kiosk cards" }));
    await user.click(await screen.findByRole("button", { name: "Check" }));
    await screen.findByRole("table");
    await user.keyboard("{Alt>}u{/Alt}");
    const panel = await screen.findByRole("region", { name: "Typed by the customer" });
    const replace = await within(panel).findByRole("radio", { name: /^Replace/ });
    expect(replace).toHaveFocus();
    expect(within(panel).getByRole("button", { name: /^Save/ })).toBeDisabled();
    await user.keyboard("{Alt>}1{/Alt}");
    await waitFor(() => expect(within(panel).getByRole("button", { name: /^Save 1 change/ })).toHaveFocus());
    await user.keyboard("{Control>}s{/Control}");
    await waitFor(() => expect(requests("save_section")).toHaveLength(1));
    expect(requests("submission_close")).toEqual([{ id: "a7k", outcome: "accepted", used: candidate().local_id }]);
    expect(requests("save_section")[0]).toMatchObject({
      section: "communication",
      value: [{ kind: "phone", use: "home", line: "mobile", value: "911 000 111" }, maria.channels?.[1]],
    });
    await waitFor(() => expect(screen.queryByRole("region", { name: "Typed by the customer" })).toBeNull());
    expect(screen.getByRole("heading", { name: "Maria Sousa" })).toHaveFocus();
  });

  it("says_what_brings_a_visitor_here_and_shows_a_card_that_cannot_be_read", async () => {
    const cards = [{ ...card("a7k", "Maria Sousa"), reason: "service", plate: "AB12 CDE" }, { ...card("b2m", ""), readable: false }];
    const { user, requests } = await desk({
      submissions: () => ({ submissions: cards }),
      submission_review: () => ({ submission: card("a7k", "Maria Sousa"), matches: 2, doubts: [] }),
    });
    await user.click(await screen.findByRole("button", { name: "Kiosk cards" }));
    expect(await screen.findByText("2 possible matches at this desk")).toBeVisible();
    for (const text of ["Service", "AB12 CDE", "This card cannot be read"]) expect(screen.getByText(text)).toBeVisible();
    expect(screen.getAllByRole("button", { name: "Check" })[1]).toBeDisabled();
    expect(requests("submission_review")).not.toContainEqual({ id: "b2m" });
  });

  it("shows_that_a_visitor_rang_until_somebody_says_that_they_go", async () => {
    const rung = { ...boot, status: { ...status, help: "2026-11-22T10:00:00Z" } };
    const { user, requests } = await desk({ boot: () => rung, kiosk_help_answer: () => ({}) });
    expect(await screen.findByText("A visitor at the kiosk asks for help.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "I’m going" }));
    expect(requests("kiosk_help_answer")).toHaveLength(1);
    await waitFor(() => expect(screen.queryByText("A visitor at the kiosk asks for help.")).toBeNull());
  });

  it("leaves_the_focus_on_the_next_row_when_one_goes", async () => {
    let cards = [card("a7k", "Maria Sousa"), card("b2m", "Jonas Weber")];
    const { user } = await desk({
      submissions: () => ({ submissions: cards }),
      submission_close: ({ id }) => {
        cards = cards.filter((one) => one.id !== id);
        return {};
      },
    });
    await user.click(await screen.findByRole("button", { name: "Kiosk cards" }));
    const first = (await screen.findAllByRole("button", { name: "Dismiss" }))[0] as HTMLElement;
    first.focus();
    await user.keyboard("{Enter}");
    const dialog = await screen.findByRole("dialog", { hidden: true });
    await user.type(within(dialog).getByRole("textbox", { hidden: true }), "a test{Enter}");
    await waitFor(() => expect(screen.queryByText("Maria Sousa")).toBeNull());
    await waitFor(() => expect(screen.getByRole("button", { name: "Check" })).toHaveFocus());
  });

  it("opens_no_list_of_which_only_a_part_is_known", async () => {
    const part = () => customer(maria, { whole: false });
    const { user } = await desk({ open: part, refresh: part });
    await user.click(await screen.findByRole("button", { name: /Mário Souza/ }));
    const section = await screen.findByRole("region", { name: "Phone and e-mail" });
    await user.click(within(section).getByRole("button", { name: "Edit: Phone and e-mail" }));
    expect(await screen.findByText("Not all of it is here yet: changing it needs the DMS.", { selector: "#toasts *" })).toBeVisible();
    expect(within(section).queryByRole("textbox")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Edit: Names" }));
    expect(await screen.findByRole("textbox", { name: "Family name" })).toBeVisible();
  });

  it("says_how_much_of_the_copy_search_does_not_know_yet", async () => {
    const { user } = await desk({
      search: ({ generation }) => ({ ...found(generation), customers: 18_240, as_of: new Date().toISOString(), pending: 3_000 }),
    });
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar");
    expect(await screen.findByText("18,240 customers searched on this desk")).toBeVisible();
    expect(screen.getByText("the last 3,000 changes are being taken in")).toBeVisible();
    expect(screen.getByText(/^copy of \d\d:\d\d/)).toBeVisible();
  });

  it("calls_rows_without_an_import_no_copy", async () => {
    const { user } = await desk({
      search: ({ generation }) => ({ ...found(generation), customers: 12, newest: new Date().toISOString() }),
    });
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar");
    expect(await screen.findByText(/^newest of \d\d:\d\d/)).toBeVisible();
    expect(screen.queryByText(/^copy of/)).toBeNull();
  });

  it("keeps_what_is_said_of_people_side_by_side_whatever_it_is", async () => {
    const both = [candidate(), candidate({ local_id: "l2", id: "01-16377", row: { ...(rows[1] as RowView) } })];
    const { user, requests } = await desk({
      decide: ({ generation }) => ({ ...decision(both, generation), network: "answered", complete: true }),
      receipt_keep: () => ({ id: "r1" }),
      duplicate_note: () => ({}),
      receipts: () => ({ rows: [] }),
      verdicts: () => ({ rows: [] }),
    });
    const box = await screen.findByRole("combobox", { name: "Search customers" });
    await user.type(box, "mar 4417");
    await screen.findAllByRole("option");
    await waitFor(() => expect(requests("search_network").at(-1)).toMatchObject({ text: "mar 4417" }));
    await user.keyboard("{Alt>}c{/Alt}");
    // Two who look like one person are noted for whoever can join them.
    await user.click(await screen.findByRole("button", { name: "Same person as Maria Sousa?" }));
    expect(await screen.findByText("Noted as stored twice", { selector: "th *" })).toBeVisible();
    expect(requests("duplicate_note")).toEqual([{ one: "l1", other: "l2" }]);
    await user.keyboard("{Alt>}m{/Alt}");
    await waitFor(() => expect(requests("receipt_keep")).toHaveLength(1));
    expect(requests("receipt_keep")[0]).toMatchObject({ said: "unsure", shown: ["l1", "l2"] });
    expect(await screen.findByRole("combobox", { name: "Search customers" })).toBeVisible();
    await user.keyboard("{Alt>}c{/Alt}");
    await screen.findByRole("button", { name: /^Use this/, description: "Use Maria Sousa" });
    await user.keyboard("{Alt>}u{/Alt}");
    await waitFor(() => expect(requests("receipt_keep")).toHaveLength(2));
    expect(requests("receipt_keep")[1]).toMatchObject({ said: "use", chosen: "01-16203", network: "answered", complete: true });
  });

  it("says_why_somebody_who_was_ruled_out_is_asked_about_again", async () => {
    const again = candidate({ asked_again: ["phone"] });
    const { user } = await desk({ decide: ({ generation }) => decision([again], generation) });
    await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar 4417");
    await screen.findAllByRole("option");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByText("Asked again: phone changed")).toBeVisible();
  });
});
