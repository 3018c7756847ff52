/**
 * Who stands at the desk, as the window knows it: behind the door of a locked desk there is no page
 * at all, and locking throws the present one away with everything in it.
 */
import type { Call } from "../lib/api/client";
import { toApiError } from "../lib/api/errors";
import type { SeatView, StatusView } from "../lib/api/generated/types";
import { keepDue } from "../lib/app/due";
import { language, pick } from "../lib/i18n/locale.svelte";

/** How often it is looked whether nobody has touched the desk for too long. */
const LOOK_MS = 1_000;

export class Front {
  /** Undefined until the core has said; null where no people are set up. */
  seat = $state.raw<SeatView | null | undefined>();
  readonly call: Call;
  /** Throws the page away. */
  readonly #reload: () => void;
  #touched = Date.now();
  #locking = false;

  constructor(call: Call, reload: () => void) {
    this.call = call;
    this.#reload = reload;
  }

  locked = $derived(this.seat !== undefined && this.seat !== null && this.seat.person === undefined);

  async start() {
    try {
      const status = await this.call("status", {});
      // Nobody sees their desk in somebody else's words first.
      await this.#speak(status.seat);
      this.heard(status);
    } catch (thrown) {
      // A desk that cannot be opened says so itself; one that was locked is locked.
      this.seat = toApiError(thrown).code === "desk_locked" ? { rights: [], lock_after_minutes: 3 } : null;
    }
  }

  heard(status: StatusView) {
    const before = this.seat;
    if (before?.person && before.person.language !== status.seat?.person?.language) void this.#speak(status.seat);
    // Somebody else's page, or nobody's: what it holds goes with it.
    const another = before && before.person?.id !== status.seat?.person?.id;
    // Behind the door of a page that is on its way out nothing is begun.
    if (!another || !this.locked) this.seat = status.seat ?? null;
    if (another) this.#reload();
  }

  /** The language of whoever stands here, where they have one. */
  async #speak(seat: SeatView | undefined) {
    const theirs = pick([seat?.person?.language ?? ""]);
    if (theirs !== undefined && theirs !== language.current) await language.show(theirs);
  }

  touched() {
    this.#touched = Date.now();
  }

  /** Returns what stops the looking. */
  watch(): () => void {
    const timer = setInterval(() => {
      const after = this.seat?.person ? this.seat.lock_after_minutes * 60_000 : undefined;
      if (after !== undefined && Date.now() - this.#touched >= after) void this.lock();
    }, LOOK_MS);
    return () => clearInterval(timer);
  }

  /** Where no people are set up there is nobody to lock it against. */
  async lock(): Promise<boolean> {
    if (!this.seat?.person) return false;
    // The page is on its way out.
    if (this.#locking) return true;
    this.#locking = true;
    await keepDue();
    try {
      await this.call("people_lock", {});
    } finally {
      this.#reload();
    }
    return true;
  }

  /** Somebody was let in: their page, and nothing of anybody else's. */
  entered() {
    this.#reload();
  }
}
