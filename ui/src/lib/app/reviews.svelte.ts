/**
 * How many people each kiosk card may be, as far as this desk knows. Asked once a card and one after
 * the other: a list of two hundred must not make the desk weigh two hundred people at every change.
 */
import type { Call } from "../api/client";
import type { SubmissionView } from "../api/generated/types";

const nameOf = (card: SubmissionView) => `${card.id} ${card.received_at}`;

export class Reviews {
  #matches = $state.raw<ReadonlyMap<string, number>>(new Map());
  #going = false;
  #wanted: readonly SubmissionView[] = [];
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  /** Undefined until it has been looked at. */
  of(card: SubmissionView): number | undefined {
    return this.#matches.get(nameOf(card));
  }

  /** The cards that are shown now; those known already are not asked about again. */
  async look(cards: readonly SubmissionView[]) {
    this.#wanted = cards;
    if (this.#going) return;
    this.#going = true;
    const failed = new Set<string>();
    try {
      for (;;) {
        const next = this.#wanted.find((card) => card.readable && this.of(card) === undefined && !failed.has(nameOf(card)));
        if (!next) return;
        try {
          const { matches } = await this.#call("submission_review", { id: next.id });
          this.#matches = new Map(this.#matches).set(nameOf(next), matches);
        } catch {
          // The card is there all the same; it says nothing about matches.
          failed.add(nameOf(next));
        }
      }
    } finally {
      this.#going = false;
    }
  }
}
