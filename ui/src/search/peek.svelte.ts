/**
 * A look at the highlighted row without opening it. It belongs to that row: it follows the
 * highlight and is gone with it. Answers for a row already left are dropped here.
 */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError } from "../lib/api/errors";
import type { PeekView, RowView } from "../lib/api/generated/types";

export class Peek {
  row = $state.raw<RowView | undefined>();
  view = $state.raw<PeekView | undefined>();
  failed = $state.raw<ApiError | undefined>();
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  async open(row: RowView): Promise<void> {
    if (this.row?.local_id === row.local_id) return;
    this.row = row;
    this.view = undefined;
    this.failed = undefined;
    try {
      const view = await this.#call("peek", { id: row.local_id });
      if (this.row === row) this.view = view;
    } catch (thrown) {
      if (this.row === row) this.failed = toApiError(thrown);
    }
  }

  close() {
    this.row = undefined;
    this.view = undefined;
    this.failed = undefined;
  }
}
