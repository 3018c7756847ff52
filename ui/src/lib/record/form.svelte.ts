/**
 * What a form holds: the record's members as typed, what the core refused of them, and the draft
 * that outlives a crash. Shared by the section forms and by "new customer".
 */
import type { Call } from "../api/client";
import { toApiError, type ApiError, type FieldError } from "../api/errors";
import { due } from "../app/due";
import type { CustomerRecord, StatementView } from "../api/generated/types";
import { mint } from "../id";
import { filled, inForm } from "./changes";
import type { Kept } from "./kept";
import { blank, plain, read, same, write, type Json, type JsonObject } from "./path";

const draftAfter = 300;

export class RecordForm {
  value = $state<JsonObject>({});
  errors = $state.raw<FieldError[]>([]);
  /** What looks wrong and would be taken all the same. */
  advice = $state.raw<FieldError[]>([]);
  /** What stopped the save as a whole, where no field did. */
  problem = $state.raw<ApiError | undefined>();
  saving = $state(false);
  /** The draft could not be kept: said, because nothing else protects what was typed. */
  unkept = $state.raw<ApiError | undefined>();
  /** Raised by each refused save, so that the summary takes the focus each time. */
  refusals = $state(0);
  restored = $state(false);

  draft: string;
  /** What is kept with the values. */
  besides: Omit<Kept, "draft" | "record"> = {};
  /** What it started from: the save says so, and what changed elsewhere since is not undone by it. */
  base = $state.raw<JsonObject>({});
  readonly #call: Call;
  readonly #key: (draft: string) => string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pending: Promise<unknown> = Promise.resolve();

  constructor(call: Call, base: object, key: (draft: string) => string, draft = mint()) {
    this.#call = call;
    this.#key = key;
    this.base = plain(base) as JsonObject;
    this.value = plain(base) as JsonObject;
    this.draft = draft;
  }

  dirty = $derived.by(() => !same(this.value, this.base));

  get key(): string {
    return this.#key(this.draft);
  }

  at(path: string): Json {
    return read(this.value, path);
  }

  text(path: string): string {
    const value = this.at(path);
    return blank(value) || typeof value === "object" ? "" : String(value);
  }

  list(path: string): JsonObject[] {
    const value = this.at(path);
    if (!Array.isArray(value)) return [];
    return value.filter((item): item is JsonObject => typeof item === "object" && item !== null && !Array.isArray(item));
  }

  set(path: string, value: Json) {
    write(this.value, path, value);
    this.errors = this.errors.filter((error) => error.field !== path);
    this.advice = this.advice.filter((one) => one.field !== path);
    this.keepSoon();
  }

  add(list: string, item: JsonObject) {
    const value = this.at(list);
    if (Array.isArray(value)) value.push(item);
    else write(this.value, list, [item]);
    this.keepSoon();
  }

  /** The one gesture that removes an entry of a list. */
  remove(list: string, index: number) {
    const value = this.at(list);
    if (!Array.isArray(value)) return;
    value.splice(index, 1);
    // Positions have moved: what was said of them no longer stands by the right entry.
    this.errors = this.errors.filter((error) => !error.field.startsWith(`${list}[`));
    this.advice = this.advice.filter((one) => !one.field.startsWith(`${list}[`));
    this.keepSoon();
  }

  errorAt(path: string): FieldError | undefined {
    return this.errors.find((error) => error.field === path);
  }

  adviceAt(path: string): FieldError | undefined {
    return this.advice.find((one) => one.field === path);
  }

  /** Asks about one entry of a list, once somebody has finished typing it. */
  async advise(path: string): Promise<void> {
    const [entry, member] = /^(\w+)\[\d+\]/.exec(path) ?? [];
    const typed = this.text(path);
    if (entry === undefined || member === undefined || typed === "") return;
    // The core reads it as the record it would be part of.
    const record = filled({ [member]: [plain(this.at(entry))] }) as Partial<CustomerRecord>;
    try {
      const { fields } = await this.#call("advise", { record: { ...record, kind: "person" } });
      if (this.text(path) !== typed) return;
      const about = fields.map((one) => ({ ...one, field: one.field.replace(`${member}[0]`, entry) }));
      const news = about.filter((one) => one.field === path);
      this.advice = [...this.advice.filter((one) => one.field !== path), ...news];
    } catch {
      // A hint that does not come is no hindrance: the save judges for itself.
    }
  }

  /** Entries nobody filled in were not sent, and the core counts without them; `had` were. */
  refuse(thrown: unknown, had?: JsonObject) {
    const error = toApiError(thrown);
    const form = plain(this.value);
    // What is missing of somebody's rights is no field of the form.
    const fields = error.code === "right_missing" ? [] : error.fields;
    this.errors = fields.map((one) => ({ ...one, field: inForm(one.field, form, had) }));
    this.problem = fields.length > 0 && error.code === "invalid" ? undefined : error;
    this.refusals += 1;
  }

  accept() {
    this.errors = [];
    this.problem = undefined;
  }

  restore(kept: Kept) {
    this.value = plain(kept.record);
    if (kept.base) {
      this.base = plain(kept.base);
      this.besides = { ...this.besides, base: this.base };
    }
    this.draft = kept.draft;
    if (kept.statement) this.besides.statement = kept.statement;
    this.restored = true;
  }

  /** The privacy statement, to be shown now: that it was goes along with the save. */
  async shows(language: string): Promise<StatementView> {
    const given = await this.#call("statement", {});
    this.besides.statement = { version: given.version, language };
    return given;
  }

  /** Steady typing is kept as well: a further key does not put it off. */
  keepSoon() {
    due.add(this);
    this.#timer ??= setTimeout(() => void this.keep(), draftAfter);
  }

  kept(): Kept {
    return { draft: this.draft, record: plain(this.value), ...plain(this.besides) };
  }

  /** Writes the draft now. */
  async keep(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const kept = this.kept();
    const pending = this.#pending.then(async () => {
      try {
        await this.#call("draft_save", { key: this.key, value: kept });
        this.unkept = undefined;
      } catch (thrown) {
        this.unkept = toApiError(thrown);
      }
    });
    this.#pending = pending;
    await pending;
    if (this.#pending === pending && this.#timer === undefined) due.delete(this);
  }

  /** Begins anew with what is known now: nothing of what was typed or shown before counts any more. */
  beginAnew(base: object) {
    this.base = plain(base) as JsonObject;
    this.value = plain(base) as JsonObject;
    this.besides = { base: this.base };
    this.restored = false;
    this.keepSoon();
  }

  /** Writes and drops nothing more: whose form it was is not known here now. */
  halt() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    due.delete(this);
  }

  /** Ends the form: a draft still on its way is kept where `keep` says so, dropped otherwise. */
  async end(keep: boolean): Promise<void> {
    const unwritten = this.#timer !== undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (keep) {
      if (unwritten) await this.keep();
      return;
    }
    due.delete(this);
    // Behind a draft that is being written, or it would come back.
    await this.#pending;
    try {
      await this.#call("draft_drop", { key: this.key });
    } catch {
      // A draft that stays is offered again: that loses nothing.
    }
  }
}
