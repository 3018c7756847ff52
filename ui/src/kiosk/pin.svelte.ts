/** The number pad behind the gesture: takes a PIN, hands it over, says what came of it, goes away. */
import type { KioskCardView, KioskLeftView } from "../lib/api/generated/types";
import type { Wish } from "./core";

export const closesAfter = 15;
/** The cards are other people's: they go away by themselves, too. */
export const cardsCloseAfter = 60;
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
  /** What waits in a kiosk that stands alone; absent until somebody who works here has asked. */
  cards = $state.raw<readonly KioskCardView[] | undefined>();
  #idle = 0;
  readonly #wish: Wish;
  readonly #left: () => void;
  readonly #seen: () => void;

  /** `seen`: the cards were shown and are gone. */
  constructor(wish: Wish, left: () => void, seen: () => void = () => {}) {
    this.#wish = wish;
    this.#left = left;
    this.#seen = seen;
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

  /** `look`: to see what waits here, instead of leaving. */
  async enter(look = false) {
    this.#idle = 0;
    if (this.busy || !this.whole) return;
    const pin = this.digits;
    this.digits = "";
    this.busy = true;
    try {
      this.#answered(await this.#wish("kiosk_leave", look ? { pin, look } : { pin }));
    } catch {
      this.said = "pin_fault";
    }
    this.busy = false;
    this.#idle = 0;
  }

  /** Somebody touched something. */
  touch() {
    this.#idle = 0;
  }

  #answered({ left, wait_s, locked, cards }: KioskLeftView) {
    if (cards) {
      this.close();
      this.cards = cards;
      return;
    }
    if (left) {
      this.close();
      this.#left();
      return;
    }
    this.wait = wait_s ?? 0;
    this.said = locked ? "pin_locked" : this.wait > 0 ? "pin_wait" : "pin_wrong";
  }

  /** The cards go, and with them whatever visit was on the screen. */
  away() {
    this.cards = undefined;
    this.#seen();
  }

  /** Once a second. */
  tick() {
    if (this.wait > 0) this.wait -= 1;
    if (this.said === "pin_wait" && this.wait === 0) this.said = undefined;
    if (this.busy || !(this.open || this.cards)) return;
    this.#idle += 1;
    if (this.cards) {
      if (this.#idle >= cardsCloseAfter) this.away();
      return;
    }
    if (this.#idle >= closesAfter) this.close();
  }
}
