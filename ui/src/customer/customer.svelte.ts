/**
 * One customer on the screen: opened at once from this desk's copy, then read afresh; which
 * section is being edited. Answers that come late are dropped here.
 */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError, type FieldError } from "../lib/api/errors";
import type { CustomerRecord, CustomerView, Section } from "../lib/api/generated/types";
import type { Guarded } from "../lib/app/guard.svelte";
import { change } from "../lib/record/changes";
import { RecordForm } from "../lib/record/form.svelte";
import { isKept } from "../lib/record/kept";
import { blank, isObject, plain, type Json, type JsonObject } from "../lib/record/path";
import { addressFields, part, shapes } from "../lib/record/sections";
import { houseFirst } from "../lib/record/show";
import { Carry } from "./carry.svelte";

export type Saved = "queued" | "unchanged" | "refused" | "busy";

export class Customer implements Guarded {
  view = $state.raw<CustomerView | undefined>();
  failed = $state.raw<ApiError | undefined>();
  refreshing = $state(false);
  /** The last refresh could not reach or read the network. */
  stale = $state.raw<ApiError | undefined>();
  editing = $state<Section | undefined>();
  form = $state.raw<RecordForm | undefined>();
  /** What was typed elsewhere (new customer, kiosk) and may be taken over. */
  #carries = $state.raw<Carry[]>([]);
  /** Sections whose draft was found: said on the card. */
  drafts = $state.raw<ReadonlySet<Section>>(new Set());

  id: string;
  readonly #call: Call;
  /** Copies are asked for while others are on their way: an older one is dropped. */
  #asked = 0;
  #shown = 0;
  /** Raised by a save and by each answer of the network: what was asked before is older. */
  #epoch = 0;

  constructor(call: Call, id: string, carry?: Carry) {
    this.#call = call;
    this.id = id;
    if (carry) this.#carries = [carry];
  }

  /** One after the other, should several forms have led here. */
  get carry(): Carry | undefined {
    return this.#carries.find((carry) => !carry.done);
  }

  get dirty(): boolean {
    return this.form?.dirty ?? false;
  }

  async leave(how: "keep" | "discard"): Promise<void> {
    await this.stop(how === "keep");
  }

  async open() {
    await this.#show("open");
    void this.#findDrafts();
    if (this.view) await this.refresh();
  }

  /** Only what this desk holds, without asking the network: after a status event. */
  async reread() {
    if (this.view) await this.#show("open");
  }

  async refresh() {
    if (this.refreshing) return;
    this.refreshing = true;
    await this.#show("refresh");
    this.refreshing = false;
  }

  async #show(command: "open" | "refresh") {
    const epoch = this.#epoch;
    const turn = ++this.#asked;
    try {
      const view = await this.#call(command, { id: this.id });
      if (epoch !== this.#epoch || (command === "open" && turn < this.#shown)) return;
      if (command === "open") this.#shown = turn;
      this.#took(view);
      if (command === "open") return;
      this.#epoch += 1;
      this.stale = undefined;
    } catch (thrown) {
      if (epoch !== this.#epoch) return;
      if (command === "refresh") this.stale = toApiError(thrown);
      else if (!this.view) this.failed = toApiError(thrown);
    }
  }

  #took(view: CustomerView) {
    this.view = view;
    this.id = view.local_id;
    this.failed = undefined;
  }

