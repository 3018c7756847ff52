/** The list of decisions, a page at a time, and one of them opened and decided again. */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError } from "../lib/api/errors";
import type { ReceiptRow, ReceiptView, ReplayView } from "../lib/api/generated/types";

export class Receipts {
  rows = $state.raw<readonly ReceiptRow[] | undefined>();
  failed = $state.raw<ApiError | undefined>();
  next = $state<number | undefined>();
  readonly #call: Call;
  readonly #about: string | undefined;
  #generation = 0;

  /** Those about one customer, or all of them. */
  constructor(call: Call, about?: string) {
    this.#call = call;
    this.#about = about;
  }

  /** As many as are shown: whoever reads further down keeps their place. */
  async load() {
    const generation = ++this.#generation;
    const shown = this.rows?.length ?? 0;
    try {
      let { rows, next } = await this.#call("receipts", this.#about === undefined ? {} : { about: this.#about });
      while (rows.length < shown && next !== undefined && generation === this.#generation) {
        const view = await this.#call("receipts", { before: next });
        rows = [...rows, ...view.rows];
        next = view.next;
      }
      if (generation !== this.#generation) return;
      this.rows = rows;
      this.next = next;
      this.failed = undefined;
    } catch (thrown) {
      if (generation === this.#generation) this.failed = toApiError(thrown);
    }
  }

  async more() {
    const { next } = this;
    if (next === undefined) return;
    const generation = ++this.#generation;
    try {
      const view = await this.#call("receipts", { before: next });
      if (generation !== this.#generation) return;
      this.rows = [...(this.rows ?? []), ...view.rows];
      this.next = view.next;
    } catch (thrown) {
      if (generation === this.#generation) this.failed = toApiError(thrown);
    }
  }
}

export class OneReceipt {
  view = $state.raw<ReceiptView | undefined>();
  failed = $state.raw<ApiError | undefined>();
  replay = $state.raw<ReplayView | undefined>();
  replaying = $state(false);
  readonly id: string;
  readonly #call: Call;

  constructor(call: Call, id: string) {
    this.#call = call;
    this.id = id;
  }

  async load() {
    try {
      this.view = await this.#call("receipt", { id: this.id });
      this.failed = undefined;
    } catch (thrown) {
      this.failed = toApiError(thrown);
    }
  }

  async decideAgain() {
    if (this.replaying) return;
    this.replaying = true;
    try {
      this.replay = await this.#call("receipt_replay", { id: this.id });
    } catch (thrown) {
      this.failed = toApiError(thrown);
    } finally {
      this.replaying = false;
    }
  }
}
