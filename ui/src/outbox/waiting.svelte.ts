/** The waiting list: who still stands here first, then what a person must decide, then the oldest. */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError } from "../lib/api/errors";
import type { AsideView, DuplicateRow, EntryView, Standing } from "../lib/api/generated/types";

const first: { [S in Standing]: number } = {
  needs_person: 0,
  checking: 1,
  sending: 2,
  waiting: 3,
  copy: 5,
  in_dms: 6,
  cancelled: 7,
};

const finished = ({ chip }: EntryView) => chip.state === "in_dms" || chip.state === "cancelled";
const rank = (entry: EntryView) => (entry.held ? 4 : first[entry.chip.state]);
/** A clash before a refusal before the rest. */
const decision = ({ chip }: EntryView) => (chip.reason === "conflict" ? 0 : chip.reason === "rejected" ? 1 : 2);
const absent = (entry: EntryView) => (entry.here && !finished(entry) ? 0 : 1);

export function inOrder(entries: readonly EntryView[]): EntryView[] {
  return [...entries].sort(
    (a, b) => absent(a) - absent(b) || rank(a) - rank(b) || decision(a) - decision(b) || b.age_s - a.age_s,
  );
}

/** How worrying it is that something still waits. What somebody holds worries nobody. */
export function urgency(entry: EntryView): "calm" | "long" | "overdue" {
  if (finished(entry) || entry.held) return "calm";
  return entry.age_s >= 86_400 ? "overdue" : entry.age_s >= 3_600 ? "long" : "calm";
}

export const spans = ["none", "hour", "evening", "morning", "week"] as const;
export type Span = (typeof spans)[number];

/** When a hold ends; an evening that is over is tomorrow's. */
export function ends(span: Span, now: Date): string | undefined {
  const at = new Date(now);
  switch (span) {
    case "none":
      return undefined;
    case "hour":
      at.setHours(at.getHours() + 1);
      break;
    case "evening":
      at.setHours(18, 0, 0, 0);
      if (at <= now) at.setDate(at.getDate() + 1);
      break;
    case "morning":
      at.setDate(at.getDate() + 1);
      at.setHours(9, 0, 0, 0);
      break;
    case "week":
      at.setDate(at.getDate() + 7);
      break;
  }
  return at.toISOString();
}

export class Waiting {
  entries = $state.raw<EntryView[] | undefined>();
  /** What nobody can read. */
  aside = $state.raw<AsideView[]>([]);
  /** Second copies in the DMS that nobody has looked at. */
  twins = $state.raw<DuplicateRow[]>([]);
  failed = $state.raw<ApiError | undefined>();
  all = $state(false);
  /** What an empty list does not show: typed and not saved, given up. */
  besides = $state.raw({ drafts: 0, cancelled: 0 });
  readonly #call: Call;
  #generation = 0;

  constructor(call: Call) {
    this.#call = call;
  }

  async load() {
    const generation = ++this.#generation;
    try {
      const { entries, aside = [], twins = [] } = await this.#call("outbox", { all: this.all });
      const besides = entries.length === 0 ? await this.#besides() : { drafts: 0, cancelled: 0 };
      if (generation !== this.#generation) return;
      this.besides = besides;
      this.entries = inOrder(entries);
      this.aside = aside;
      this.twins = twins;
      this.failed = undefined;
    } catch (thrown) {
      if (generation === this.#generation) this.failed = toApiError(thrown);
    }
  }

  async #besides() {
    const [{ drafts }, { entries }] = await Promise.all([this.#call("drafts", {}), this.#call("outbox", { all: true })]);
    // What a later edit took in was not given up.
    const cancelled = entries.filter(({ chip, cancel_reason }) => chip.state === "cancelled" && cancel_reason !== undefined);
    return { drafts: drafts.length, cancelled: cancelled.length };
  }
}
