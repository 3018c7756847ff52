/** What a manager looks at once a day. Kept with the page it was opened from: stepping back finds it. */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError } from "../lib/api/errors";
import type { OverviewView } from "../lib/api/generated/types";

export const periods = [7, 30, 90] as const;
export type Days = (typeof periods)[number];

/** The pages that rows lead to. */
export type List = "waiting" | "submissions" | "decisions";

export class Overview {
  days = $state<Days>(7);
  view = $state.raw<OverviewView | undefined>();
  failed = $state.raw<ApiError | undefined>();
  /** The row it was left by. */
  left: string | undefined;
  readonly #call: Call;
  #generation = 0;

  constructor(call: Call) {
    this.#call = call;
  }

  async load(days: Days = this.days) {
    // What another period says is not shown under this one's name.
    if (days !== this.days) this.view = undefined;
    this.days = days;
    const generation = ++this.#generation;
    try {
      const view = await this.#call("overview", { days });
      if (generation !== this.#generation) return;
      this.view = view;
      this.failed = undefined;
    } catch (thrown) {
      if (generation !== this.#generation) return;
      this.view = undefined;
      this.failed = toApiError(thrown);
    }
  }
}
