/**
 * People side by side: what was typed (if anything was) and two to six candidates. Knows what each
 * field of each says and how the core judged it; the deciding is whoever opened it.
 */
import type { Answered, CandidateView, CustomerRecord, TreeView } from "../lib/api/generated/types";
import { fields, judged, type Field, type Outcome } from "../lib/record/compare-fields";

export type { Outcome };

/** What was compared, from whom: words the columns' headings with. */
export type Typed = {
  record: CustomerRecord;
  by: "desk" | "customer" | "entry";
  /** Scraps of a search that are no whole value: `…4417`, by line. */
  scraps?: { [line: string]: string };
};

/** Values somebody copied to the chosen one from another column, by line. */
export interface Picked {
  lines: string[];
  record: CustomerRecord;
}

/** What the core found out besides the candidates. */
export interface Insight {
  question?: string | undefined;
  /** Where the seed's decision tree ends. */
  tree?: TreeView | undefined;
  network?: Answered | undefined;
  /** The network showed everybody it has. */
  complete?: boolean | undefined;
}

/** How the rule and the evidence stand to each other. */
export interface Finding {
  branch: string;
  /** Whom the rule names. */
  ruled: readonly CandidateView[];
  /** Whom the evidence names, and as what. */
  best: CandidateView | undefined;
  evidence: "same" | "household" | "nobody";
  verdict: "agree" | "disagree" | "open";
}

export interface Deciding {
  /** It is this one. */
  use(candidate: CandidateView, picked: Picked): Promise<void>;
  /** None of them; absent where nothing is being created. */
  different?: ((reason: string) => Promise<void>) | undefined;
  /** Nobody can say: kept, and left as it is. */
  unsure?: (() => Promise<void>) | undefined;
  /** Two of those shown are one person, stored twice; false where that could not be kept. */
  twice?: ((one: CandidateView, other: CandidateView) => Promise<boolean>) | undefined;
}

export interface Cell {
  text: string;
  outcome: Outcome | undefined;
}

export interface Line {
  field: string;
  typed: string;
  cells: Cell[];
}

/** A column: what was typed, or the candidate at that place. */
export type Source = "typed" | number;

export class Comparison {
  /** The column the keys act on. */
  chosen = $state(0);
  deciding = $state(false);
  asking = $state(false);

  readonly typed: Typed | undefined;
  readonly candidates: readonly CandidateView[];
  readonly insight: Insight;
  readonly decide: Deciding;
  /** Pairs that were noted as stored twice. */
  #twice = $state.raw<readonly string[]>([]);
  /** From which column a line is copied to the chosen one. */
  #picks = $state.raw<{ readonly [line: string]: Source }>({});

  constructor(
    candidates: readonly CandidateView[],
    decide: Deciding,
    typed?: Typed,
    insight: Insight = {},
  ) {
    this.candidates = candidates.slice(0, 6);
    this.decide = decide;
    this.typed = typed;
    this.insight = insight;
  }

  get question(): string | undefined {
    return this.insight.question;
  }

  /** Another column becomes the one that is meant; what was to be copied from it stays there. */
  column(at: number) {
    this.chosen = at;
    this.#picks = Object.fromEntries(Object.entries(this.#picks).filter(([, source]) => source !== at));
  }

  /** Whether a value can go to the chosen column: it is there, and it is another one. */
  copies(line: Line, source: Source): boolean {
    const field = fields.find((one) => one.name === line.field);
    const record = this.#recordOf(source);
    if (!field?.part || !record || source === this.chosen) return false;
    // The first letters of a name find somebody; they are no name.
    if (source === "typed" && this.typed?.scraps && line.field === "name") return false;
    const text = field.value(record).join("\n");
    return text !== "" && text !== line.cells[this.chosen]?.text;
  }

  picks(line: string, source: Source): boolean {
    return this.#picks[line] === source;
  }

  /** Copies a value across, or takes that back. */
  pick(line: string, source: Source) {
    const { [line]: before, ...others } = this.#picks;
    this.#picks = before === source ? others : { ...others, [line]: source };
  }

