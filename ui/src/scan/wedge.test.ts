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

function start(habits: Habits | undefined = usual, all = false) {
  stop();
  stop = listen(() => habits, (scan) => scans.push(scan), all);
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

const vin = "WVWZZZ1JZXW000123";
const vcard = "BEGIN:VCARD\nVERSION:3.0\nN:Sousa;Maria\nTEL:912344417\nEND:VCARD\n";
const mecard = "MECARD:N:Sousa,Maria;TEL:912344417;;";

describe("a code that begins as words do", () => {
  it.each([
    ["vin", vin, ""], ["vin", vin, "\n"], ["vin", vin, "\t"], ["vin", `I${vin}`, "\n"], ["vin", "AHTFR22G406000123", "\n"], ["vin", "1HGCM82633A004352", "\n"],
    ["vin", "XTA210990Y2766389", ""], ["vin", "478TE21023A000123", "\n"], ["contact", vcard, ""], ["contact", mecard, ""], ["contact", mecard, "\n"],
  ] as const)("is_a_%s_and_lands_in_no_field: %s", (kind, text, suffix) => {
    const heard: string[] = [];
    const listener = ({ key }: KeyboardEvent) => heard.push(key);
    window.addEventListener("keydown", listener);
    types("Sou", 90);
    press(text[0] as string, 200);
    types(text.slice(1) + suffix, 4);
    wait();
    window.removeEventListener("keydown", listener);
    expect(scans.map((scan) => [scan.kind, scan.text])).toEqual([[kind, text + suffix]]);
    expect(input.value).toBe("Sou");
    // No more of it than a person's fingers would press.
    expect(heard.length).toBeLessThanOrEqual(6);
    expect(heard).not.toContain("Enter");
    expect(heard).not.toContain("Tab");
  });

  it.each([["vin", vin], ["contact", mecard], ["other", "https://example.org/a"]] as const)("is_a_%s_although_a_busy_computer_pauses_twice", (kind, text) => {
    start(usual, true);
    types(text.slice(0, 5), 4);
    press(text[5] as string, 90);
    types(text.slice(6, 12), 4);
    press(text[12] as string, 120);
    types(text.slice(13), 4);
    press("\n", 4);
    wait();
    expect([scans.map((scan) => scan.kind), input.value]).toEqual([[kind], ""]);
  });

  it("is_none_where_somebody_types_a_plate_at_once_and_rests_before_enter", () => {
    start(usual, true);
    press("A", 200);
    types("B12 CDE", 4);
    expect(press("\n", usual.gap + 20)).toBe(true);
    wait();
    expect([scans.length, input.value]).toEqual([0, "AB12 CDE"]);
  });

  it("is_none_where_a_person_goes_on_at_their_own_pace_after_a_few_quick_keys", () => {
    start(usual, true);
    for (const text of [vin, "ABCDEFGH17", "maria.sousa"]) {
      input.value = "";
      press(text[0] as string, 200);
      types(text.slice(1, 4), 20);
      types(text.slice(4), 70);
      expect(press("\n", 70)).toBe(true);
      wait();
      expect([scans.length, input.value]).toEqual([0, text]);
    }
  });

  it("is_known_behind_what_the_scanner_says_of_it", () => {
    start({ prefix: "]L1", gap: 35 });
    types(`]C0${vin}\n`, 4);
    wait();
    press("]", 200);
    types(`Q1${mecard}`, 4);
    wait();
    expect(scans.map(({ kind }) => kind)).toEqual(["vin", "contact"]);
    expect(input.value).toBe("");
  });

  it("is_given_back_the_way_it_was_meant_where_Caps_Lock_turned_it_over", () => {
    for (const letter of mecard.toLowerCase()) {
      at += 4;
      const event = new KeyboardEvent("keydown", { key: letter, bubbles: true, cancelable: true, modifierCapsLock: true });
      Object.defineProperty(event, "timeStamp", { value: at });
      input.dispatchEvent(event);
    }
    wait();
    expect(scans.map(({ text }) => text)).toEqual([mecard.toUpperCase()]);
  });

  it("leaves_a_choice_as_it_was", () => {
    document.body.innerHTML = "<select><option>Alfa</option><option>WV</option></select>";
    const choice = document.querySelector("select") as HTMLSelectElement;
    const told = vi.fn();
    choice.addEventListener("change", told);
    choice.focus();
    press("W", 100);
    choice.value = "WV";
    types(vin.slice(1), 4);
    wait();
    expect([choice.value, scans.length]).toEqual(["Alfa", 1]);
    expect(told).toHaveBeenCalledTimes(1);
  });

  it("is_no_cars_number_without_a_letter_or_with_one_that_none_has_or_at_a_persons_pace", () => {
    for (const [text, pause] of [["12345678901234567", 4], ["WVWZZZ1JZXO000123", 4], ["WVWZZZ1JZXW00012X", 4], [vin, 60], ["BEGIN:VCARD", 60], ["BEGIN", 4], ["MECA", 4], ["WVWZZZ1J", 4], [`${vin}A`, 4]] as const) {
      input.value = "";
      start();
      types(text, pause);
      wait();
      expect([text, input.value, scans.length]).toEqual(text === `${vin}A` ? [text, "A", 1] : [text, text, 0]);
    }
  });

  it("is_nothing_amid_other_keys_at_the_same_pace", () => {
    types(`my car ${vin}`, 4);
    wait();
    expect([input.value, scans.length]).toEqual([`my car ${vin}`, 0]);
  });

  it("lets_an_Enter_through_that_ends_something_else", () => {
    types("WVWZZZ", 4);
    expect(press("\n", 4)).toBe(true);
    expect(input.value).toBe("WVWZZZ");
  });
});

describe("where a scan of another kind may do nothing", () => {
  it.each(["https://example.org/a?b=1\n", "4006381333931\n", "4006381333931\t", "4006381333931\nAB\nC\n"])("all_of_it_is_taken_out: %s", (text) => {
    start(usual, true);
    types("Sou", 90);
    press(text[0] as string, 200);
    types(text.slice(1), 4);
    wait();
    expect([input.value, scans.map(({ kind }) => kind)]).toEqual(["Sou", ["other"]]);
    types("sa", 90);
    expect(input.value).toBe("Sousa");
  });

  it("what_a_person_has_typed_for_them_or_types_with_an_Enter_stays", () => {
    start(usual, true);
    types("maria.sousa@example.org", 3);
    wait();
    expect([input.value, scans.length]).toEqual(["maria.sousa@example.org", 0]);
    types("maria.sousa", 60);
    expect(press("\n", 60)).toBe(true);
    input.value = "";
    press("a", 200);
    types("nna", 4);
    expect([press("\n", 4), input.value, scans.length]).toEqual([true, "anna", 0]);
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
