/** The exchanges that are shown, which one is open, and what the practice network said to the same. */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError } from "../lib/api/errors";
import type { XrayReplayView, XrayView } from "../lib/api/generated/types";

export class Xray {
  readonly #call: Call;
  #chosen = $state.raw<number | undefined>();
  view = $state.raw<XrayView | undefined>();
  failed = $state.raw<ApiError | undefined>();
  again = $state.raw<XrayReplayView | undefined>();
  copied = $state.raw<boolean | undefined>();
  busy = $state(false);

  constructor(call: Call) {
    this.#call = call;
  }

  /** The chosen one, or the newest. */
  get row() {
    const rows = this.view?.rows ?? [];
    return rows.find(({ n }) => n === this.#chosen) ?? rows[0];
  }

  choose(n: number) {
    this.#chosen = n;
    this.again = undefined;
    this.copied = undefined;
  }

  async load() {
    try {
      this.view = await this.#call("xray", {});
      this.failed = undefined;
    } catch (thrown) {
      this.failed = toApiError(thrown);
    }
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(this.row?.curl ?? "");
      this.copied = true;
    } catch {
      this.copied = false;
    }
  }

  async replay() {
    const n = this.row?.n;
    if (n === undefined || this.busy) return;
    this.busy = true;
    this.again = undefined;
    try {
      const again = await this.#call("xray_replay", { n });
      // Somebody may look at another one by now.
      if (this.row?.n === n) this.again = again;
      this.failed = undefined;
    } catch (thrown) {
      this.failed = toApiError(thrown);
    } finally {
      this.busy = false;
    }
  }
}
