import { fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { language } from "../lib/i18n/locale.svelte";
import type { KioskLeftView as Leave } from "../lib/api/generated/types";
import { cornerAt, Corners, heldMs, staff, withinMs } from "./gesture";
import { cardsCloseAfter, closesAfter, Pin } from "./pin.svelte";
import PinPad from "./PinPad.svelte";

const size = [1280, 800] as const;
const places = [
  { x: 5, y: 5 },
  { x: 1275, y: 5 },
  { x: 1275, y: 795 },
  { x: 5, y: 795 },
];

describe("the gesture", () => {
  it("knows_the_corners_and_nothing_else", () => {
    expect(places.map((place) => cornerAt(place, ...size))).toEqual([0, 1, 2, 3]);
    expect(cornerAt({ x: 640, y: 400 }, ...size)).toBeUndefined();
    expect(cornerAt({ x: 640, y: 5 }, ...size)).toBeUndefined();
  });

  it("is_the_four_corners_in_order_within_five_seconds", () => {
    const corners = new Corners();
    const touches = (...all: [number | undefined, number][]) => all.map(([at, ms]) => corners.touched(at, ms)).at(-1);
    expect(touches([0, 100], [1, 900], [2, 2_000], [3, withinMs + 100])).toBe(true);
    expect(touches([3, withinMs + 200])).toBe(false);
    expect(touches([0, 0], [1, 900], [2, 2_000], [3, withinMs + 1])).toBe(false);
    expect(touches([0, 0], [2, 1], [1, 2], [3, 3])).toBe(false);
    expect(touches([0, 0], [1, 1], [undefined, 2], [2, 3], [3, 4])).toBe(false);
    expect(touches([1, 0], [2, 1], [3, 2])).toBe(false);
  });

  it("is_also_the_first_corner_held_for_three_seconds_without_moving", async () => {
    vi.useFakeTimers();
    const found = vi.fn();
    const stop = staff(found);
    const at = { clientX: 5, clientY: 5 };
    await fireEvent.pointerDown(document.body, at);
    vi.advanceTimersByTime(heldMs - 1);
    await fireEvent.pointerUp(document.body, at);
    vi.advanceTimersByTime(heldMs);
    expect(found).not.toHaveBeenCalled();
    await fireEvent.pointerDown(document.body, { clientX: 640, clientY: 400 });
    vi.advanceTimersByTime(heldMs);
    expect(found).not.toHaveBeenCalled();
    await fireEvent.pointerDown(document.body, at);
    vi.advanceTimersByTime(heldMs);
    expect(found).toHaveBeenCalledTimes(1);
    stop();
    await fireEvent.pointerDown(document.body, at);
    vi.advanceTimersByTime(heldMs);
    expect(found).toHaveBeenCalledTimes(1);
    vi.useRealTimers();
  });
});

/** The pad over a core that answers as the test says. */
function pad(...answers: (Leave | undefined)[]) {
  const asked: unknown[] = [];
  const left = vi.fn();
  const pin = new Pin((_, request) => {
    asked.push({ ...request });
    const answer = answers.shift();
    return answer ? Promise.resolve(answer) : Promise.reject({ code: "internal" });
  }, left);
  pin.show();
  return { pin, asked, left };
}

async function tried(pin: Pin, digits: string) {
  for (const digit of digits) pin.press(digit);
  await pin.enter();
}

describe("the number pad", () => {
  beforeEach(() => void language.show("en"));

  it("shows_what_waits_here_on_a_right_pin_and_puts_it_away_by_itself", async () => {
    const card = { code: "A7K", received_at: "", name: "Ulla", lines: [], consent: {} };
    const { pin, asked, left } = pad({ left: false, locked: false, cards: [card] });
    for (const digit of "123456") pin.press(digit);
    await pin.enter(true);
    expect(asked).toEqual([{ pin: "123456", look: true }]);
    expect([pin.open, pin.cards]).toEqual([false, [card]]);
    for (let second = 1; second < cardsCloseAfter; second++) pin.tick();
    pin.touch();
    pin.tick();
    expect(pin.cards).toBeDefined();
    for (let second = 1; second < cardsCloseAfter; second++) pin.tick();
    expect(pin.cards).toBeUndefined();
    expect(left).not.toHaveBeenCalled();
  });

  it("hands_the_digits_over_once_and_keeps_none", async () => {
    const { pin, asked, left } = pad({ left: true, locked: false });
    await tried(pin, "12345");
    expect(asked).toEqual([]);
    await tried(pin, "6x");
    expect(asked).toEqual([{ pin: "123456" }]);
    expect([pin.open, pin.digits]).toEqual([false, ""]);
    expect(left).toHaveBeenCalledTimes(1);
  });

  it.each([
    [{ left: false, locked: false }, "pin_wrong"],
    [{ left: false, wait_s: 30, locked: false }, "pin_wait"],
    [{ left: false, locked: false }, "pin_wrong"],
    [{ left: false, locked: true }, "pin_locked"],
    [undefined, "pin_fault"],
  ])("after %j it says %s and stays", async (answer, said) => {
    const { pin, left } = pad(answer);
    await tried(pin, "123456");
    expect([pin.open, pin.said, pin.digits]).toEqual([true, said, ""]);
    expect(left).not.toHaveBeenCalled();
  });

  it("counts_the_wait_down_and_goes_away_when_nobody_types", async () => {
    const { pin } = pad({ left: false, wait_s: 2, locked: false });
    await tried(pin, "123456");
    pin.tick();
    expect([pin.said, pin.wait]).toEqual(["pin_wait", 1]);
    pin.tick();
    expect(pin.said).toBeUndefined();
    pin.press("1");
    for (let second = 1; second < closesAfter; second += 1) pin.tick();
    expect(pin.open).toBe(true);
    pin.tick();
    expect([pin.open, pin.digits]).toEqual([false, ""]);
  });

  it("shows_dots_and_no_word_of_what_it_is_for", async () => {
    const { pin, asked } = pad({ left: false, wait_s: 90, locked: false });
    render(PinPad, { pin });
    const user = userEvent.setup();
    const dialog = screen.getByRole("dialog", { name: "Numbers" });
    expect(dialog.textContent?.replace(/\s/g, "")).toBe("1234567890Enter");
    expect(dialog.outerHTML).not.toMatch(/staff|leave|exit|PIN/);
    await user.click(screen.getByRole("button", { name: "1" }));
    await user.keyboard("2345{Backspace}567");
    expect(dialog.outerHTML).not.toMatch(/123/);
    expect(screen.getByRole("status")).toHaveAccessibleName("7 digits entered");
    await user.click(screen.getByRole("button", { name: "Enter" }));
    await waitFor(() => expect(asked).toEqual([{ pin: "1234567" }]));
    expect(await screen.findByRole("alert")).toHaveTextContent("Please try again in 1:30.");
  });
});
