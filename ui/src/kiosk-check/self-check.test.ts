import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { core } from "../../tests/fixtures";
import { boot, openDesk, status } from "../../tests/window";
import type { ProofView, SelfCheckLine, SelfCheckView } from "../lib/api/generated/types";
import { Desk } from "../lib/app/desk.svelte";
import { language } from "../lib/i18n/locale.svelte";
import { isChord, type Press } from "./heard";
import SelfCheckDialog from "./SelfCheckDialog.svelte";

const line = (point: string, state: string, why: string[], steps: string[] = []): SelfCheckLine => ({ point, state, why, steps });
const red: SelfCheckView = {
  system: "linux",
  lines: [
    line("single_program", "fail", ["desktop_session"], ["apt install cage"]),
    line("system_keys", "pass", ["system_keys_off"]),
    line("sticky_keys", "cannot_tell", ["settings_unseen"], ["gsettings set x"]),
    line("usb_storage", "fail", ["usb_allowed"]),
    line("other_browser", "pass", ["no_browser"]),
    line("notifications", "pass", ["banners_off"]),
    line("updates", "pass", ["updates_planned"]),
    line("exit_pin", "pass", ["pin_set"]),
  ],
  refuses: true,
  shut: true,
  escapes: [{ chord: "Super" }, { chord: "Super+L" }, { chord: "Alt+Tab" }, { chord: "Ctrl+Alt+Del" }, { chord: "PrintScreen" }],
};
const accepted: SelfCheckView = {
  ...red,
  shut: false,
  although: { points: ["single_program", "usb_storage"], by: "Ana", at: "2026-11-23T04:00:00Z", reason: "beside the desk" },
};

function dialog(answers: Parameters<typeof core>[0] = {}, rights?: string[]) {
  const fake = core({ self_check: () => red, self_check_although: () => accepted, self_check_escapes: () => ({}), ...answers });
  const desk = new Desk(fake.call);
  if (rights) desk.status = { ...status, seat: { people: true, rights } as never };
  const onclose = vi.fn();
  const onopen = vi.fn();
  render(SelfCheckDialog, { desk, onclose, onopen });
  return { ...fake, onclose, onopen, user: userEvent.setup() };
}

const row = (point: string) => screen.getByText(point).closest("li") as HTMLElement;
const chord = (name: string) => screen.getByText(name).closest("li") as HTMLElement;

beforeEach(() => {
  void language.show("en");
  return () => vi.unstubAllGlobals();
});

