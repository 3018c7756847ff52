/** Who did what, a page at a time. */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError } from "../lib/api/errors";
import type { AuditChecked, AuditRow, FileView } from "../lib/api/generated/types";

export class Audit {
  rows = $state.raw<readonly AuditRow[] | undefined>();
  checked = $state.raw<AuditChecked | undefined>();
  next = $state<number | undefined>();
  saved = $state.raw<FileView | undefined>();
  failed = $state.raw<ApiError | undefined>();
  readonly #call: Call;
  #generation = 0;

  constructor(call: Call) {
    this.#call = call;
  }

  load = () => this.#page(undefined);

  async more() {
    if (this.next !== undefined) await this.#page(this.next);
  }

  async #page(before: number | undefined) {
    const generation = ++this.#generation;
    try {
      const view = await this.#call("audit", before === undefined ? {} : { before });
      if (generation !== this.#generation) return;
      this.rows = before === undefined ? view.rows : [...(this.rows ?? []), ...view.rows];
      this.next = view.next;
      this.checked = view.checked;
      this.failed = undefined;
    } catch (thrown) {
      if (generation === this.#generation) this.failed = toApiError(thrown);
    }
  }

  async save(csv: boolean) {
    try {
      this.saved = await this.#call("audit_export", { csv });
      this.failed = undefined;
    } catch (thrown) {
      this.failed = toApiError(thrown);
    }
  }
}
