/**
 * What leaves the desk together: everything that waited at one time. Counted from the store's own
 * entries, never from what the counts seem to say, so that "all are in the DMS" is only said of those
 * that are.
 */
import type { Call } from "../api/client";
import type { EntryView, StatusView } from "../api/generated/types";

export interface Result {
  total: number;
  inDms: number;
  conflict: number;
  rejected: number;
  /** For other reasons. */
  person: number;
  cancelled: number;
  /** Not finished after all. */
  unfinished: number;
  entries: EntryView[];
}

/** What goes by itself. */
export const moving = (status: StatusView): number =>
  Math.max(0, status.waiting - status.held) + status.sending + status.checking;

export function judge(ids: ReadonlySet<string>, all: readonly EntryView[]): Result {
  // What a later edit took in lives on in that one.
  const entries = all.filter(
    ({ op_id, chip, cancel_reason }) => ids.has(op_id) && !(chip.state === "cancelled" && cancel_reason === undefined),
  );
  const count = (is: (entry: EntryView) => boolean) => entries.filter(is).length;
  const needs = (reason: string) => count(({ chip }) => chip.state === "needs_person" && chip.reason === reason);
  const conflict = needs("conflict");
  const rejected = needs("rejected");
  return {
    total: entries.length,
    inDms: count(({ chip }) => chip.state === "in_dms"),
    conflict,
    rejected,
    person: count(({ chip }) => chip.state === "needs_person") - conflict - rejected,
    cancelled: count(({ chip }) => chip.state === "cancelled"),
    unfinished: count(({ chip }) => ["waiting", "sending", "checking"].includes(chip.state)),
    entries,
  };
}

const quiet = ["online", "slow", "not_asked"];

export class Batch {
  /** How many there are in all, and which of them is on its way: for "3 of 7". */
  total = $state(0);
  at = $state(0);
  result = $state.raw<Result | undefined>();
  readonly #call: Call;
  #ids = new Set<string>();
  #before = 0;
  #away = false;
  #told: ReadonlySet<string> = new Set();
  #reading: Promise<void> = Promise.resolve();

  constructor(call: Call) {
    this.#call = call;
  }

  heard(status: StatusView) {
    const now = moving(status);
    if (now > 0) {
      if (!quiet.includes(status.connection)) this.#away = true;
      // More came; or some left.
      if (now > this.#before) this.total += now - this.#before;
      this.at = Math.min(this.total, this.total - now + 1);
      if (now !== this.#before) this.#note();
    } else if (this.#before === 0) {
      // Somebody decided: what is shown is no longer all there is to say.
      if (this.result) void this.#finish(this.#told);
    } else {
      const worth = this.#away || this.total > 1;
      const ids = this.#ids;
      const waited = this.#reading;
      this.#ids = new Set();
      this.#away = false;
      this.total = 0;
      this.at = 0;
      if (worth) void waited.then(() => this.#finish(ids));
      else if (this.result) void this.#finish(this.#told);
    }
    this.#before = now;
  }

  /** Somebody has read it. */
  read() {
    this.result = undefined;
  }

  #note() {
    const ids = this.#ids;
    const read = async () => {
      try {
        const { entries } = await this.#call("outbox", { all: false });
        for (const { op_id, chip, held } of entries) {
          if (!held && chip.state !== "needs_person") ids.add(op_id);
        }
      } catch {
        // Less is counted then, and nothing wrong is said.
      }
    };
    this.#reading = this.#reading.then(read);
  }

  async #finish(ids: ReadonlySet<string>) {
    if (ids.size === 0) return;
    this.#told = ids;
    const again = this.result !== undefined;
    try {
      const { entries } = await this.#call("outbox", { all: true });
      const result = judge(ids, entries);
      // Whoever closed it meanwhile has read it.
      if (result.total > 0 && (!again || this.result)) this.result = result;
    } catch {
      // The waiting list says what there is.
    }
  }
}
