/**
 * One customer on the screen: opened at once from this desk's copy, then read afresh; which
 * section is being edited. Answers that come late are dropped here.
 */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError, type FieldError } from "../lib/api/errors";
import type { CandidateView, CustomerRecord, CustomerView, Section } from "../lib/api/generated/types";
import type { Guarded } from "../lib/app/guard.svelte";
import { change } from "../lib/record/changes";
import { mint } from "../lib/id";
import { RecordForm } from "../lib/record/form.svelte";
import { isKept } from "../lib/record/kept";
import { plain, type JsonObject } from "../lib/record/path";
import { part, shapes } from "../lib/record/sections";
import { Carry } from "./carry.svelte";
import { laid, type Room, type Way } from "./differences";

/** Where nobody has said what the network has room for. */
const oneEach: Room = { onePerSlot: true, oneAddressPerKind: true };

export type Saved = "queued" | "unchanged" | "refused" | "busy";

export class Customer implements Guarded {
  view = $state.raw<CustomerView | undefined>();
  failed = $state.raw<ApiError | undefined>();
  refreshing = $state(false);
  /** The last refresh could not reach or read the network. */
  stale = $state.raw<ApiError | undefined>();
  editing = $state<Section | undefined>();
  form = $state.raw<RecordForm | undefined>();
  /** Whom the last correction made this customer look like. */
  alike = $state.raw<readonly CandidateView[]>([]);
  /** What was typed elsewhere (new customer, kiosk) and may be taken over. */
  #carries = $state.raw<Carry[]>([]);
  /** Sections whose draft was found: said on the card. */
  drafts = $state.raw<ReadonlySet<Section>>(new Set());
  /** Who else has typed something here and not saved it. */
  colleagues = $state.raw<readonly string[]>([]);

  id: string;
  readonly #call: Call;
  /** Copies are asked for while others are on their way: an older one is dropped. */
  #refresh: Promise<void> | undefined;
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

  refresh(): Promise<void> {
    this.#refresh ??= this.#refreshed();
    return this.#refresh;
  }

  async #refreshed() {
    this.refreshing = true;
    await this.#show("refresh");
    this.refreshing = false;
    this.#refresh = undefined;
  }

  /** Whether all of it is here, asked for where it is not. */
  async whole(): Promise<boolean> {
    if (this.view?.whole === false) await this.refresh();
    return this.view?.whole ?? false;
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
      const error = toApiError(thrown);
      if (error.code === "not_found") this.#gone(error);
      else if (command === "refresh") this.stale = error;
      else if (!this.view) this.failed = error;
    }
  }

  /**
   * Not on this computer any more: nothing of them stays on the screen, nor is typed for them. Who is
   * forgotten leaves no draft; where only the copy went, the draft waits for them.
   */
  #gone(error: ApiError) {
    this.#epoch += 1;
    this.view = undefined;
    this.failed = error;
    this.form?.halt();
    this.form = undefined;
    this.editing = undefined;
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
      const { drafts, others = [] } = await this.#call("drafts", {});
      this.colleagues = [...new Set(others.filter(({ customer }) => customer === this.id).map(({ by }) => by))];
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
    form.besides = { base: form.base };
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
  async takeOver(section: Section, room: Room = oneEach) {
    const carry = this.carry;
    if (!carry) return;
    await this.edit(section);
    const form = this.form;
    if (!form || this.editing !== section) return;
    const { member } = shapes[section];
    const now = plain({ ...this.view?.record, ...form.value }) as CustomerRecord;
    const ways = carry.open(now, room).map(({ path, way, ways }): [string, Way | undefined] => [
      path,
      way && way !== "keep" ? way : ways.includes("replace") ? "replace" : ways[0],
    ]);
    form.value[member] = laid(section, carry.left, now, Object.fromEntries(ways), room)[member];
    if (carry.statement) form.besides = { ...form.besides, statement: carry.statement };
    await form.keep();
    if (!form.unkept) await carry.took(section);
  }

  /**
   * Saves what was chosen of it, section by section, and nothing else. False where a section was
   * refused: what is left of it stays as it is.
   */
  async takeChosen(room: Room): Promise<boolean> {
    const carry = this.carry;
    const sections = new Set(carry && this.view ? carry.open(this.view.record, room).map((one) => one.section) : []);
    for (const section of sections) {
      const { view } = this;
      if (!carry || !view) return false;
      const open = carry.open(view.record, room).filter((one) => one.section === section);
      const choices = Object.fromEntries(open.map(({ path, way }) => [path, way]));
      if (open.some(({ way }) => way === "add" || way === "replace")) {
        const value = laid(section, carry.left, view.record, choices, room);
        const base = part(view.record, section) as JsonObject;
        try {
          const shown = base[shapes[section].member] ?? null;
          const request = { local_id: view.local_id, section, value: change(section, value, base), shown, draft: mint() };
          const { statement } = carry;
          const saved = await this.#call("save_section", { ...request, ...(statement ? { statement } : {}) });
          this.#epoch += 1;
          this.alike = [...this.alike, ...(saved.alike ?? [])];
          this.#took(saved.customer);
        } catch (thrown) {
          carry.refused = { section, error: toApiError(thrown) };
          return false;
        }
      }
      await carry.took(section);
    }
    await carry?.finish();
    return true;
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
        shown: form.base[shapes[section].member] ?? null,
        draft: form.draft,
        ...(form.besides.statement ? { statement: form.besides.statement } : {}),
      });
      form.accept();
      this.#epoch += 1;
      this.alike = saved.alike ?? [];
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
