/** The waiting list: entries that are not in the DMS yet, those that need a person first. */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError } from "../lib/api/errors";
import type { EntryView, Standing } from "../lib/api/generated/types";

const first: { [S in Standing]: number } = {
  needs_person: 0,
  checking: 1,
  sending: 2,
  waiting: 3,
  copy: 4,
  in_dms: 5,
  cancelled: 6,
};

/** What a person must decide stands first, a clash before the rest; then the oldest. */
export function inOrder(entries: readonly EntryView[]): EntryView[] {
  const clash = (entry: EntryView) => (entry.chip.reason === "conflict" ? 0 : 1);
  return [...entries].sort(
    (a, b) =>
      first[a.chip.state] - first[b.chip.state] || clash(a) - clash(b) || b.age_s - a.age_s,
  );
}

export class Waiting {
  entries = $state.raw<EntryView[] | undefined>();
  failed = $state.raw<ApiError | undefined>();
  all = $state(false);
  readonly #call: Call;
  #generation = 0;

  constructor(call: Call) {
    this.#call = call;
  }

  async load() {
    const generation = ++this.#generation;
    try {
      const { entries } = await this.#call("outbox", { all: this.all });
      if (generation !== this.#generation) return;
      this.entries = inOrder(entries);
      this.failed = undefined;
    } catch (thrown) {
      if (generation === this.#generation) this.failed = toApiError(thrown);
    }
  }
}
