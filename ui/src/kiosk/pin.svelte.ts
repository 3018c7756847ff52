/** The number pad behind the gesture: takes a PIN, hands it over, says what came of it, goes away. */
import type { Leave, Wish } from "./core";

export const closesAfter = 15;
const shortest = 6;
const longest = 12;

export type Said = "pin_wrong" | "pin_wait" | "pin_locked" | "pin_fault";

export class Pin {
  open = $state(false);
  digits = $state("");
  said = $state<Said | undefined>();
  /** Seconds until the core looks at a PIN again. */
  wait = $state(0);
  busy = $state(false);
  #idle = 0;
  readonly #wish: Wish;
  readonly #left: () => void;

  constructor(wish: Wish, left: () => void) {
    this.#wish = wish;
    this.#left = left;
  }

  get whole(): boolean {
    return this.digits.length >= shortest;
  }

  show() {
    this.close();
    this.open = true;
  }

  close() {
    this.open = false;
    this.digits = "";
    this.said = undefined;
    this.#idle = 0;
  }

  press(digit: string) {
    this.#idle = 0;
    if (this.busy || !/^\d$/.test(digit)) return;
    this.said = undefined;
    if (this.digits.length < longest) this.digits += digit;
  }

  erase() {
    this.#idle = 0;
    if (!this.busy) this.digits = this.digits.slice(0, -1);
  }

  async enter() {
    this.#idle = 0;
    if (this.busy || !this.whole) return;
    const pin = this.digits;
    this.digits = "";
    this.busy = true;
    try {
      this.#answered(await this.#wish("kiosk_leave", { pin }));
    } catch {
      this.said = "pin_fault";
    }
    this.busy = false;
    this.#idle = 0;
  }

  #answered({ left, wait_s, locked }: Leave) {
    if (left) {
      this.close();
      this.#left();
      return;
    }
    this.wait = wait_s ?? 0;
    this.said = locked ? "pin_locked" : this.wait > 0 ? "pin_wait" : "pin_wrong";
  }

  /** Once a second. */
  tick() {
    if (this.wait > 0) this.wait -= 1;
    if (this.said === "pin_wait" && this.wait === 0) this.said = undefined;
    if (!this.open || this.busy) return;
    this.#idle += 1;
    if (this.#idle >= closesAfter) this.close();
  }
}
