/**
 * The search box: what was typed, how it was read, whose rows are shown and which one is
 * highlighted. Owns the generations; what arrives late is dropped here. Draws nothing.
 */
import type { Call } from "../lib/api/client";
import { toApiError } from "../lib/api/errors";
import type {
  Code,
  Flip,
  Meaning,
  NetworkRowsView,
  Reading,
  RowView,
  SearchView,
} from "../lib/api/generated/types";
import { Peek } from "./peek.svelte";

/** The option below the rows. Not a local id: those are never this word. */
export const newCustomer = "new-customer";

const quiet = 250;
const barAfter = 800;
const slowAfter = 3_000;
const giveUpAfter = 10_000;
const networkLetters = 3;
/** Ways to match by which somebody else may have been meant. */
const guesses = new Set(["near", "sound"]);

export type NetworkState = "idle" | "asking" | "answered" | "offline" | "failed" | "not_asked";
export type Patience = "fresh" | "bar" | "slow";

export interface NetworkGroup {
  state: NetworkState;
  patience: Patience;
  complete: boolean;
  total?: number | undefined;
  tookMs: number;
  reason?: string | undefined;
  rows: RowView[];
}

/** What the last search took, as it was measured; whole milliseconds. */
export interface Took {
  here: number;
  /** Nineteen of twenty here. */
  p95?: number | undefined;
  dms?: number | undefined;
}

const wholeMs = (us: number) => Math.ceil(us / 1_000);

const nothingAsked = (): NetworkGroup => ({
  state: "idle",
  patience: "fresh",
  complete: true,
  tookMs: 0,
  rows: [],
});

export class Search {
  text = $state("");
  readings = $state.raw<Reading[]>([]);
  local = $state.raw<SearchView | undefined>();
  /** The text that the rows of this desk answer. */
  answered = $state.raw("");
  network = $state.raw<NetworkGroup>(nothingAsked());
  /** Stays when the box is emptied. */
  took = $state.raw<Took | undefined>();
  /** The local copy could not be searched. */
  failed = $state.raw<Code | undefined>();
  /** Local id of the highlighted row, or `newCustomer`. Only the person moves it. */
  active = $state<string | undefined>();

  readonly peek: Peek;

  readonly #call: Call;
  #generation = 0;
  #flips: Flip[] = [];
  #flippedIn = "";
  #cycles = new Map<number, readonly Meaning[]>();
  /** The last question to this desk's copy. */
  #pending: Promise<void> = Promise.resolve();
  #timers: ReturnType<typeof setTimeout>[] = [];

  constructor(call: Call) {
    this.#call = call;
    this.peek = new Peek(call);
  }

  get blank(): boolean {
    return this.text.trim() === "";
  }

  /** The desk's own rows; where the network gave the same person, the fuller row in its place. */
  localRows = $derived.by((): RowView[] => {
    const rows = this.local?.rows ?? [];
    const fresher = new Map(this.network.rows.map((row) => [row.local_id, row]));
    return rows.map((row) => ({ ...fresher.get(row.local_id), ...row }));
  });

  /** What only the network knows. */
  networkRows = $derived.by((): RowView[] => {
    const known = new Set((this.local?.rows ?? []).map((row) => row.local_id));
    return this.network.rows.filter((row) => !known.has(row.local_id));
  });

  /** Local ids the network has confirmed. */
  confirmed = $derived(new Set(this.network.rows.map((row) => row.local_id)));

  rows = $derived([...this.localRows, ...this.networkRows]);

  /** Every option in the order the arrows take. */
  options = $derived(this.blank ? [] : [...this.rows.map((row) => row.local_id), newCustomer]);