describe("the self-check of a kiosk's computer", () => {
  it("shows_what_fails_and_what_to_do_and_calls_nothing_green_that_was_not_seen", async () => {
    const { onopen } = dialog();
    expect(await screen.findByRole("status")).toHaveTextContent(/stays shut/);
    const failing = row("One program only");
    expect(failing).toHaveAttribute("data-state", "fail");
    expect(within(failing).getByText("apt install cage")).toBeVisible();
    expect(within(failing).getByText(/ordinary desktop session/)).toBeVisible();
    expect(row("Accessibility keys")).toHaveAttribute("data-state", "cannot_tell");
    expect(row("Accessibility keys")).toHaveTextContent("By hand");
    expect(row("A PIN to close it")).toHaveAttribute("data-state", "pass");
    expect(screen.queryByRole("button", { name: "Open the kiosk window" })).toBeNull();
    expect(onopen).not.toHaveBeenCalled();
  });

  it("opens_although_only_with_a_reason_and_with_what_was_read", async () => {
    const { user, requests, onopen } = dialog();
    await user.click(await screen.findByRole("button", { name: "Open anyway" }));
    expect(screen.getByRole("alert")).toBeVisible();
    expect(requests("self_check_although")).toEqual([]);
    await user.type(screen.getByLabelText(/^Why the kiosk opens/), " beside the desk ");
    await user.click(screen.getByRole("button", { name: "Open anyway" }));
    expect(await screen.findByText(/^Opened anyway by Ana/)).toHaveTextContent("beside the desk");
    expect(requests("self_check_although")).toEqual([{ points: ["single_program", "usb_storage"], reason: "beside the desk" }]);
    expect(row("USB sticks")).toHaveAttribute("data-state", "accepted");
    expect(screen.queryByRole("button", { name: "Open anyway" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Open the kiosk window" }));
    expect(onopen).toHaveBeenCalledOnce();
  });

  it("says_that_something_else_fails_by_now_and_looks_again", async () => {
    const changed = { code: "invalid", message: "", fields: [{ field: "points", code: "check_changed", message: "", params: {} }] };
    const { user, requests } = dialog({
      self_check_although: () => {
        throw changed;
      },
    });
    await user.type(await screen.findByLabelText(/^Why the kiosk opens/), "ours");
    await user.click(screen.getByRole("button", { name: "Open anyway" }));
    expect(await screen.findByRole("alert")).toHaveTextContent(/has changed meanwhile/);
    await user.click(screen.getByRole("button", { name: "Look again" }));
    await waitFor(() => expect(requests("self_check")).toHaveLength(2));
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });

  it("offers_nobody_without_the_right_to_open_although_or_to_answer_for_keys", async () => {
    const { user } = dialog({}, ["run_kiosk"]);
    expect(await screen.findByText(/^Somebody with the right/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Open anyway" })).toBeNull();
    expect(screen.queryByRole("button", { name: "Start listening" })).toBeNull();
    await user.keyboard("{Alt>}{Tab}{/Alt}");
    expect(chord("Alt+Tab")).not.toHaveAttribute("data-outcome");
  });

  it("is_advice_where_the_kiosk_opens_all_the_same", async () => {
    dialog({ self_check: () => ({ ...red, refuses: false, shut: false }) });
    expect(await screen.findByRole("status")).toHaveTextContent(/this is advice/);
    expect(screen.getByRole("button", { name: "Open the kiosk window" })).toBeVisible();
  });
});

describe("the system's own keys", () => {
  it("turn_green_when_they_come_to_the_page_that_listens_and_only_then", async () => {
    const { user, requests } = dialog();
    const listen = await screen.findByRole("button", { name: "Start listening" });
    await fireEvent.keyDown(window, { key: "Tab", code: "Tab", altKey: true });
    expect(chord("Alt+Tab")).not.toHaveAttribute("data-outcome");
    await user.click(listen);
    const stopped = !(await fireEvent.keyDown(window, { key: "Tab", code: "Tab", altKey: true }));
    expect(stopped).toBe(true);
    expect(chord("Alt+Tab")).toHaveAttribute("data-outcome", "reached");
    // An engine that does not say that the key with the system's sign is held.
    await fireEvent.keyDown(window, { key: "Meta", code: "MetaLeft" });
    expect(await fireEvent.keyDown(window, { key: "l", code: "KeyL" }), "it writes nothing").toBe(false);
    await fireEvent.keyUp(window, { key: "Meta", code: "MetaLeft" });
    expect(chord("Super")).toHaveAttribute("data-outcome", "reached");
    expect(chord("Super+L")).toHaveAttribute("data-outcome", "reached");
    await fireEvent.keyUp(window, { key: "PrintScreen", code: "PrintScreen" });
    expect(chord("PrintScreen")).toHaveTextContent("Came to the program");
    expect(chord("Ctrl+Alt+Del")).toHaveTextContent("Not tried");
    const kept = ["Alt+Tab", "Super", "Super+L", "PrintScreen"].map((name) => ({ outcomes: { [name]: "reached" } }));
    await waitFor(() => expect(requests("self_check_escapes")).toEqual(kept));
  });

  it("leave_plain_keys_alone_while_it_listens", async () => {
    const { user } = dialog();
    await user.click(await screen.findByRole("button", { name: "Start listening" }));
    for (const key of ["Tab", "Enter", "a", "Escape"]) {
      expect(await fireEvent.keyDown(window, { key, code: key }), key).toBe(true);
    }
    expect(await fireEvent.keyDown(window, { key: "F9", code: "F9" }), "a key of the desk").toBe(false);
  });

  it("are_answered_by_hand_where_nothing_came_and_a_way_out_stays_one", async () => {
    const { user, requests } = dialog();
    await user.click(await screen.findByRole("button", { name: "Ctrl+Alt+Del: Nothing happened" }));
    expect(chord("Ctrl+Alt+Del")).toHaveAttribute("data-outcome", "nothing");
    await user.click(screen.getByRole("button", { name: "Super: Something happened" }));
    expect(chord("Super")).toHaveAttribute("data-outcome", "happened");
    await user.click(screen.getByRole("button", { name: "Start listening" }));
    await fireEvent.keyDown(window, { key: "Meta", code: "MetaLeft" });
    expect(chord("Super"), "that it came as well does not take it back").toHaveAttribute("data-outcome", "happened");
    const wanted = [{ outcomes: { "Ctrl+Alt+Del": "nothing" } }, { outcomes: { Super: "happened" } }];
    await waitFor(() => expect(requests("self_check_escapes")).toEqual(wanted));
  });

  it("are_told_apart_by_what_is_held", () => {
    const press = (more: Partial<Press>): Press => ({ key: "", code: "", ctrlKey: false, altKey: false, shiftKey: false, metaKey: false, ...more });
    const table: [string, Partial<Press>, boolean][] = [
      ["Alt+F4", { key: "F4", altKey: true }, true],
      ["Alt+F4", { key: "F4" }, false],
      ["Alt+F4", { key: "F4", altKey: true, ctrlKey: true }, false],
      ["Ctrl+Alt+Del", { key: "Delete", ctrlKey: true, altKey: true }, true],
      ["Ctrl+Esc", { key: "Escape", ctrlKey: true }, true],
      ["Alt+Space", { key: " ", altKey: true }, true],
      ["Super", { key: "OS", code: "OSLeft" }, true],
      ["Super", { key: "Meta", code: "MetaLeft", metaKey: true }, true],
      ["Super+L", { key: "L", code: "KeyL", metaKey: true }, true],
      ["Ctrl+Alt+T", { key: "т", code: "KeyT", ctrlKey: true, altKey: true }, true],
      ["Super+Shift+3", { key: "#", code: "Digit3", metaKey: true, shiftKey: true }, true],
      ["PrintScreen", { key: "PrintScreen", metaKey: true }, false],
    ];
    for (const [name, more, wanted] of table) expect([name, more, isChord(name, press(more), false)]).toEqual([name, more, wanted]);
  });
});

describe("the proof", () => {
  const proof: ProofView = { visitors: 400, shapes: 1, requests_known: 0, requests_unknown: 0, median_known_us: 1395, median_unknown_us: 1389, leaks: [] };
  const leaky: ProofView = { ...proof, visitors: 40, requests_known: 20, leaks: ["requests", "time"] };
  const answers = (found: ProofView) => ({ self_check: ({ prove }: { prove?: string }) => ({ ...red, ...(prove === "as_it_is" ? { proof } : prove ? { proof: found } : {}) }) });

  it("is_run_from_the_page_and_shows_what_was_measured", async () => {
    const { user, requests } = dialog(answers(leaky));
    await user.click(await screen.findByRole("button", { name: "Try it" }));
    expect(await screen.findByText("Nobody can tell them apart.")).toBeVisible();
    for (const said of ["400", "0 · 0", "1.4 ms · 1.39 ms"]) expect(screen.getByRole("cell", { name: said })).toBeVisible();
    expect(requests("self_check").at(-1)).toEqual({ prove: "as_it_is" });
  });

  it("says_whether_a_planted_leak_was_found", async () => {
    const { user } = dialog(answers(leaky));
    await user.selectOptions(await screen.findByLabelText("With a leak planted first"), "requests");
    await user.click(screen.getByRole("button", { name: "Try it" }));
    expect(await screen.findByText("The planted leak was found, by: A question to the DMS, A longer wait")).toBeVisible();
    await user.selectOptions(screen.getByLabelText("With a leak planted first"), "bytes");
    await user.click(screen.getByRole("button", { name: "Try it" }));
    expect(await screen.findByText("The planted leak was not found.")).toBeVisible();
  });
});

describe("on the desk", () => {
  it("the_kiosk_that_is_refused_shows_the_check_and_opens_once_it_may", async () => {
    let shut = true;
    const desk = await openDesk({
      boot: () => ({ ...boot, practice: false }),
      kiosk_open: () => {
        if (shut) throw { code: "kiosk_not_ready", message: "", fields: [] };
        return {};
      },
      self_check: () => red,
      self_check_although: () => {
        shut = false;
        return accepted;
      },
    });
    await desk.user.click(await screen.findByRole("button", { name: "Open the kiosk window" }));
    const check = within(await screen.findByRole("dialog", { name: "Kiosk self-check" }));
    await desk.user.type(await check.findByLabelText(/^Why the kiosk opens/), "ours");
    await desk.user.click(check.getByRole("button", { name: "Open anyway" }));
    await desk.user.click(await check.findByRole("button", { name: "Open the kiosk window" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(await screen.findByRole("button", { name: "Close the kiosk window" })).toBeVisible();
    expect(desk.requests("kiosk_open")).toHaveLength(2);
  });
});
