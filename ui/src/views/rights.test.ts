import { screen, waitFor } from "@testing-library/svelte";
import { beforeEach, describe, expect, it } from "vitest";
import { boot, entry, openDesk, status } from "../../tests/window";
import type { HealthView } from "../lib/api/generated/types";
import { language } from "../lib/i18n/locale.svelte";

const health: HealthView = {
  healthy: true, version: "0.1.0", status, store: "open", key_store: "os", phrase: "none",
  mine_bytes: 1, theirs_bytes: 1, index_disk_bytes: 1, index_memory_bytes: 1, encrypted: true, failures: {}, writes_failed: {},
  policy: { use_from: 4, ask_from: -2, shipped_use_from: 4, shipped_ask_from: -2, use_limits: [-10, 10], ask_limits: [-10, 10] },
  problems: [],
};
const sales = ["customers", "run_kiosk"];
const manager = [...sales, "override_duplicate", "discard_write", "export", "view_identity", "erase"];

/** With somebody at it who has these rights; without, where no people are set up. */
async function desk(rights?: string[]) {
  const person = { id: "p1", name: "Ana", role: "sales", locked_out: false } as never;
  const seated = rights ? { ...status, seat: { person, rights, lock_after_minutes: 3 } } : status;
  return openDesk({
    boot: () => ({ ...boot, practice: false, status: seated }),
    status: () => seated,
    people: () => ({ people: [], roles: [] }) as never,
    outbox: () => ({ entries: [entry({ chip: { state: "needs_person", reason: "rejected" }, unsent: false })] }),
    health: () => health,
    receipts: () => ({ rows: [] }),
  });
}

beforeEach(() => language.show("en"));

describe("what somebody has no right to", () => {
  for (const [who, rights, may] of [["sales", sales, false], ["a manager", manager, true], ["whoever uses a desk without people", undefined, true]] as const) {
    it(`is_${may ? "shown" : "not_offered"}_to_${who.replaceAll(" ", "_")}_on_the_page_of_a_customer_and_of_health`, async () => {
      const { user } = await desk(rights && [...rights]);
      await user.type(await screen.findByRole("combobox", { name: "Search customers" }), "mar 4417");
      await user.click(await screen.findByRole("option", { name: /Maria Sousa/ }));
      await waitFor(() => expect(document.getElementById("customer-name")).not.toBeNull());
      expect(document.getElementById("show-held") !== null).toBe(may);
      await user.click(screen.getByRole("button", { name: "Health" }));
      await waitFor(() => expect(document.getElementById("health")).not.toBeNull());
      for (const id of ["open-overview", "open-support", "audit"]) expect(document.getElementById(id) !== null, id).toBe(may);
      expect(document.getElementById("open-import") !== null).toBe(rights === undefined);
    });
  }

  it("is_greyed_in_the_waiting_list_with_the_right_that_is_missing", async () => {
    const { user } = await desk(sales);
    await user.keyboard("{F9}");
    const cancel = await screen.findByRole("button", { name: "Do not send" });
    expect(cancel).toBeDisabled();
    expect(cancel).toHaveAttribute("title", expect.stringContaining("give up a change that waits"));
  });

  it("is_there_in_the_waiting_list_for_a_manager", async () => {
    const { user } = await desk(manager);
    await user.keyboard("{F9}");
    expect(await screen.findByRole("button", { name: "Do not send" })).toBeEnabled();
  });
});
