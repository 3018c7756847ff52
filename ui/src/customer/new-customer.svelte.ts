/**
 * "New customer": the form, who it may already be while it is filled in, and the create. A strong
 * candidate comes back from the core as a decision to take, never as a record made.
 */
import type { Call } from "../lib/api/client";
import { toApiError } from "../lib/api/errors";
import type { CandidateView, CustomerRecord, DecisionView } from "../lib/api/generated/types";
import type { Guarded } from "../lib/app/guard.svelte";
import { t } from "../lib/i18n/desk";
import { filled } from "../lib/record/changes";
import { RecordForm } from "../lib/record/form.svelte";
import type { Chosen, Kept } from "../lib/record/kept";
import { isObject, plain, type Json, type JsonObject } from "../lib/record/path";
import { Carry } from "./carry.svelte";
import type { Insight, Picked } from "./comparison.svelte";
import { nothingPicked, withPicked } from "./picked";

const quiet = 300;

export type Created =
  | { outcome: "queued"; localId: string }
  | { outcome: "candidates"; decision: DecisionView }
  | { outcome: "refused" };

/** Who it may be, or lives with whom it may be: strangers who only share a name are no news. */
export const worthALook = (one: CandidateView): boolean =>
  one.strong || one.ruled_out === true || one.relation !== "different" || one.probability >= 0.01;

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

/** Whom nobody has asked has said nothing. */
function asked(channel: Json): Json {
  if (!isObject(channel) || !isObject(channel["consent"])) return channel;
  const { consent, ...rest } = channel;
  const said = Object.entries(consent).filter(([, state]) => state !== "UNKNOWN");
  return said.length > 0 ? { ...rest, consent: Object.fromEntries(said) } : rest;
}

export class NewCustomer implements Guarded {
  readonly form: RecordForm;
  candidates = $state.raw<CandidateView[]>([]);
  /** What the core made of it, besides the candidates. */
  insight = $state.raw<Insight>({});
  /** Whether anybody has been looked for yet. */
  checked = $state(false);
  /** Candidates a person has ruled out, by id, and why; no words where nobody was asked. */
  #ruledOut = $state.raw<{ [id: string]: string }>({});
  /** What somebody said since this was opened, about whom; kept once the save has borne it out. */
  #answers: { shown: readonly CandidateView[]; keep: () => void }[] = [];
  /** The kiosk card it came from, and what the visitor was told to say. */
  readonly submission: string | undefined;
  readonly code: string | undefined;

  readonly #call: Call;
  readonly #country: string;
  #generation = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Its customer was created, or its typing thrown away: nobody steps back into it. */
  #over = false;
  /** Where its values went when a known customer was chosen. */
  #carry: Carry | undefined;

