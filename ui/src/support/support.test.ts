import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { core } from "../../tests/fixtures";
import { openDesk, status } from "../../tests/window";
import { language } from "../lib/i18n/locale.svelte";
import SupportDialog from "./SupportDialog.svelte";

const parts = [
  { name: "about.json", text: '{ "version": "1" }' },
  { name: "outbox.json", text: "[]" },
];

beforeEach(() => {
  language.show("en");
  return () => vi.unstubAllGlobals();
});

describe("what support is given", () => {
  it("is_read_file_by_file_and_saved_as_it_was_read", async () => {
    const fake = core({
      support: () => ({ id: "b1", parts }),
      support_save: () => ({ name: "showroom-support-2026-11-23.zip", folder: "Downloads" }),
    });
    render(SupportDialog, { call: fake.call, onclose: vi.fn() });
    const dialog = screen.getByRole("dialog");
    const user = userEvent.setup();
    expect(await within(dialog).findByRole("region", { name: "about.json" })).toHaveTextContent('"version": "1"');
    await user.click(within(dialog).getByRole("button", { name: "outbox.json" }));
    expect(within(dialog).getByRole("region", { name: "outbox.json" })).toHaveTextContent("[]");
    expect(within(dialog).getByRole("button", { name: "outbox.json" })).toHaveAttribute("aria-current", "true");
    expect(fake.requests("support_save")).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "Save all of it" }));
    await waitFor(() => expect(within(dialog).getByRole("status")).toHaveTextContent("showroom-support-2026-11-23.zip"));
    expect(fake.requests("support_save")).toEqual([{ id: "b1" }]);
    expect(fake.requests("support")).toHaveLength(1);
  });

  it("says_why_there_is_nothing_to_read_and_saves_nothing_then", async () => {
    const fake = core();
    render(SupportDialog, { call: fake.call, onclose: vi.fn() });
    expect(await screen.findByRole("alert")).toBeVisible();
    expect(screen.getByRole("button", { name: "Save all of it" })).toBeDisabled();
  });

  it("is_reached_from_the_health_page", async () => {
    const desk = await openDesk({
      health: () => ({
        healthy: true, version: "0.1.0", status, store: "open", key_store: "os", mine_bytes: 1, theirs_bytes: 1,
        index_disk_bytes: 1, index_memory_bytes: 1, encrypted: true, failures: {}, writes_failed: {}, problems: [],
        policy: { use_from: 5, ask_from: 1, shipped_use_from: 5, shipped_ask_from: 1, use_limits: [0, 20], ask_limits: [0, 20] },
      }),
      support: () => ({ id: "b1", parts }),
    });
    await desk.user.click(await screen.findByRole("button", { name: /^Health/ }));
    await desk.user.click(await screen.findByRole("button", { name: "For support" }));
    expect(await screen.findByRole("region", { name: "about.json" })).toBeVisible();
  });
});
