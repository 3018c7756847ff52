/** The door of a locked desk: who it is, and their PIN. */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError } from "../lib/api/errors";
import type { PersonView } from "../lib/api/generated/types";

export class Unlock {
  people = $state.raw<readonly PersonView[]>([]);
  chosen = $state("");
  pin = $state("");
  busy = $state(false);
  wrong = $state(false);
  /** No PIN of this person is looked at any more. */
  shut = $state(false);
  /** Until when none is looked at, and what is left of it. */
  waits = $state(0);
  failed = $state.raw<ApiError | undefined>();
  /** A visitor at the kiosk waits for somebody to come. */
  rung = $state(false);
  #until = 0;
  readonly #call: Call;
  readonly #entered: () => void;

  constructor(call: Call, entered: () => void) {
    this.#call = call;
    this.#entered = entered;
  }

  async load() {
    try {
      this.people = (await this.#call("people", {})).people;
      this.chosen ||= this.people[0]?.id ?? "";
    } catch (thrown) {
      this.failed = toApiError(thrown);
    }
  }

  /** Asked again and again: a locked desk is told nothing by itself. */
  async listen() {
    try {
      this.rung = (await this.#call("status", {})).help !== undefined;
    } catch {
      // Who stands here is told by the door what is wrong.
    }
  }

  choose(id: string) {
    this.chosen = id;
    this.pin = "";
    this.wrong = this.shut = false;
    this.#until = this.waits = 0;
  }

  tick() {
    this.waits = Math.max(0, Math.ceil((this.#until - Date.now()) / 1_000));
  }

  async submit() {
    if (this.busy || this.pin === "") return;
    const pin = this.pin;
    this.pin = "";
    this.busy = true;
    try {
      const { open, wait_s, locked } = await this.#call("people_unlock", { id: this.chosen, pin });
      this.failed = undefined;
      this.wrong = !open;
      this.shut = locked;
      this.#until = Date.now() + (wait_s ?? 0) * 1_000;
      this.tick();
      if (open) this.#entered();
    } catch (thrown) {
      this.failed = toApiError(thrown);
    } finally {
      this.busy = false;
    }
  }
}
