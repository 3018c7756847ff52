import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { core } from "../../tests/fixtures";
import type { AuditRow, PersonHeldView } from "../lib/api/generated/types";
import { language } from "../lib/i18n/locale.svelte";
import { Audit } from "../audit/audit.svelte";
import ForgetDialog from "./ForgetDialog.svelte";
import { Held } from "./held.svelte";

const view: PersonHeldView = {
  local_id: "l1", name: "Maria Sousa", unsent: 1, text: "{}",
  parts: [{ part: "record", count: 1 }, { part: "outbox", count: 2 }],
};

beforeEach(() => {
  language.show("en");
  return () => vi.unstubAllGlobals();
});

describe("what is held about a person", () => {
  it("is_read_saved_and_says_why_it_could_not_be", async () => {
    const fake = core({ held: () => view, held_save: () => ({ name: "held.json", folder: "Downloads" }) });
    const held = new Held(fake.call, "l1");
    await held.load();
    await held.save();
    expect(held.view?.parts).toHaveLength(2);
    expect(held.saved?.name).toBe("held.json");
    const refused = new Held(core().call, "l1");
    await refused.load();
    expect(refused.failed?.code).toBe("internal");
  });

  it("is_forgotten_only_when_it_was_said_what_becomes_of_changes_that_wait", async () => {
    const fake = core({ forget: () => ({ waiting: 0 }) });
    const forgotten = vi.fn();
    const props = { held: new Held(fake.call, "l1"), unsent: 1, onforgotten: forgotten, onclose: () => undefined };
    render(ForgetDialog, props);
    const user = userEvent.setup();
    const dialog = screen.getByRole("dialog");
    await user.click(within(dialog).getByLabelText("Give them up"));
    const forget = within(dialog).getByRole("button", { name: "Forget on this computer" });
    await user.click(forget);
    expect(fake.requests("forget")).toEqual([]);
    expect(within(dialog).getByRole("alert")).toBeVisible();
    await user.type(within(dialog).getByLabelText("Why are they given up?"), "asked to be erased");
    await user.click(forget);
    await waitFor(() => expect(forgotten).toHaveBeenCalledWith(0));
    expect(fake.requests("forget")).toEqual([{ id: "l1", unsent: "cancel", reason: "asked to be erased" }]);
  });
});

describe("the audit", () => {
  it("is_read_a_page_at_a_time", async () => {
    const row = (n: number): AuditRow => ({ n, at: "2026-11-22T10:42:00Z", who: "ana", what: "customer forgotten" });
    const checked = { rows: 2, unproven: 0 };
    const fake = core({
      audit: ({ before }) => (before === undefined ? { rows: [row(2)], next: 2, checked } : { rows: [row(1)], checked }),
    });
    const audit = new Audit(fake.call);
    await audit.load();
    await audit.more();
    await audit.more();
    expect(audit.rows?.map((one) => one.n)).toEqual([2, 1]);
    expect(fake.requests("audit")).toEqual([{}, { before: 2 }]);
  });
});
