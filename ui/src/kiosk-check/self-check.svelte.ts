/** The self-check of a kiosk's computer: what the core saw, what was said to it, and the keys pressed. */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError } from "../lib/api/errors";
import type { EscapeView, ProofView, SelfCheckLine, SelfCheckView } from "../lib/api/generated/types";
import { isChord, isCommand, isSystemKey } from "./heard";

export const planted = ["as_it_is", "bytes", "requests", "time"] as const;
export type Planted = (typeof planted)[number];
export type Outcome = "reached" | "nothing" | "happened";
export type Verdict = "shut" | "advice" | "accepted" | "good";
export type Standing = "pass" | "fail" | "accepted" | "cannot_tell";

export class SelfCheck {
  view = $state.raw<SelfCheckView | undefined>();
  failed = $state.raw<ApiError | undefined>();
  busy = $state(false);
  listening = $state(false);
  readonly #call: Call;
  #systemHeld = false;
  /** What the proof was played with, and what it came to. */
  proved = $state.raw<{ planted: Planted; proof: ProofView } | undefined>();
  /** One after the other: each keeps what the one before has kept. */
  #keeping: Promise<void> = Promise.resolve();

  constructor(call: Call) {
    this.#call = call;
  }

  failing = $derived((this.view?.lines ?? []).filter(({ state }) => state === "fail").map(({ point }) => point));
  /** What fails, and nobody has accepted. */
  open = $derived(this.failing.filter((point) => !this.view?.although?.points.includes(point)));
  verdict: Verdict = $derived.by(() => {
    if (this.view?.shut) return "shut";
    if (this.open.length > 0) return "advice";
    return this.failing.length > 0 ? "accepted" : "good";
  });

  standing({ state, point }: SelfCheckLine): Standing {
    if (state === "pass") return "pass";
    if (state !== "fail") return "cannot_tell";
    return this.open.includes(point) ? "fail" : "accepted";
  }

  load = () => this.#run(() => this.#call("self_check", {}));

  /** The kiosk opens although what is shown here fails. */
  although = (reason: string) => this.#run(() => this.#call("self_check_although", { points: this.failing, reason }));

  /** Known and unknown visitors beside each other; a planted leak has to be found. */
  async prove(planted: Planted) {
    this.proved = undefined;
    await this.#run(async () => {
      const view = await this.#call("self_check", { prove: planted });
      if (view.proof) this.proved = { planted, proof: view.proof };
      return view;
    });
  }

  async #run(work: () => Promise<SelfCheckView>) {
    if (this.busy) return;
    this.busy = true;
    try {
      this.view = await work();
      this.failed = undefined;
    } catch (thrown) {
      this.failed = toApiError(thrown);
    } finally {
      this.busy = false;
    }
  }

  /** Shown at once, and kept. */
  came(chord: string, outcome: Outcome) {
    const { view } = this;
    if (!view) return;
    const told = (one: EscapeView) => (one.chord === chord ? { ...one, outcome } : one);
    this.view = { ...view, escapes: view.escapes.map(told) };
    this.#keeping = this.#keeping.then(async () => {
      try {
        await this.#call("self_check_escapes", { outcomes: { [chord]: outcome } });
      } catch (thrown) {
        this.failed = toApiError(thrown);
      }
    });
  }

  /** A press that reached the program. Some keys tell of themselves only when they are let go. */
  pressed = (event: KeyboardEvent) => {
    if (!this.listening) return;
    for (const { chord, outcome } of this.view?.escapes ?? []) {
      // That something else happened besides was said by a person.
      if (outcome !== "happened" && outcome !== "reached" && isChord(chord, event, this.#systemHeld)) this.came(chord, "reached");
    }
    if (isSystemKey(event)) this.#systemHeld = true;
    if (this.#systemHeld || isCommand(event)) this.#stop(event);
  };

  released = (event: KeyboardEvent) => {
    if (isSystemKey(event)) this.#systemHeld = false;
    if (event.key === "PrintScreen") this.pressed(event);
  };

  /** Another window has the keys now: what is let go there is not heard here. */
  left = () => {
    this.#systemHeld = false;
  };

  #stop(event: KeyboardEvent) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}
