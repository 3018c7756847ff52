/** What this computer holds about one person: shown, saved as a file, forgotten. */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError } from "../lib/api/errors";
import type { FileView, PersonHeldView, UnsentChoice } from "../lib/api/generated/types";

export class Held {
  view = $state.raw<PersonHeldView | undefined>();
  failed = $state.raw<ApiError | undefined>();
  saved = $state.raw<FileView | undefined>();
  busy = $state(false);
  readonly #call: Call;
  readonly #id: string;

  constructor(call: Call, id: string) {
    this.#call = call;
    this.#id = id;
  }

  load = () => this.#do(async () => (this.view = await this.#call("held", { id: this.#id })));

  save = () => this.#do(async () => (this.saved = await this.#call("held_save", { id: this.#id })));

  /** How many changes are waited for; undefined where it was refused. */
  async forget(unsent: UnsentChoice, reason: string): Promise<number | undefined> {
    let waiting: number | undefined;
    await this.#do(async () => {
      const request = unsent === "cancel" ? { id: this.#id, unsent, reason } : { id: this.#id, unsent };
      waiting = (await this.#call("forget", request)).waiting;
    });
    return waiting;
  }

  async #do(work: () => Promise<unknown>) {
    if (this.busy) return;
    this.busy = true;
    try {
      await work();
      this.failed = undefined;
    } catch (thrown) {
      this.failed = toApiError(thrown);
    } finally {
      this.busy = false;
    }
  }
}