  #key(section: Section): string {
    return `edit:${this.id}:${section}`;
  }

  async #findDrafts() {
    try {
      const { drafts } = await this.#call("drafts", {});
      const found = Object.values(shapes)
        .map((shape) => shape.section)
        .filter((section) => drafts.some((draft) => draft.key === this.#key(section)));
      this.drafts = new Set(found);
      const held = new Set(this.#carries.map((carry) => carry.key));
      const kept = Carry.of(this.#call, drafts, this.id, this.view?.id);
      this.#carries = [...this.#carries, ...kept.filter((carry) => !held.has(carry.key))];
    } catch {
      // A draft is offered again when its section is opened.
    }
  }

  /** Opens a section's form, with the draft a former one left and what it was refused for. */
  async edit(section: Section, errors: FieldError[] = []) {
    const view = this.view;
    if (!view || this.editing === section) return;
    const key = this.#key(section);
    const form = new RecordForm(this.#call, part(view.record, section), () => key);
    this.form = form;
    this.editing = section;
    try {
      const { drafts } = await this.#call("drafts", {});
      const kept = drafts.find((draft) => draft.key === key)?.value;
      if (this.form === form && !form.dirty && isKept(kept)) form.restore(kept);
    } catch {
      // The form starts from the record.
    }
    if (this.form === form && errors.length > 0) {
      form.errors = errors;
      form.refusals += 1;
    }
  }

  /**
   * Opens a section with what was typed elsewhere laid over it. The section's own draft holds it
   * before the other lets go of it.
   */
  async takeOver(section: Section) {
    const carry = this.carry;
    if (!carry) return;
    await this.edit(section);
    const form = this.form;
    if (!form || this.editing !== section) return;
    const { member, list } = shapes[section];
    const typed = plain(part(carry.left, section))[member as keyof Partial<CustomerRecord>] as Json;
    if (list && Array.isArray(typed)) {
      const had = form.list(member);
      for (const item of typed) this.#lay(form, member, had, item as JsonObject);
    } else if (typeof typed === "object" && typed !== null && !Array.isArray(typed)) {
      for (const [name, value] of Object.entries(typed)) {
        if (!blank(value)) form.set(`${member}.${name}`, value);
      }
    }
    await form.keep();
    if (!form.unkept) await carry.took(section);
  }

  /** A channel or car is added; an address replaces the one of its kind. */
  #lay(form: RecordForm, member: string, had: JsonObject[], item: JsonObject) {
    if (member !== "addresses") {
      const slot = had.findIndex((old) => this.#sameSlot(member, old, item));
      if (slot === -1) form.add(member, item);
      else this.#layChannel(form, `${member}[${slot}]`, item);
      return;
    }
    const kind = item["kind"] ?? "physical";
    const at = had.findIndex((old) => (old["kind"] ?? "physical") === kind);
    if (at === -1) form.add(member, item);
    else this.#layAddress(form, `${member}[${at}]`, had[at] ?? {}, item);
  }

  /** The new address in the place of the old; what the network keeps with it besides stays. */
  #layAddress(form: RecordForm, path: string, old: JsonObject, item: JsonObject) {
    const typed = { ...item };
    if (!blank(old["line1"])) {
      const country = String(item["countryCode"] ?? old["countryCode"] ?? "");
      const parts = [item["streetName"], item["houseNumber"]].filter((part) => !blank(part));
      typed["line1"] = (houseFirst(country) ? parts.reverse() : parts).join(" ");
      delete typed["streetName"];
      delete typed["houseNumber"];
    }
    for (const { name } of addressFields) {
      if (!blank(typed[name]) || !blank(old[name])) form.set(`${path}.${name}`, typed[name] ?? "");
    }
  }

  /** The new number and what was agreed to; what the record knows besides stays. */
  #layChannel(form: RecordForm, path: string, item: JsonObject) {
    form.set(`${path}.value`, item["value"]);
    const { consent } = item;
    if (!isObject(consent)) return;
    for (const [way, state] of Object.entries(consent)) form.set(`${path}.consent.${way}`, state);
  }

  /** Networks keep one number for each use and line, so the same slot is replaced. */
  #sameSlot(member: string, old: JsonObject, item: JsonObject): boolean {
    if (member !== "channels") return false;
    return ["kind", "use", "line"].every((name) => (old[name] ?? "") === (item[name] ?? ""));
  }

  async save(): Promise<Saved> {
    const { form, editing: section, view } = this;
    if (!form || !section || !view || form.saving) return "busy";
    form.saving = true;
    try {
      const saved = await this.#call("save_section", {
        local_id: view.local_id,
        section,
        value: change(section, form.value, form.base),
        draft: form.draft,
      });
      form.accept();
      this.#epoch += 1;
      this.#took(saved.customer);
      await this.stop(false);
      return saved.op_id === undefined ? "unchanged" : "queued";
    } catch (thrown) {
      form.refuse(thrown, form.base);
      return "refused";
    } finally {
      form.saving = false;
    }
  }

  /** Closes the form; its draft stays where `keep` says so. */
  async stop(keep: boolean) {
    const { form, editing } = this;
    this.form = undefined;
    this.editing = undefined;
    if (!form || !editing) return;
    const drafts = new Set(this.drafts);
    if (keep) drafts.add(editing);
    else drafts.delete(editing);
    this.drafts = drafts;
    await form.end(keep);
  }
}
