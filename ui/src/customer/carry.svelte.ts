/**
 * What was typed for somebody new who turned out to be known. It stays kept, tied to the customer
 * that was chosen, until each section was taken over or knowingly dropped: a crash loses none of it.
 */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError } from "../lib/api/errors";
import type { CustomerRecord, DraftView, Section } from "../lib/api/generated/types";
import { mint } from "../lib/id";
import { isChosen, type Chosen, type ChosenDraft } from "../lib/record/kept";
import { plain, type JsonObject } from "../lib/record/path";
import { shapes } from "../lib/record/sections";
import { differences, type Choices, type Difference, type Room, type Way } from "./differences";

export class Carry {
  left = $state.raw<CustomerRecord>({ kind: "person" });
  /** Everything was taken, or somebody said that the rest is not wanted. */
  done = $state(false);
  unkept = $state.raw<ApiError | undefined>();
  /** What somebody chose for a field, by its path. */
  chosen = $state.raw<Choices>({});
  /** What a section was refused for. */
  refused = $state.raw<{ section: Section; error: ApiError } | undefined>();
  readonly key: string;
  readonly #call: Call;
  readonly #kept: ChosenDraft;
  #pending: Promise<void> = Promise.resolve();
  #settled = false;

  constructor(call: Call, key: string, kept: ChosenDraft) {
    this.#call = call;
    this.key = key;
    this.#kept = kept;
    this.left = kept.chosen.left;
  }

  /** Those of the kept drafts that are for this customer, oldest first. */
  static of(call: Call, drafts: readonly DraftView[], localId: string, id?: string): Carry[] {
    return drafts.flatMap(({ key, value }) => {
      if (!isChosen(value)) return [];
      const { chosen } = value;
      const meant = chosen.localId === localId || (id !== undefined && chosen.id === id);
      return meant ? [new Carry(call, key, value)] : [];
    });
  }

  /** Kept for a customer without a form before it: a comparison, an entry. */
  static async keep(call: Call, chosen: Chosen): Promise<Carry> {
    const draft = mint();
    const carry = new Carry(call, `new:${draft}`, { draft, record: plain(chosen.left) as JsonObject, chosen });
    await carry.#write(() => call("draft_save", { key: carry.key, value: carry.#kept }));
    return carry;
  }

  /** Where what was typed and the record differ, with what is chosen so far. */
  open(record: CustomerRecord, room: Room): (Difference & { way: Way | undefined })[] {
    const wanted = this.#kept.chosen.wanted ?? [];
    return differences(this.left, record, room).map((one) => {
      const start = wanted.includes(one.line) ? one.ways[0] : one.start;
      return { ...one, way: this.chosen[one.path] ?? start };
    });
  }

  choose(path: string, way: Way) {
    this.chosen = { ...this.chosen, [path]: way };
    this.refused = undefined;
  }

  get from(): Chosen["from"] {
    return this.#kept.chosen.from;
  }

  /** The privacy statement that stood beside what was typed: consent goes on with it. */
  get statement(): ChosenDraft["statement"] {
    return this.#kept.statement;
  }

  /** A section was laid into its form, which keeps it from now on. */
  async took(section: Section): Promise<void> {
    const left = { ...this.left };
    delete left[shapes[section].member];
    this.left = left;
    await this.#write(() =>
      this.#call("draft_save", {
        key: this.key,
        value: { ...this.#kept, chosen: { ...this.#kept.chosen, left } },
      }),
    );
  }

  /** Nothing of it is wanted any more. */
  async finish(): Promise<void> {
    this.done = true;
    await this.settle();
  }

  /** The record says it all already: nothing is left to keep, and it may still be shown. */
  async settle(): Promise<void> {
    if (this.#settled) return;
    this.#settled = true;
    await this.#write(() => this.#call("draft_drop", { key: this.key }));
  }

  /** Waits until what was written stands: the form takes its draft back. */
  async release(): Promise<void> {
    this.#settled = true;
    await this.#pending;
  }

  #write(act: () => Promise<unknown>): Promise<void> {
    this.#pending = this.#pending.then(async () => {
      try {
        await act();
        this.unkept = undefined;
      } catch (thrown) {
        this.unkept = toApiError(thrown);
      }
    });
    return this.#pending;
  }
}
