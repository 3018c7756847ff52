/** Rings the desk. Where that cannot be done, the visitor is told to go there. */
import type { Wish } from "./core";

/** How long the answer stays, in seconds; while it does the desk is not rung again. */
export const shownFor = 20;

export class Help {
  answer = $state<"help_coming" | "help_desk" | undefined>();
  #left = 0;
  #asking = false;
  readonly #wish: Wish;

  constructor(wish: Wish) {
    this.#wish = wish;
  }

  async ask() {
    if (this.#asking || this.answer === "help_coming") return;
    this.#asking = true;
    try {
      await this.#wish("kiosk_help", {});
      this.answer = "help_coming";
    } catch {
      this.answer = "help_desk";
    }
    this.#left = shownFor;
    this.#asking = false;
  }

  /** Once a second. */
  tick() {
    if (this.answer && (this.#left -= 1) <= 0) this.answer = undefined;
  }

  clear() {
    this.answer = undefined;
  }
}
