/**
 * Rings the desk. That somebody comes is said once somebody at a desk has said so; until then, and where
 * nobody does, the visitor is told to go there.
 */
import type { KioskHelpRequest } from "../lib/api/generated/types";
import type { Wish } from "./core";

/** How long an answer stays, in seconds. */
export const shownFor = 20;
/** How long somebody has to say that they come. */
export const waitsFor = 60;
/** How often it is asked whether they do. */
const looksEvery = 2;

export class Help {
  answer = $state<"help_coming" | "help_rung" | "help_desk" | undefined>();
  #left = 0;
  #asking = false;
  /** An answer that comes after its visitor has gone is nobody's. */
  #visitor = 0;
  readonly #wish: Wish;

  constructor(wish: Wish) {
    this.#wish = wish;
  }

  async ask() {
    if (this.answer === undefined || this.answer === "help_desk") await this.#hear({});
  }

  async #hear(request: KioskHelpRequest) {
    if (this.#asking) return;
    this.#asking = true;
    const visitor = this.#visitor;
    const heard = await this.#wish("kiosk_help", request).catch(() => undefined);
    this.#asking = false;
    if (visitor !== this.#visitor) return;
    const answer = `help_${heard?.state ?? "desk"}` as const;
    if (answer === this.answer) return;
    this.answer = answer;
    this.#left = answer === "help_rung" ? waitsFor : shownFor;
  }

  /** Once a second. */
  tick() {
    if (!this.answer) return;
    this.#left -= 1;
    if (this.answer === "help_rung") {
      if (this.#left > 0 && this.#left % looksEvery === 0) void this.#hear({ rung: true });
      else if (this.#left <= 0) {
        this.answer = "help_desk";
        this.#left = shownFor;
      }
    } else if (this.#left <= 0) this.answer = undefined;
  }

  clear() {
    this.answer = undefined;
    this.#visitor += 1;
    this.#asking = false;
  }
}
