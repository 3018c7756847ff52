/**
 * "New customer": the form, who it may already be while it is filled in, and the create. A strong
 * candidate comes back from the core as a decision to take, never as a record made.
 */
import type { Call } from "../lib/api/client";
import { toApiError } from "../lib/api/errors";
import type { CandidateView, CustomerRecord, DecisionView } from "../lib/api/generated/types";
import type { Guarded } from "../lib/app/guard.svelte";
import { filled } from "../lib/record/changes";
import { RecordForm, type Kept } from "../lib/record/form.svelte";
import { plain, type JsonObject } from "../lib/record/path";

const quiet = 300;

export type Created =
  | { outcome: "queued"; localId: string }
  | { outcome: "candidates"; decision: DecisionView }
  | { outcome: "refused" };

/** The fields the form always shows, so that typing goes into entries that exist. */
function laidOut(record: CustomerRecord, country: string): JsonObject {
  const start = plain(record) as JsonObject;
  const given = record.channels ?? [];
  const phones = given.filter((channel) => channel.kind === "phone");
  const emails = given.filter((channel) => channel.kind === "email");
  const phone = { use: "home", line: "mobile", value: "", ...phones[0], kind: "phone" };
  const email = { use: "home", value: "", ...emails[0], kind: "email" };
  start["names"] = { ...(record.names ?? {}) };
  start["company"] = { ...(record.company ?? {}) };
  start["identity"] = { ...(record.identity ?? {}) };
  start["channels"] = plain([phone, email, ...phones.slice(1), ...emails.slice(1)]);
  const address = { kind: "physical", ...record.addresses?.[0] };
  start["addresses"] = plain([address, ...(record.addresses ?? []).slice(1)]);
  if (!record.addresses?.[0]?.countryCode) {
    start["addresses"] = plain([{ ...address, countryCode: country }]);
  }
  start["vehicles"] = plain(record.vehicles?.length ? record.vehicles : [{}]);
  return start;
}

export class NewCustomer implements Guarded {
  readonly form: RecordForm;
  candidates = $state.raw<CandidateView[]>([]);
  question = $state.raw<string | undefined>();
  /** Whether anybody has been looked for yet. */
  checked = $state(false);
  /** Candidates a person has ruled out, by local id. */
  differentFrom = $state.raw<string[]>([]);
  readonly submission: string | undefined;

  readonly #call: Call;
  readonly #country: string;
  #generation = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** A form nobody typed in, but which was opened with something in it, holds typing too. */
  readonly #prefilled: boolean;

  constructor(call: Call, record: CustomerRecord, country: string, submission?: string) {
    this.#call = call;
    this.#country = country;
    this.submission = submission;
    this.form = new RecordForm(call, laidOut(record, country), (draft) => `new:${draft}`);
    this.#prefilled = Object.keys(this.#told(record)).length > 0;
    if (this.#prefilled) this.checkSoon();
  }

  static restore(call: Call, kept: Kept, country: string): NewCustomer {
    const fresh = new NewCustomer(call, { kind: "person" }, country);
    fresh.form.restore(kept);
    fresh.checkSoon();
    return fresh;
  }

  get dirty(): boolean {
    return this.form.dirty;
  }

  async leave(how: "keep" | "discard"): Promise<void> {
    clearTimeout(this.#timer);
    this.#generation += 1;
    await this.form.end(how === "keep");
  }

  get company(): boolean {
    return this.form.text("kind") === "company";
  }

  /** Switching keeps what was typed on either side. */
  kind(kind: "person" | "company") {
    this.form.set("kind", kind);
    this.checkSoon();
  }

  /** The record as it would be created: what belongs to the other kind is left out. */
  get record(): CustomerRecord {
    const value = plain(this.form.value);
    const record = filled(value);
    if (!this.company) delete record["company"];
    else delete record["identity"];
    const addresses = record["addresses"];
    if (Array.isArray(addresses)) {
      const told = addresses.filter((address) => this.#tells(address as JsonObject));
      if (told.length > 0) record["addresses"] = told;
      else delete record["addresses"];
    }
    return { ...(record as object), kind: this.company ? "company" : "person" };
  }

  /** A country alone was put there by the form, not by a person. */
  #tells(address: JsonObject): boolean {
    const others = Object.keys(address).filter((name) => name !== "kind" && name !== "countryCode");
    return others.length > 0 || (address["countryCode"] ?? this.#country) !== this.#country;
  }

  #told(record: CustomerRecord): JsonObject {
    const told = filled(plain(record) as JsonObject);
    delete told["kind"];
    return told;
  }

  /** Who may this be? Asked of this desk's copy while typing. */
  checkSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.check(), quiet);
  }

  async check() {
    clearTimeout(this.#timer);
    const generation = ++this.#generation;
    const { record } = this;
    if (Object.keys(this.#told(record)).length === 0) {
      this.candidates = [];
      return;
    }
    try {
      const decision = await this.#call("decide", { record, local_only: true, generation });
      if (generation !== this.#generation) return;
      this.candidates = decision.candidates.filter((one) => !this.ruledOut(one));
      this.question = decision.question;
      this.checked = true;
    } catch (thrown) {
      if (generation !== this.#generation) return;
      // The save asks again and shows what is wrong; typing is not interrupted for a hint.
      this.candidates = [];
      void toApiError(thrown);
    }
  }

  ruledOut(candidate: Pick<CandidateView, "local_id" | "id">): boolean {
    const { differentFrom } = this;
    return (
      differentFrom.includes(candidate.local_id) ||
      (candidate.id !== undefined && differentFrom.includes(candidate.id))
    );
  }

  ruleOut(candidates: readonly Pick<CandidateView, "local_id" | "id">[]) {
    const ids = candidates.map((candidate) => candidate.id ?? candidate.local_id);
    this.differentFrom = [...new Set([...this.differentFrom, ...ids])];
    this.candidates = this.candidates.filter((one) => !this.ruledOut(one));
  }

  async save(): Promise<Created | undefined> {
    const { form } = this;
    if (form.saving) return undefined;
    form.saving = true;
    try {
      const answer = await this.#call("create", {
        draft: form.draft,
        record: this.record,
        different_from: this.differentFrom,
        despite_candidates: false,
        ...(this.submission === undefined ? {} : { submission: this.submission }),
      });
      form.accept();
      if (answer.outcome === "candidates") {
        this.candidates = answer.decision.candidates;
        return { outcome: "candidates", decision: answer.decision };
      }
      await this.leave("discard");
      return { outcome: "queued", localId: answer.local_id };
    } catch (thrown) {
      form.refuse(thrown);
      return { outcome: "refused" };
    } finally {
      form.saving = false;
    }
  }
}
