/** What a scanner types lands in no field; what a person types lands where it was typed. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keep, kept, usual, type Habits } from "./habits";
import { learned } from "./lesson.svelte";
import { begins, listen, type Scan } from "./wedge";

const card = "@\n\u001e\rANSI 636014080002DL00410278DLDCSQUENNELL\nDACHARRIET\nDBB04171988\n";
const controls: { [sign: string]: KeyboardEventInit } = {
  "\n": { key: "Enter" },
  "\r": { key: "m", ctrlKey: true },
  "\u001e": { key: "^", ctrlKey: true, shiftKey: true },
};

let stop = () => {};
let scans: Scan[] = [];
let at = 1_000;
let input: HTMLInputElement;

function start(habits: Habits | undefined = usual) {
  stop();
  stop = listen(() => habits, (scan) => scans.push(scan));
}

/** One key, so many milliseconds after the last; where nobody takes it, it is typed. */
function press(letter: string, after: number): boolean {
  at += after;
  vi.advanceTimersByTime(after);
  const event = new KeyboardEvent("keydown", { key: letter, bubbles: true, cancelable: true, ...controls[letter] });
  Object.defineProperty(event, "timeStamp", { value: at });
  const left = (document.activeElement ?? document.body).dispatchEvent(event);
  if (left && letter >= " ") input.setRangeText(letter, input.value.length, input.value.length, "end");
  return left;
}
const types = (text: string, pause: number) => [...text].forEach((letter) => press(letter, pause));
const wait = () => vi.advanceTimersByTime(2_000);

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  scans = [];
  document.body.innerHTML = "<input>";
  input = document.querySelector("input") as HTMLInputElement;
  input.focus();
  start();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

describe("a scanner", () => {
  it("lands_in_no_field_and_is_given_whole", () => {
    types("Sou", 90);
    types(card, 4);
    wait();
    expect(scans.map((scan) => scan.text)).toEqual([card]);
    expect(scans[0]?.gaps.every((gap) => gap === 4)).toBe(true);
    expect(input.value).toBe("Sou");
  });

  it.each([
    ["without_its_first_sign", card.slice(card.indexOf("ANSI"))],
    ["without_any_mark", card.replace(/[\n\r\u001e]/g, "")],
    ["with_bars_for_marks", card.replace(/[\n\r\u001e]/g, "|")],
    ["of_an_old_card", card.replace("ANSI ", "AAMVA")],
    ["for_a_keyboard_of_another_language", card.replace("ANSI", "QNSI")],
  ])("is_known_%s", (_, text) => {
    types(text, 8);
    wait();
    expect(scans.map((scan) => scan.text)).toEqual([text]);
    expect(input.value).toBe("");
  });

  it("may_pause_in_the_middle_and_be_followed_by_a_person", () => {
    types(card.slice(0, 30), 5);
    press(card[30] as string, 110);
    types(card.slice(31), 5);
    types("ab", 300);
    wait();
    expect(scans.map((scan) => scan.text)).toEqual([card]);
    expect(input.value).toBe("ab");
  });

  it("presses_no_button_and_no_key_of_the_desk", () => {
    const heard: string[] = [];
    const listener = (event: KeyboardEvent) => heard.push(event.key);
    window.addEventListener("keydown", listener);
    types(card, 4);
    wait();
    window.removeEventListener("keydown", listener);
    expect(heard).toEqual([]);
  });

  it("is_known_by_what_it_was_taught", () => {
    const text = `DAQ${"Y7310442|DCSQUENNELL|DACHARRIET"}`;
    types(text, 60);
    wait();
    expect([scans.length, input.value]).toEqual([0, text]);
    input.value = "";
    start({ prefix: "DAQ", gap: 70 });
    types(text, 60);
    wait();
    expect([scans[0]?.text, input.value]).toEqual([text, ""]);
  });
});

describe("a person", () => {
  it.each(["maria@sousa.example", "Anna Andersson", "ANSI", "@", "A", "@ANSI x", "AAMVA", "12 Ash Road"])("types_%s_as_it_is_meant", (text) => {
    for (const pause of [3, 20, 45, 140]) {
      input.value = "";
      types(text, pause);
      wait();
      expect([pause, input.value]).toEqual([pause, text]);
    }
    expect(scans).toEqual([]);
  });

  it("types_the_very_header_of_a_licence_at_the_pace_of_a_person", () => {
    const text = card.replace(/[\n\r\u001e]/g, "");
    types(text, 60);
    wait();
    expect([scans.length, input.value]).toEqual([0, text]);
  });

  it("is_told_of_what_was_held_back_as_if_it_had_been_typed", () => {
    const heard = vi.fn();
    input.addEventListener("input", heard);
    press("A", 100);
    expect(input.value).toBe("");
    wait();
    expect(input.value).toBe("A");
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it("holds_a_key_down_and_it_is_typed_at_once", () => {
    const event = new KeyboardEvent("keydown", { key: "A", repeat: true, bubbles: true, cancelable: true });
    expect(input.dispatchEvent(event)).toBe(true);
  });
});

describe("what is taught", () => {
  it("is_the_prefix_and_a_pace_above_the_scanners", () => {
    expect(learned(card, 4)).toEqual({ prefix: "", gap: usual.gap });
    expect(learned(card, 40)).toEqual({ prefix: "", gap: 60 });
    expect(learned(`]L1${card}`, 4)).toEqual({ prefix: "]L1", gap: usual.gap });
    expect(learned("DAQY7310442DCSQUENNELL", 4)).toEqual({ prefix: "DAQ", gap: usual.gap });
    expect(learned(card, 400).gap).toBe(80);
  });

  it("lasts_longer_than_the_window_and_nothing_else_is_taken_for_it", () => {
    keep({ prefix: "]L1", gap: 50 });
    expect(kept()).toEqual({ prefix: "]L1", gap: 50 });
    for (const wrong of ["{", "3", "null", '{"prefix": 3}', '{"prefix":"x","gap":5000}', '{"prefix":"123456789","gap":40}']) {
      localStorage.setItem("showroom.scanner", wrong);
      expect(kept()).toEqual(usual);
    }
  });

  it("tells_a_beginning_from_what_is_none", () => {
    expect(begins("@", "")).toBe("maybe");
    expect(begins("@\n\u001e\rAN", "")).toBe("maybe");
    expect(begins("@\n\u001e\rANSI ", "")).toBe("yes");
    expect(begins("@g", "")).toBe("no");
    expect(begins("@1234567890123456", "")).toBe("no");
    expect(begins("]", "]L1")).toBe("maybe");
  });
});
