import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { core } from "../../tests/fixtures";
import HealthUnderTest from "../../tests/HealthUnderTest.svelte";
import type { HealthView } from "../lib/api/generated/types";
import { language } from "../lib/i18n/locale.svelte";

const health: HealthView = {
  healthy: true,
  version: "1",
  status: { connection: "online", waiting: 0, held: 0, sending: 0, checking: 0, needs_person: 0, submissions: 0, customers: 3 },
  store: "open",
  key_store: "os",
  mine_bytes: 1,
  theirs_bytes: 1,
  index_disk_bytes: 1,
  index_memory_bytes: 1,
  encrypted: true,
  failures: {},
  writes_failed: {},
  policy: { use_from: 4, ask_from: -2, shipped_use_from: 4, shipped_ask_from: -2, use_limits: [2, 13], ask_limits: [-6, 2] },
  problems: [],
};

function page(more: Partial<HealthView> = {}, answers: Parameters<typeof core>[0] = {}) {
  const fake = core({ health: () => ({ ...health, ...more }), ...answers });
  render(HealthUnderTest, { call: fake.call });
  return fake;
}

const fact = async (name: string) => (await screen.findByText(name)).nextElementSibling;

beforeEach(() => language.show("en"));

describe("the health page", () => {
  it("tells_how_fast_this_desk_and_the_dms_were_of_late", async () => {
    page({ speed_here: { count: 500, p50: 2_900, p95: 7_400 }, speed_dms: { count: 12, p50: 640, p95: 1_210 } });
    expect(await fact("Searches here")).toHaveTextContent("half within 2.9 ms, 95 % within 7.4 ms (last 500)");
    expect(await fact("Answers of the DMS")).toHaveTextContent("half within 640 ms, 95 % within 1,210 ms (last 12)");
  });

  it("says_when_this_desk_searches_more_slowly_than_it_should", async () => {
    page({ speed_here: { count: 500, p50: 9_000, p95: 50_001 }, speed_dms: { count: 12, p50: 640, p95: 1_210 } });
    expect(await fact("Searches here")).toHaveTextContent("That is slower than the 50 ms it should be");
    expect(await fact("Answers of the DMS")).not.toHaveTextContent("slower");
  });

  it("tells_the_clock_the_disk_the_last_copy_and_what_went_wrong", async () => {
    page({
      clock_ahead_s: -300, free_disk_bytes: 12_500_000_000, copied_at: "2026-11-20T09:12:00Z",
      speed_writes: { count: 3, p50: 900, p95: 2_000 },
      failures: { read_failed: 1, throttled: 4 }, writes_failed: { refused: 2 },
    });
    expect(await fact("Clock of this computer")).toHaveTextContent("5 min behind the DMS. Set this computer’s clock.");
    expect(await fact("Free on this disk")).toHaveTextContent("12.5 GB");
    expect(await fact("Last copy of own data")).toHaveTextContent(/ago/);
    expect(await fact("Files")).toHaveTextContent("encrypted");
    expect(await fact("Writes to the DMS")).toHaveTextContent("half within 900 ms, 95 % within 2,000 ms (last 3)");
    expect(await fact("Questions that went wrong since the start")).toHaveTextContent("The DMS asked us to wait: 4 · The DMS could not be asked: 1");
    expect(await fact("Sending went wrong, last 24 hours")).toHaveTextContent("The DMS refused it: 2");
  });

  it("says_nothing_of_a_clock_nobody_told", async () => {
    page({ encrypted: false });
    expect(await fact("Clock of this computer")).toHaveTextContent("–");
    expect(await fact("Last copy of own data")).toHaveTextContent("never");
    expect(await fact("Files")).toHaveTextContent("can be read by anybody");
    expect(await fact("Questions that went wrong since the start")).toHaveTextContent("–");
  });

  it("says_nothing_of_a_speed_it_does_not_know", async () => {
    page();
    expect(await fact("Searches here")).toHaveTextContent("–");
    expect(screen.queryByText("Set by your IT")).toBeNull();
  });

  it("says_what_is_wrong_in_the_language_of_the_window", async () => {
    await language.show("de");
    page({ healthy: false, problems: [
      { code: "set_aside", params: { count: "3" }, words: "3 entries or drafts cannot be read" },
      { code: "audit_cut", params: { row: "7" }, words: "The audit trail is cut off before row 7." },
      { code: "of_a_later_version", params: {}, words: "It is broken." },
    ] });
    expect(await screen.findByText(/nicht lesen kann: 3\. Sie bleiben/)).toBeVisible();
    expect(screen.getByText("Das Protokoll ist vor Zeile 7 abgeschnitten.")).toBeVisible();
    expect(screen.getByText(/Code of_a_later_version/)).toBeVisible();
    expect(document.querySelector("[lang=en]")).toBeNull();
  });

  it("leads_to_giving_the_computer_away_and_shows_no_command_that_loses_anything_by_itself", async () => {
    const user = userEvent.setup();
    page({ folder: "D:\\Showroom data", status: { ...health.status, waiting: 2, needs_person: 1 } });
    await user.click(await screen.findByRole("button", { name: "Give this computer away" }));
    const dialog = await screen.findByRole("dialog", { name: "Give this computer away" });
    const command = () => dialog.querySelector("#leave-command")?.textContent;
    expect(within(dialog).getByText("Changes that are not in the DMS: 3")).toBeVisible();
    expect(command()).toBe('showroomctl wipe --data-dir "D:\\Showroom data" --sealed-export moved.sealed < passphrase.txt');
    await user.click(within(dialog).getByLabelText("Give it up: it is lost"));
    expect(command()).toBeUndefined();
    await user.type(within(dialog).getByLabelText("Type 3, the number of what is lost"), "3");
    expect(command()).toBe('showroomctl wipe --data-dir "D:\\Showroom data" --despite-unsent');
    expect(dialog.querySelector("#leave-report")).toHaveTextContent("showroomctl lost-desk");
  });

  it("counts_what_was_typed_and_not_saved_among_what_a_wipe_would_lose", async () => {
    const user = userEvent.setup();
    const draft = (key: string) => ({ key, value: {} });
    page({}, { drafts: () => ({ drafts: [draft("new:1"), draft("new:2")], others: [{ by: "Ana" }] }) });
    await user.click(await screen.findByRole("button", { name: "Give this computer away" }));
    const dialog = await screen.findByRole("dialog", { name: "Give this computer away" });
    expect(await within(dialog).findByText("Forms somebody typed in and did not save: 3")).toBeVisible();
    expect(within(dialog).getByRole("status")).toHaveTextContent("The sealed file does not hold unsaved forms");
    expect(dialog.querySelector("#leave-command")).toBeNull();
    // A colleague's form is nobody else's to save.
    await user.type(within(dialog).getByLabelText("Type 3, the number of what is lost"), "3");
    expect(dialog.querySelector("#leave-command")).toHaveTextContent(/^showroomctl wipe --despite-unsent$/);
  });

  it("seals_the_changes_although_a_colleagues_form_is_lost", async () => {
    const user = userEvent.setup();
    page({ status: { ...health.status, waiting: 2 } }, { drafts: () => ({ drafts: [], others: [{ by: "Ana" }] }) });
    await user.click(await screen.findByRole("button", { name: "Give this computer away" }));
    const dialog = await screen.findByRole("dialog", { name: "Give this computer away" });
    await user.type(await within(dialog).findByLabelText("Type 1, the number of what is lost"), "1");
    expect(dialog.querySelector("#leave-command")).toHaveTextContent(
      "showroomctl wipe --despite-unsent --sealed-export moved.sealed < passphrase.txt",
    );
  });

  it("calls_nothing_unsent_only_where_it_was_counted", async () => {
    const user = userEvent.setup();
    let broken = true;
    const drafts = () => {
      if (broken) throw { code: "internal", message: "", fields: [] };
      return { drafts: [] };
    };
    page({}, { drafts });
    await user.click(await screen.findByRole("button", { name: "Give this computer away" }));
    const dialog = await screen.findByRole("dialog", { name: "Give this computer away" });
    expect(await within(dialog).findByRole("alert")).toBeVisible();
    expect(dialog).not.toHaveTextContent("Nothing here is unsent.");
    expect(dialog.querySelector("#leave-command")).toBeNull();
    broken = false;
    await user.click(within(dialog).getByRole("button", { name: "Try again" }));
    expect(await within(dialog).findByText("Nothing here is unsent.")).toBeVisible();
  });

  it("names_the_policy_file_and_what_it_locks", async () => {
    page({ set_by_it: { file: "/etc/showroom/policy.toml", keys: ["keyloop.base_url", "sync.settle_seconds"] } });
    expect(await fact("Set by your IT")).toHaveTextContent("keyloop.base_url, sync.settle_seconds (in /etc/showroom/policy.toml)");
  });
});