  type(text: string) {
    if (text === this.text) return;
    // A flip belongs to a word: it survives as long as the words before it stand.
    if (!text.startsWith(this.#flippedIn)) this.#forgetFlips();
    this.text = text;
    this.#highlight(undefined);
    void this.ask();
  }

  clear() {
    this.type("");
  }

  /** The meaning a chip takes next. */
  next(index: number): Meaning | undefined {
    const as = this.readings[index]?.as;
    if (!as) return undefined;
    const cycle = this.#cycle(index);
    const next = cycle[(cycle.indexOf(as) + 1) % cycle.length];
    return next === as ? undefined : next;
  }

  /** All meanings of a chip, in the order it was first read with. */
  #cycle(index: number): readonly Meaning[] {
    const reading = this.readings[index];
    return this.#cycles.get(index) ?? (reading ? [reading.as, ...(reading.others ?? [])] : []);
  }

  flip(index: number) {
    const next = this.next(index);
    if (!next) return;
    this.#cycles.set(index, this.#cycle(index));
    this.#flips = [...this.#flips.filter((flip) => flip.index !== index), { index, meaning: next }];
    this.#flippedIn = this.text;
    this.#highlight(undefined);
    void this.ask();
  }

  /** Asks again without a key: F5. */
  ask(): Promise<void> {
    this.#pending = this.#ask();
    return this.#pending;
  }

  /** Comes back to the screen: what it found may have changed. Nothing moves before the answers. */
  async again(): Promise<void> {
    if (this.blank) return;
    this.peek.close();
    this.#pending = this.#ask(this.network.state === "answered");
    await this.#pending;
  }

  /** Waits until rows and readings belong to the text: a quick key acts on what it meant. */
  settled(): Promise<void> {
    return this.#pending;
  }

  async #ask(again = false): Promise<void> {
    this.#stopWaiting();
    const generation = ++this.#generation;
    if (this.blank) {
      this.readings = [];
      this.local = undefined;
      this.network = nothingAsked();
      this.failed = undefined;
      return;
    }
    const request = { text: this.text, generation, flips: this.#flips };
    const long = this.text.trim().length >= networkLetters;
    // Rows of the previous letters would be presented as the network's answer to these.
    if (!again) this.network = long ? { ...nothingAsked(), state: "asking" } : nothingAsked();
    if (long) this.#later(quiet, () => void this.#askNetwork(generation, request));
    try {
      const view = await this.#call("search", request);
      if (generation !== this.#generation) return;
      this.failed = undefined;
      this.readings = view.readings;
      if (again) this.#leave(this.local?.rows ?? [], view.rows);
      this.local = view;
      this.took = { here: wholeMs(view.took_us), p95: view.p95_us === undefined ? undefined : wholeMs(view.p95_us) };
      this.answered = request.text;
    } catch (thrown) {
      if (generation !== this.#generation) return;
      this.failed = toApiError(thrown).code;
      this.local = undefined;
      // Unread, but not lost: "new customer" starts from it.
      this.readings = [{ text: this.text.trim(), as: "name", value: this.text.trim() }];
    }
    this.#keepHighlight();
  }

  /** Whoever is no longer at this desk is not the network's instead: it has not said so. */
  #leave(before: readonly RowView[], now: readonly RowView[]) {
    const gone = new Set(before.map((row) => row.local_id));
    for (const row of now) gone.delete(row.local_id);
    this.network = { ...this.network, rows: this.network.rows.filter((row) => !gone.has(row.local_id)) };
  }

  async #askNetwork(generation: number, request: { text: string; generation: number; flips: Flip[] }) {
    const patience = (word: Patience) => () => {
      if (this.network.state === "asking") this.network = { ...this.network, patience: word };
    };
    this.#later(barAfter, patience("bar"));
    this.#later(slowAfter, patience("slow"));
    this.#later(giveUpAfter, () => {
      if (this.network.state !== "asking") return;
      this.network = { ...nothingAsked(), state: "failed", reason: "slow" };
    });
    let view: NetworkRowsView;
    try {
      view = await this.#call("search_network", request);
    } catch (thrown) {
      const { code } = toApiError(thrown);
      const state = code === "offline" ? "offline" : "failed";
      view = { generation, state, complete: false, took_ms: 0, rows: [], reason: code };
    }
    if (generation !== this.#generation) return;
    this.#stopWaiting();
    this.network = {
      state: view.state,
      patience: "fresh",
      complete: view.complete,
      total: view.total,
      tookMs: view.took_ms,
      reason: view.reason,
      rows: view.rows,
    };
    if (view.state === "answered" && this.took) this.took = { ...this.took, dms: view.took_ms };
    this.#keepHighlight();
  }

  move(step: 1 | -1) {
    const { options } = this;
    if (options.length === 0) return;
    const at = this.active === undefined ? -1 : options.indexOf(this.active);
    const first = step === 1 ? 0 : options.length - 1;
    const next = at === -1 ? first : (at + step + options.length) % options.length;
    this.#highlight(options[next]);
  }

  /** The highlighted row, unless it is "new customer". */
  get activeRow(): RowView | undefined {
    return this.rows.find((row) => row.local_id === this.active);
  }

  /** Whether there was a row to look at, or to look away from. */
  look(): boolean {
    const row = this.activeRow;
    if (!row) return false;
    if (this.peek.row) this.peek.close();
    else void this.peek.open(row);
    return true;
  }

  /** Steps back by one: the look first, then the highlight. False where there is neither. */
  letGo(): boolean {
    if (this.peek.row) this.peek.close();
    else if (this.active !== undefined) this.#highlight(undefined);
    else return false;
    return true;
  }

  /** Where somebody looks at a row, the look goes along. */
  #highlight(option: string | undefined) {
    this.active = option;
    const row = this.activeRow;
    if (this.peek.row && row) void this.peek.open(row);
    else this.peek.close();
  }

  /**
   * What Enter means: the highlighted option; with none highlighted the only row there is.
   * With several, or one who only nearly matches or lacks a part, it highlights the first and opens nothing, so
   * that nobody is picked unseen.
   */
  async enter(): Promise<string | undefined> {
    if (this.active !== undefined) return this.active;
    const generation = this.#generation;
    await this.settled();
    if (this.blank || generation !== this.#generation) return undefined;
    const [only, ...others] = this.rows;
    // Whoever lacks a part that was only begun is shown with fewer reasons than there are parts.
    const parts = this.readings.reduce((sum, { as, text }) => sum + (as === "company" ? text.trim().split(/\s+/).length : 1), 0);
    const lacks = only && only.why.length > 0 && only.why.length < parts;
    const sure = only && others.length === 0 && !lacks && !only.why.some((why) => guesses.has(why.how));
    if (sure && this.network.state !== "asking") return only.local_id;
    this.active = only?.local_id ?? newCustomer;
    return undefined;
  }

  /** A highlighted row that is no longer there is not replaced by another. */
  #keepHighlight() {
    if (this.active !== undefined && !this.options.includes(this.active)) this.#highlight(undefined);
  }

  #forgetFlips() {
    this.#flips = [];
    this.#flippedIn = "";
    this.#cycles.clear();
  }

  #later(after: number, then: () => void) {
    this.#timers.push(setTimeout(then, after));
  }

  #stopWaiting() {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }
}
