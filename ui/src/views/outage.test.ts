import { screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { boot, entry, openDesk, status, type Answers } from "../../tests/window";
import type { HealthView, OutboxActRequest, StatusView } from "../lib/api/generated/types";
import { language } from "../lib/i18n/locale.svelte";
import DeskWindow from "./DeskWindow.svelte";

const phrase = "AB1V-CD23-EF45-GH67-JK89-MN01-PQ23";

const health = (more: Partial<HealthView> = {}): HealthView => ({
  healthy: true, version: "0.1.0", status, store: "open", key_store: "os", phrase: "none",
  mine_bytes: 1, theirs_bytes: 1, index_disk_bytes: 1, index_memory_bytes: 1, encrypted: true, failures: {}, writes_failed: {},
  policy: { use_from: 4, ask_from: -2, shipped_use_from: 4, shipped_ask_from: -2, use_limits: [-10, 10], ask_limits: [-10, 10] },
  problems: [],
  ...more,
});

const desk = (answers: Answers = {}) =>
  openDesk({ recent: () => ({ rows: [] }), outbox_act: () => entry(), health: () => health(), ...answers }, DeskWindow);

/** The two groups that are asked for, as they were shown. */
async function groups(): Promise<[HTMLElement, string][]> {
  const fields = await screen.findAllByRole("textbox", { name: /^Group \d$/ });
  return fields.map((field) => {
    const at = Number(/\d/.exec(document.querySelector(`label[for="${field.id}"]`)?.textContent ?? "")?.[0]);
    return [field, phrase.split("-")[at - 1] ?? ""];
  });
}

beforeEach(() => {
  localStorage.clear();
  language.show("en");
  return () => vi.unstubAllGlobals();
});

describe("rows nobody can read", () => {
  it("are_listed_by_whom_they_concern_and_lead_to_the_customer_by_keyboard", async () => {
    const aside = [
      { key: "o7", kind: "update-names", local_id: "l1", name: "Maria Sousa", at: "2026-11-22T10:42:00Z", why: "unknown kind" },
      { key: "new:1", kind: "draft", why: "a document of another form" },
      { key: "o9", kind: "entry", why: "unknown state" },
    ];
    const { user } = await desk({ outbox: () => ({ entries: [], aside }) });
    await screen.findByRole("combobox", { name: "Search customers" });
    await user.keyboard("{F9}");
    const list = await screen.findByRole("region", { name: "3 rows cannot be read by this version" });
    expect(screen.queryByText("Nothing waits to be sent.")).toBeNull();
    expect(within(list).getByText(/not sent.*newer version/)).toBeVisible();
    const items = within(list).getAllByRole("listitem").map((item) => item.textContent?.replace(/\s+/g, " ").trim());
    expect(items[0]).toMatch(/^Maria Sousa .*Name.* For support: unknown kind Open$/);
    expect(items[1]).toMatch(/^Customer not known here Typed and not saved For support: a document of another form$/);
    expect(items[2]).toMatch(/^Customer not known here Saved here For support: unknown state$/);
    within(list).getByRole("button", { name: "Open" }).focus();
    await user.keyboard("{Enter}");
    // The page behind it is fetched first.
    expect(await screen.findByRole("heading", { name: "Maria Sousa" }, { timeout: 40_000 })).toBeVisible();
  }, 60_000);
});

describe("a disk that does not answer", () => {
  it("is_said_in_the_strip_and_offers_nothing_that_cannot_help", async () => {
    const stuck: StatusView = { ...status, connection: "storage_stuck", waiting: 2 };
    await desk({ boot: () => ({ ...boot, status: stuck }), status: () => stuck });
    await screen.findByRole("combobox", { name: "Search customers" });
    const strip = document.querySelector<HTMLElement>("#strip") as HTMLElement;
    await waitFor(() => expect(strip.dataset["connection"]).toBe("storage_stuck"));
    expect(strip).toHaveTextContent("This computer’s disk does not answer. Nothing can be saved or sent until it does.");
    expect(strip).toHaveTextContent("S-STORAGE");
    expect(within(strip).queryByRole("button")).toBeNull();
  });
});

describe("what somebody kept here until a time", () => {
  it("is_said_to_be_sent_when_that_is_over_and_not_when_it_was_taken_back", async () => {
    let now: StatusView = { ...status, connection: "offline", waiting: 6, held: 2 };
    const { requests } = await desk({ boot: () => ({ ...boot, status: now }), status: () => now });
    await screen.findByRole("combobox", { name: "Search customers" });
    const told = async (next: Partial<StatusView>) => {
      now = { ...now, ...next };
      const asked = requests("status").length;
      await waitFor(() => expect(requests("status").length).toBeGreaterThan(asked + 1), { timeout: 20_000 });
    };
    await told({ waiting: 5, held: 1 });
    expect(screen.queryAllByText("What was held until now is sent.")).toEqual([]);
    await told({ held: 0 });
    expect((await screen.findAllByText("What was held until now is sent."))[0]).toBeVisible();
  }, 60_000);
});

describe("what is wrong with what is kept here", () => {
  it("is_said_under_the_strip_for_as_long_as_it_is_so", async () => {
    const wrong: StatusView = { ...status, faults: ["short", "one_place"] };
    await desk({ boot: () => ({ ...boot, status: wrong }), status: () => wrong });
    await screen.findByRole("combobox", { name: "Search customers" });
    const said = () => [...document.querySelectorAll<HTMLElement>("[data-warning]")].map((one) => one.textContent?.trim());
    await waitFor(() => expect(said()).toHaveLength(2));
    expect(said()[0]).toBe("Saved work is missing from this computer’s outbox. Do not switch the computer off; call your administrator.");
    expect(said()[1]).toMatch(/^What you save lies in one place only/);
  });
});

describe("a decided conflict", () => {
  it("is_asked_about_again_by_one_key_until_it_is_sent", async () => {
    let decided = true;
    const clash = { field: "names.givenName", base: "Maria", mine: "Mariana", theirs: "Marie" };
    const { user, requests } = await desk({
      outbox: () => ({
        entries: [
          decided
            ? entry({ decided: true, unsent: false, attempts: 1 })
            : entry({ chip: { state: "needs_person", reason: "conflict" }, conflicts: [clash] }),
        ],
      }),
      outbox_act: () => {
        decided = false;
        return entry();
      },
    });
    await screen.findByRole("combobox", { name: "Search customers" });
    await user.keyboard("{F9}");
    (await screen.findByRole("button", { name: "Undo the decision" })).focus();
    await user.keyboard("{Control>}z{/Control}");
    expect(await screen.findByRole("radio", { name: /^Take mine for/ })).toBeVisible();
    expect(requests("outbox_act").map(({ act }: OutboxActRequest) => act)).toEqual([{ do: "undo" }]);
    expect(screen.queryByRole("button", { name: "Undo the decision" })).toBeNull();
  });
});

describe("the recovery phrase", () => {
  it("is_reminded_of_in_health_shown_once_and_typed_back_by_keyboard", async () => {
    let stands = "none";
    const { user, requests } = await desk({
      health: () => health({ phrase: stands }),
      phrase_make: () => {
        stands = "shown";
        return { phrase };
      },
      phrase_kept: () => {
        stands = "kept";
        return {};
      },
    });
    await user.click(await screen.findByRole("button", { name: "Health" }));
    (await screen.findByRole("button", { name: "Make it now" })).focus();
    await user.keyboard("{Enter}");
    const dialog = await screen.findByRole("dialog", { name: "Recovery phrase" });
    expect(requests("phrase_make")).toHaveLength(0);
    expect(within(dialog).getByRole("button", { name: "Show the phrase" })).toHaveFocus();
    await user.keyboard("{Enter}");
    const shown = await within(dialog).findAllByRole("listitem");
    expect(shown.map((item) => item.textContent)).toEqual(phrase.split("-"));
    await user.keyboard("{Enter}");
    const fields = await groups();
    expect(fields).toHaveLength(2);
    expect(within(dialog).queryByText("AB1V")).toBeNull();
    expect(fields[0]?.[0]).toHaveFocus();
    for (const [field] of fields) await user.type(field, "ZZZZ");
    await user.keyboard("{Enter}");
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("That is not what was shown");
    expect(requests("phrase_kept")).toHaveLength(0);
    for (const [field, group] of fields) {
      await user.clear(field);
      // As people write: small letters, and an I for a 1.
      await user.type(field, group.toLowerCase().replace("1", "i"));
    }
    await user.keyboard("{Enter}");
    await waitFor(() => expect(requests("phrase_kept")).toHaveLength(1));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await waitFor(() => expect(document.querySelector("[data-reminder]")).toBeNull());
    expect(screen.getByText("written down")).toBeVisible();
  });

  it("says_in_health_that_a_phrase_was_shown_and_nobody_typed_it_back", async () => {
    const { user } = await desk({ health: () => health({ phrase: "shown" }) });
    await user.click(await screen.findByRole("button", { name: "Health" }));
    expect(await screen.findByText(/nobody has shown that it was written down/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Make it now" }));
    expect(await screen.findByText("A phrase made before opens nothing any more.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Later" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("is_offered_once_the_desk_is_set_up_and_may_wait", async () => {
    const { user, requests } = await desk({ boot: () => ({ ...boot, phase: "setup" }), setup_save: () => boot });
    await user.click(await screen.findByRole("button", { name: "Save and start" }));
    expect(await screen.findByRole("heading", { name: "Recovery phrase" })).toBeVisible();
    expect(screen.getByText(/reminds you until it is done/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Later" }));
    expect(await screen.findByRole("combobox", { name: "Search customers" })).toBeVisible();
    expect(requests("phrase_make")).toHaveLength(0);
  });

  it("is_not_offered_to_a_folder_that_has_one", async () => {
    const { user } = await desk({
      boot: () => ({ ...boot, phase: "setup" }),
      setup_save: () => boot,
      health: () => health({ phrase: "kept" }),
    });
    await user.click(await screen.findByRole("button", { name: "Save and start" }));
    expect(await screen.findByRole("combobox", { name: "Search customers" })).toBeVisible();
  });
});
