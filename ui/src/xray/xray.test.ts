import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { core } from "../../tests/fixtures";
import { openDesk, status } from "../../tests/window";
import type { XrayRow } from "../lib/api/generated/types";
import { language } from "../lib/i18n/locale.svelte";
import XrayDialog from "./XrayDialog.svelte";

const row = (n: number, more: Partial<XrayRow> = {}): XrayRow => ({
  n,
  at: "2026-11-23T08:00:00Z",
  method: "GET",
  route: "/customers/{id}",
  outcome: "answered",
  status: 200,
  took_ms: 12,
  attempt: 1,
  correlation_id: "0190aaaa-0000-7000-8000-000000000000",
  text: `{ "n": ${n}, "names": { "familyName": "<text 5>" } }`,
  curl: `curl --silent "$SHOWROOM_BASE"'/customers/'"$SHOWROOM_CUSTOMER"`,
  ...more,
});

const rows = [row(2), row(1, { route: "/customers", status: undefined, outcome: "not_sent" })];

function dialog(answers: Parameters<typeof core>[0]) {
  const fake = core(answers);
  render(XrayDialog, { call: fake.call, onclose: vi.fn() });
  return { fake, user: userEvent.setup(), box: within(screen.getByRole("dialog")) };
}

beforeEach(() => {
  language.show("en");
  return () => vi.unstubAllGlobals();
});

describe("the X-ray of requests", () => {
  it("shows_the_newest_and_each_other_that_is_chosen", async () => {
    const { user, box } = dialog({ xray: () => ({ practice: false, rows }) });
    expect(await box.findByRole("region", { name: "The exchange" })).toHaveTextContent('"n": 2');
    expect(box.queryByRole("button", { name: "Ask the practice network" })).toBeNull();
    await user.click(box.getByRole("button", { name: /GET \/customers no answer/ }));
    expect(box.getByRole("region", { name: "The exchange" })).toHaveTextContent('"n": 1');
    expect(box.getByRole("button", { name: /GET \/customers no answer/ })).toHaveAttribute("aria-current", "true");
  });

  it("copies_the_command_and_says_so", async () => {
    const { user, box } = dialog({ xray: () => ({ practice: false, rows }) });
    await user.click(await box.findByRole("button", { name: "Copy as curl" }));
    expect(await navigator.clipboard.readText()).toBe(rows[0]?.curl);
    expect(box.getByRole("status")).toHaveTextContent("Copied");
  });

  it("asks_the_practice_network_again_and_says_whether_the_answer_is_the_same", async () => {
    const answers = [
      { asked: true, status: 200, same: true, differing: [] },
      { asked: true, status: 404, same: false, differing: ["items"] },
      { asked: false, same: false, differing: [] },
    ];
    const { fake, user, box } = dialog({
      xray: () => ({ practice: true, rows }),
      xray_replay: () => answers.shift() ?? { asked: false, same: false, differing: [] },
    });
    const again = await box.findByRole("button", { name: "Ask the practice network" });
    await user.click(again);
    expect(await box.findByText("Same answer: 200")).toBeVisible();
    await user.click(again);
    expect(await box.findByText("Another answer: 404")).toBeVisible();
    expect(box.getByText("items")).toBeVisible();
    await user.click(again);
    expect(await box.findByText(/no practice network/)).toBeVisible();
    expect(fake.requests("xray_replay")).toEqual([{ n: 2 }, { n: 2 }, { n: 2 }]);
  });

  it("says_that_nothing_was_asked_yet_and_why_it_could_not_be_shown", async () => {
    const { box } = dialog({ xray: () => ({ practice: false, rows: [] }) });
    expect(await box.findByText("Nothing was asked of the network yet.")).toBeVisible();
  });

  it("says_why_there_is_nothing_to_show", async () => {
    dialog({});
    expect(await screen.findByRole("alert")).toBeVisible();
  });

  it("is_reached_from_the_health_page", async () => {
    const desk = await openDesk({
      health: () => ({
        healthy: true, version: "0.1.0", status, store: "open", key_store: "os", mine_bytes: 1, theirs_bytes: 1,
        index_disk_bytes: 1, index_memory_bytes: 1, encrypted: true, failures: {}, writes_failed: {}, problems: [],
        policy: { use_from: 5, ask_from: 1, shipped_use_from: 5, shipped_ask_from: 1, use_limits: [0, 20], ask_limits: [0, 20] },
      }),
      xray: () => ({ practice: false, rows }),
    });
    await desk.user.click(await screen.findByRole("button", { name: /^Health/ }));
    await desk.user.click(await screen.findByRole("button", { name: "X-ray of requests" }));
    expect(await screen.findByRole("region", { name: "The exchange" })).toBeVisible();
  });
});
