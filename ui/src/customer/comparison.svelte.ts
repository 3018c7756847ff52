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
export type Typed = { record: CustomerRecord; by: "desk" | "customer" | "entry" };

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
  value: (record: CustomerRecord) => string[];
}

const texts = (...values: (string | undefined)[]) => values.filter((value) => !!value?.trim()) as string[];

const fields: readonly Field[] = [
  {
    name: "name",
    evidence: ["familyName", "givenName", "name", "familyName2", "middleName", "preferredName"],
    value: ({ names }) =>
      texts(
        texts(names?.givenName, names?.middleName, names?.familyName, names?.familyName2).join(" "),
      ),
  },
  { name: "company", evidence: ["company"], value: ({ company }) => texts(company?.name) },
  {
    name: "phone",
    evidence: ["phone"],
    value: ({ channels }) =>
      (channels ?? []).filter((one) => one.kind === "phone").map((one) => phoneText(one.value)),
  },
  {
    name: "email",
    evidence: ["email"],
    value: ({ channels }) =>
      (channels ?? []).filter((one) => one.kind === "email").map((one) => one.value),
  },
  {
    name: "address",
    evidence: ["street", "address", "houseNumber", "postalCode", "city"],
    value: ({ addresses }) => texts(...(addresses ?? []).map(addressLine)),
  },
  {
    name: "birth_date",
    evidence: ["birthDate", "birth_date"],
    value: ({ identity }) => texts(show(identity?.birthDate ?? "", language.tag)),
  },
  {
    name: "vehicle",
    evidence: ["vin", "licensePlate", "vehicle"],
    value: ({ vehicles }) =>
      (vehicles ?? []).map((car) =>
        texts(car.make, car.model, car.year?.toString(), car.licensePlate, car.vin).join(" "),
      ),
  },
  { name: "customer_key", evidence: ["customerKey"], value: ({ customerKey }) => texts(customerKey) },
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
    const typed = this.typed?.record;
    return fields
      .map((field) => ({
        field: field.name,
        typed: typed ? field.value(typed).join("\n") : "",
        cells: this.candidates.map((candidate): Cell => {
          const text = field.value(candidate.record).join("\n");
          const outcome = judged(candidate.evidence, field.evidence);
          return { text, outcome: typed || candidate.evidence.length > 0 ? outcome : undefined };
        }),
      }))
      .filter((line) => line.typed !== "" || line.cells.some((cell) => cell.text !== ""));
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
