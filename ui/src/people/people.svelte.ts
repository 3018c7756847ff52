/** Who works here, for whoever looks after them. */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError, type FieldError } from "../lib/api/errors";
import type { PeopleView, PersonView } from "../lib/api/generated/types";

export class People {
  view = $state.raw<PeopleView | undefined>();
  /** Being added or changed; without an id somebody new. */
  form = $state<{ id?: string; name: string; role: string; pin: string; language: string } | undefined>();
  removing = $state.raw<PersonView | undefined>();
  busy = $state(false);
  failed = $state.raw<ApiError | undefined>();
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  load = () => this.#do(() => this.#call("people", {}));

  add() {
    this.failed = undefined;
    // Nobody can be locked out by the first one.
    this.form = { name: "", role: this.view?.people.length ? "sales" : "admin", pin: "", language: "" };
  }

  change({ id, name, role, language = "" }: PersonView) {
    this.failed = undefined;
    this.form = { id, name, role, pin: "", language };
  }

  refused(field: string): FieldError | undefined {
    return this.failed?.fields.find((one) => one.field === field);
  }

  async save() {
    const form = this.form;
    if (!form) return;
    const { id, name, role, pin, language } = form;
    const request = { name, role, language, ...(id ? { id } : {}), ...(pin ? { pin } : {}) };
    if (await this.#do(() => this.#call("people_save", request))) this.form = undefined;
    else form.pin = "";
  }

  async remove() {
    const id = this.removing?.id;
    this.removing = undefined;
    if (id) await this.#do(() => this.#call("people_remove", { id }));
  }

  forgive = () => this.#do(() => this.#call("people_forgive", {}));

  async #do(ask: () => Promise<PeopleView>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    try {
      this.view = await ask();
      this.failed = undefined;
      return true;
    } catch (thrown) {
      this.failed = toApiError(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
