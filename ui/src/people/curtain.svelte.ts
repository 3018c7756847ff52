/**
 * The privacy curtain: with somebody looking over one's shoulder nothing of a customer is painted, not
 * blurred but left out, and what was typed stays where it is. Drawn by a key; while it is drawn, that
 * key held down shows what is behind it, and a short press opens it.
 */

/** Opens a drawn curtain whatever was chosen for it: the keyboard it was chosen on may be gone. */
export const lastResort = "F12";

/** Held longer, it was a look. */
const A_LOOK_MS = 350;

export class Curtain {
  drawn = $state(false);
  /** Looked behind. */
  lifted = $state(false);
  #since: number | undefined;
  /** The press that drew it. */
  #drawing = false;

  shut = $derived(this.drawn && !this.lifted);

  down(now: number) {
    // A key that is held repeats itself.
    if (this.#since !== undefined) return;
    this.#since = now;
    this.#drawing = !this.drawn;
    if (this.drawn) this.lifted = true;
    else this.drawn = true;
  }

  up(now: number) {
    const since = this.#since;
    this.#since = undefined;
    this.lifted = false;
    if (since !== undefined && !this.#drawing && now - since < A_LOOK_MS) this.drawn = false;
  }

  /** The window lost the keyboard: a key that is let go elsewhere is never heard of. */
  lost() {
    this.#since = undefined;
    this.lifted = false;
  }
}