  constructor(call: Call, record: CustomerRecord, country: string, submission?: string, code?: string) {
    this.#call = call;
    this.#country = country;
    this.submission = submission;
    this.code = code;
    this.form = new RecordForm(call, laidOut(record, country), (draft) => `new:${draft}`);
    if (submission !== undefined) this.form.besides = { submission, ...(code === undefined ? {} : { code }) };
    if (Object.keys(this.#told(record)).length > 0) this.checkSoon();
  }

  static restore(call: Call, kept: Kept, country: string): NewCustomer {
    const fresh = new NewCustomer(call, { kind: "person" }, country, kept.submission, kept.code);
    fresh.form.restore(kept);
    fresh.#ruledOut = kept.ruledOut ?? {};
    fresh.form.besides = { ...fresh.form.besides, ruledOut: fresh.#ruledOut };
    if (kept.replaces) fresh.inPlaceOf(kept.replaces);
    fresh.checkSoon();
    return fresh;
  }

  get dirty(): boolean {
    return this.form.dirty;
  }

  /** What is typed here was to be sent for somebody who is gone: those entries end with its create. */
  inPlaceOf(entries: readonly string[]) {
    this.form.besides = { ...this.form.besides, replaces: [...entries] };
  }

  /** What was typed is safe elsewhere: the entries it came from need nobody any more. */
  async #putAway() {
    for (const op_id of this.form.besides.replaces ?? []) {
      try {
        await this.#call("outbox_act", { op_id, act: { do: "cancel", reason: t("gone_kept_reason") } });
      } catch {
        // It stays in the waiting list, where it can be given up by hand.
      }
    }
    delete this.form.besides.replaces;
  }

  get over(): boolean {
    return this.#over || (this.#carry?.done ?? false);
  }

  /**
   * It is this one. What was typed stays kept, now for that customer, before the form is left;
   * `unkept` says where that failed.
   */
  async choose(candidate: CandidateView, picked: Picked = nothingPicked): Promise<Carry> {
    clearTimeout(this.#timer);
    this.#generation += 1;
    const chosen: Chosen = {
      localId: candidate.local_id,
      ...(candidate.id === undefined ? {} : { id: candidate.id }),
      from: this.submission === undefined ? "desk" : "customer",
      left: withPicked(this.record, picked),
      wanted: picked.lines,
    };
    this.form.besides = { ...this.form.besides, chosen };
    await this.form.keep();
    this.#carry = new Carry(this.#call, this.form.key, { ...this.form.kept(), chosen });
    this.#carry.unkept = this.form.unkept;
    if (!this.form.unkept) await this.#putAway();
    return this.#carry;
  }

  /** Stepped back into: its values are those of a new customer again. */
  async resume(): Promise<void> {
    const carry = this.#carry;
    if (!carry) return;
    this.#carry = undefined;
    await carry.release();
    delete this.form.besides.chosen;
    await this.form.keep();
    this.checkSoon();
  }

  async leave(how: "keep" | "discard"): Promise<void> {
    if (how === "discard") this.#over = true;
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
    const { channels } = record;
    if (Array.isArray(channels)) record["channels"] = channels.map(asked);
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
      this.candidates = this.#toSee(decision.candidates);
      this.insight = decision;
      this.checked = true;
    } catch (thrown) {
      if (generation !== this.#generation) return;
      // The save asks again and shows what is wrong; typing is not interrupted for a hint.
      this.candidates = [];
      void toApiError(thrown);
    }
  }

  #toSee(candidates: CandidateView[]): CandidateView[] {
    return candidates.filter((one) => worthALook(one) && !this.ruledOut(one));
  }

  ruledOut(candidate: Pick<CandidateView, "local_id" | "id">): boolean {
    return candidate.local_id in this.#ruledOut || (candidate.id ?? "") in this.#ruledOut;
  }

  /** A later round has a reason of its own; what was said of others stands. */
  ruleOut(candidates: readonly Pick<CandidateView, "local_id" | "id">[], reason = "") {
    const round = candidates.map((candidate) => [candidate.id ?? candidate.local_id, reason]);
    this.#ruledOut = { ...this.#ruledOut, ...(Object.fromEntries(round) as { [id: string]: string }) };
    this.form.besides = { ...this.form.besides, ruledOut: this.#ruledOut };
    this.form.keepSoon();
    this.candidates = this.candidates.filter((one) => !this.ruledOut(one));
  }

  /** Somebody's word that it is none of these. Nobody is said to have done so before the save. */
  answer(shown: readonly CandidateView[], reason: string, keep: () => void) {
    this.#answers.push({ shown, keep });
    this.ruleOut(shown, reason);
  }

  /** Whoever may not say so has not said it. Who is gone, nobody was asked about. */
  async #takeBack() {
    const shown = this.#answers.flatMap((answer) => answer.shown);
    this.#answers = [];
    this.#ruledOut = Object.fromEntries(Object.entries(this.#ruledOut).filter(([, reason]) => reason === ""));
    this.form.besides = { ...this.form.besides, ruledOut: this.#ruledOut };
    const again = this.#toSee([...shown, ...this.candidates]);
    this.candidates = again.filter((one, at) => again.findIndex(({ local_id }) => local_id === one.local_id) === at);
    await this.form.keep();
    // Of a draft that was opened again only their ids were left.
    if (this.candidates.length === 0) await this.check();
  }

  async save(): Promise<Created | undefined> {
    const { form } = this;
    if (form.saving) return undefined;
    form.saving = true;
    try {
      const answer = await this.#call("create", {
        draft: form.draft,
        record: this.record,
        different_from: Object.keys(this.#ruledOut),
        reasons: Object.fromEntries(Object.entries(this.#ruledOut).filter(([, reason]) => reason !== "")),
        despite_candidates: false,
        ...(this.submission === undefined ? {} : { submission: this.submission }),
        ...(form.besides.statement ? { statement: form.besides.statement } : {}),
      });
      form.accept();
      if (answer.outcome === "candidates") {
        const open = this.#toSee(answer.decision.candidates);
        // Somebody keeps it from being saved: nobody to show would be no way on.
        this.candidates = open.length > 0 ? open : answer.decision.candidates;
        this.insight = answer.decision;
        return { outcome: "candidates", decision: answer.decision };
      }
      for (const { keep } of this.#answers.splice(0)) keep();
      await this.#putAway();
      await this.leave("discard");
      return { outcome: "queued", localId: answer.local_id };
    } catch (thrown) {
      if (toApiError(thrown).code === "right_missing") await this.#takeBack();
      form.refuse(thrown);
      return { outcome: "refused" };
    } finally {
      form.saving = false;
    }
  }
}
