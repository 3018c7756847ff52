/**
 * People side by side: what was typed (if anything was) and two to six candidates. Knows what each
 * field of each says and how the core judged it; the deciding is whoever opened it.
 */
import type { CandidateView, CustomerRecord, EvidenceView } from "../lib/api/generated/types";
import { language } from "../lib/i18n/locale.svelte";
import { show } from "../lib/record/birth-date";
import { addressLine, phoneText } from "../lib/record/show";

export type Outcome = "agree" | "similar" | "differ" | "missing";
const outcomes: readonly string[] = ["agree", "similar", "differ", "missing"];

/** What was compared, from whom: words the columns' headings with. */
export type Typed = {
  record: CustomerRecord;
  by: "desk" | "customer" | "entry";
  /** Scraps of a search that are no whole value: `…4417`, by line. */
  scraps?: { [line: string]: string };
};

export interface Deciding {
  /** It is this one. */
  use(candidate: CandidateView): Promise<void>;
  /** None of them; absent where nothing is being created. */
  different?: ((reason: string) => Promise<void>) | undefined;
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

interface Field {
  name: string;
  /** The evidence that speaks of it. */
  evidence: readonly string[];
  /** What a search row says it matched by. */
  matched: readonly string[];
  value: (record: CustomerRecord) => string[];
}

const texts = (...values: (string | undefined)[]) => values.filter((value) => !!value?.trim()) as string[];

const fields: readonly Field[] = [
  {
    name: "name",
    evidence: ["familyName", "givenName", "name", "familyName2", "middleName", "preferredName"],
    matched: ["name", "givenName", "middleName", "familyName", "familyName2", "preferredName"],
    value: ({ names }) =>
      texts(
        texts(names?.givenName, names?.middleName, names?.familyName, names?.familyName2).join(" "),
      ),
  },
  { name: "company", evidence: ["company"], matched: ["company"],
    value: ({ company }) => texts(company?.name) },
  {
    name: "phone",
    evidence: ["phone"],
    matched: ["phone"],
    value: ({ channels }) =>
      (channels ?? []).filter((one) => one.kind === "phone").map((one) => phoneText(one.value)),
  },
  {
    name: "email",
    evidence: ["email"],
    matched: ["email"],
    value: ({ channels }) =>
      (channels ?? []).filter((one) => one.kind === "email").map((one) => one.value),
  },
  {
    name: "address",
    evidence: ["street", "address", "houseNumber", "postalCode", "city"],
    matched: ["postcode", "postalCode", "town", "city", "street"],
    value: ({ addresses }) => texts(...(addresses ?? []).map(addressLine)),
  },
  {
    name: "birth_date",
    evidence: ["birthDate", "birth_date"],
    matched: ["birth_date", "birthDate"],
    value: ({ identity }) => texts(show(identity?.birthDate ?? "", language.tag)),
  },
  {
    name: "vehicle",
    evidence: ["vin", "licensePlate", "vehicle"],
    matched: ["vin", "plate", "licensePlate"],
    value: ({ vehicles }) =>
      (vehicles ?? []).map((car) =>
        texts(car.make, car.model, car.year?.toString(), car.licensePlate, car.vin).join(" "),
      ),
  },
  { name: "customer_key", evidence: ["customerKey"], matched: ["customer_key", "customerKey"],
    value: ({ customerKey }) => texts(customerKey) },
];

const strength: { [O in Outcome]: number } = { agree: 3, similar: 2, differ: 1, missing: 0 };

/** Several pieces of evidence on one line: a difference is never hidden behind an agreement. */
function judged(evidence: readonly EvidenceView[], names: readonly string[]): Outcome | undefined {
  const found = evidence
    .filter((piece) => names.includes(piece.field) && outcomes.includes(piece.outcome))
    .map((piece) => piece.outcome as Outcome);
  const told = found.filter((outcome) => outcome !== "missing");
  if (told.length === 0) return found[0];
  if (told.includes("differ") && told.some((outcome) => outcome !== "differ")) return "similar";
  return told.reduce((weakest, outcome) => (strength[outcome] < strength[weakest] ? outcome : weakest));
}

export class Comparison {
  /** The column the keys act on. */
  chosen = $state(0);
  deciding = $state(false);
  asking = $state(false);

  readonly typed: Typed | undefined;
  readonly candidates: readonly CandidateView[];
  readonly question: string | undefined;
  readonly decide: Deciding;

  constructor(
    candidates: readonly CandidateView[],
    decide: Deciding,
    typed?: Typed,
    question?: string,
  ) {
    this.candidates = candidates.slice(0, 6);
    this.decide = decide;
    this.typed = typed;
    this.question = question;
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
    if (length > 0) this.chosen = (this.chosen + step + length) % length;
  }

  async use(at = this.chosen) {
    const candidate = this.candidates[at];
    if (candidate) await this.#once(() => this.decide.use(candidate));
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