  get picked(): Picked {
    const record: CustomerRecord = { kind: this.candidates[this.chosen]?.record.kind ?? "person" };
    for (const [line, source] of Object.entries(this.#picks)) {
      const part = fields.find((one) => one.name === line)?.part;
      const from = this.#recordOf(source);
      if (!part || !from) continue;
      const { channels: more, ...rest } = part(from);
      Object.assign(record, rest);
      if (more) record.channels = [...(record.channels ?? []), ...more];
    }
    return { lines: Object.keys(this.#picks), record };
  }

  #recordOf(source: Source): CustomerRecord | undefined {
    return source === "typed" ? this.typed?.record : this.candidates[source]?.record;
  }

  /** The rule and the evidence, side by side; where they do not say the same, a person decides. */
  get finding(): Finding | undefined {
    const { tree } = this.insight;
    if (!tree) return undefined;
    const ruled = this.candidates.filter((one) => tree.ids.includes(one.id ?? "") || tree.ids.includes(one.local_id));
    // Whom it names was ruled out before: it says nothing about those who are left.
    if (tree.ids.length > 0 && ruled.length === 0) return undefined;
    const best = this.candidates.toSorted((a, b) => b.probability - a.probability)[0];
    const says = best?.relation === "same" && best.probability >= 0.5 ? "same" : best?.relation === "household" ? "household" : "nobody";
    const named = says === "same" && best !== undefined && ruled.includes(best);
    const silent = says !== "same" && tree.ids.length === 0;
    const verdict = tree.branch === "several" ? "open" : named || silent ? "agree" : "disagree";
    return { branch: tree.branch, ruled, best: says === "nobody" ? undefined : best, evidence: says, verdict };
  }

  lines(): Line[] {
    const { typed } = this;
    return fields
      .map((field) => {
        const told = typed ? field.value(typed.record).join("\n") : "";
        const scrap = told || (typed?.scraps?.[field.name] ?? "");
        return {
          field: field.name,
          typed: scrap,
          cells: this.candidates.map((candidate): Cell => {
            const text = field.value(candidate.record).join("\n");
            return { text, outcome: this.#outcome(candidate, field, scrap, text) };
          }),
        };
      })
      .filter((line) => line.typed !== "" || line.cells.some((cell) => cell.text !== ""));
  }

  /** The core's evidence; for a row only searched for, whether the search matched here. */
  #outcome(candidate: CandidateView, field: Field, typed: string, text: string): Outcome | undefined {
    if (candidate.evidence.length > 0) return judged(candidate.evidence, field.evidence);
    if (typed === "") return undefined;
    if (text === "") return "missing";
    return candidate.row.why.some((why) => field.matched.includes(why.field)) ? "agree" : "differ";
  }

  choose(step: 1 | -1) {
    const { length } = this.candidates;
    if (length > 0) this.column((this.chosen + step + length) % length);
  }

  async use(at = this.chosen) {
    const candidate = this.candidates[at];
    if (!candidate) return;
    if (at !== this.chosen) this.column(at);
    const { picked } = this;
    await this.#once(() => this.decide.use(candidate, picked));
  }

  async unsure() {
    await this.decide.unsure?.();
  }

  /** Whether a column and the chosen one may be one person, stored twice: the DMS has both. */
  mayBeTwice(at: number): boolean {
    const [one, other] = [this.candidates[this.chosen], this.candidates[at]];
    // Whoever is plainly somebody else is not offered.
    if ([one, other].some((any) => any?.relation === "different")) return false;
    return this.decide.twice !== undefined && at !== this.chosen && !!one?.id && !!other?.id;
  }

  isTwice(at: number): boolean {
    return this.#twice.includes(this.#pair(at));
  }

  async noteTwice(at: number) {
    const [one, other] = [this.candidates[this.chosen], this.candidates[at]];
    if (!one || !other || !this.decide.twice || this.isTwice(at)) return;
    const pair = this.#pair(at);
    if (await this.decide.twice(one, other)) this.#twice = [...this.#twice, pair];
  }

  #pair(at: number): string {
    return [this.candidates[this.chosen]?.id, this.candidates[at]?.id].toSorted().join(" ");
  }

  /** Asks why, as the verdict is kept with its reason. */
  askDifferent() {
    if (this.decide.different) this.asking = true;
  }

  async different(reason: string) {
    const { different } = this.decide;
    this.asking = false;
    if (different) await this.#once(() => different(reason));
  }

  async #once(act: () => Promise<void>) {
    if (this.deciding) return;
    this.deciding = true;
    try {
      await act();
    } finally {
      this.deciding = false;
    }
  }
}
