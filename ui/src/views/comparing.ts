/**
 * People side by side: who stands there, and where what is said of them leads. Fetched with the
 * pages, as nobody needs it to search.
 */
import { call } from "../lib/api/client";
import { toApiError } from "../lib/api/errors";
import type {
  CandidateView,
  ChipView,
  CustomerRecord,
  EntryView,
  RowView,
  SubmissionView,
} from "../lib/api/generated/types";
import { announcer } from "../lib/app/announce.svelte";
import { anew } from "../lib/record/anew";
import { prefill, scraps } from "../lib/record/prefill";
import { failure } from "../lib/words";
import { Carry } from "../customer/carry.svelte";
import { Comparison, type Insight, type Picked, type Typed } from "../customer/comparison.svelte";
import { Customer } from "../customer/customer.svelte";
import { NewCustomer, worthALook } from "../customer/new-customer.svelte";
import { withPicked } from "../customer/picked";
import { keepWord, noteTwice, type Told } from "../decisions/told";
import { newCustomer } from "../search/search.svelte";
import type { Route } from "./router.svelte";
import type { Walk } from "./walk.svelte";

/** How many people stand side by side. */
const columns = 6;

export class Comparing {
  readonly #walk: Walk;

  constructor(walk: Walk) {
    this.#walk = walk;
  }

  readonly #keep = (said: "use" | "different" | "unsure", told: Told) => keepWord(call, said, told);
  readonly #twice = (one: CandidateView, other: CandidateView) => noteTwice(call, one, other);

  /** It is this one: what was typed goes along, and the way back finds the form as it was. */
  async useFor(creation: NewCustomer, candidate: CandidateView, seen = beside(creation), picked?: Picked) {
    const { submission, record } = creation;
    const shown = seen.shown.some((one) => one.local_id === candidate.local_id) ? seen.shown : [candidate];
    void this.#keep("use", { ...seen, record, shown, chosen: candidate, draft: creation.form.draft });
    const carry = await creation.choose(candidate, picked);
    const { unkept } = carry;
    if (unkept) announcer.toast(() => failure(unkept), "danger");
    else if (submission !== undefined) await this.#close(submission, candidate);
    const customer = new Customer(call, candidate.local_id, carry);
    this.#walk.router.leaveForm(creation, { view: "customer", customer });
  }

  /** From the new form, before or at its save. */
  compareNew(creation: NewCustomer, saving: boolean) {
    const { candidates, insight } = creation;
    const comparison = this.#before(creation, candidates, insight, async () => {
      await this.#walk.router.back();
      // Whoever there was no room for is beside the form, or is asked about by the next save.
      const created = saving ? await creation.save() : undefined;
      if (created) await this.#walk.created(creation, created);
    });
    this.#walk.router.over({ view: "compare", comparison });
  }

  /** Somebody new beside those it may be. Only who was shown is spoken of; `then` hears of the others. */
  #before(
    creation: NewCustomer,
    candidates: readonly CandidateView[],
    insight: Insight,
    then: (others: readonly CandidateView[]) => Promise<void>,
  ): Comparison {
    const typed: Typed = { record: creation.record, by: creation.submission === undefined ? "desk" : "customer" };
    const shown = candidates.slice(0, columns);
    const told: Told = { record: typed.record, shown, insight, draft: creation.form.draft };
    return new Comparison(
      shown,
      {
        use: (candidate, picked) => this.useFor(creation, candidate, { shown, insight }, picked),
        unsure: () => this.#keep("unsure", told),
        twice: this.#twice,
        different: async (reason) => {
          creation.answer(shown, reason, () => void this.#keep("different", { ...told, reason }));
          await then(candidates.slice(columns));
        },
      },
      typed,
      insight,
    );
  }

  /** The first rows of the search, the highlighted one before them. */
  async compareRows() {
    const { active, rows, readings } = this.#walk.search;
    const first = rows.filter((row) => row.local_id === active && active !== newCustomer);
    const chosen = [...first, ...rows.filter((row) => row.local_id !== active)].slice(0, columns);
    const record = inPlace(prefill(readings));
    // First all of them: what tells them apart may not have been here before.
    const opened = await Promise.allSettled(chosen.map((row) => call("open", { id: row.local_id })));
    const shown = chosen.map((row) => row.local_id);
    const decision = await call("decide", { record, local_only: true, generation: 0, shown }).catch(() => undefined);
    const candidates = chosen.map((row, index): CandidateView => {
      const judged = decision?.candidates.find((one) => one.local_id === row.local_id);
      const answer = opened[index];
      const known = answer?.status === "fulfilled" ? answer.value.record : undefined;
      return {
        ...(judged ?? bare(row)),
        row,
        record: known ?? judged?.record ?? { kind: row.kind },
      };
    });
    if (candidates.length === 0 || this.#walk.router.route.view !== "search") return;
    // The rows are from both: what the network said to the search is what it said here.
    const { network: asked } = this.#walk.search;
    const network = asked.state === "idle" || asked.state === "asking" ? "not_asked" : asked.state;
    const seen: Insight = { network, complete: network === "answered" && asked.complete };
    const comparison = new Comparison(
      candidates,
      {
        use: (candidate, picked) => {
          void this.#keep("use", { record, shown: candidates, insight: seen, chosen: candidate });
          return this.#openWith(candidate, withPicked({ kind: candidate.record.kind }, picked), picked.lines);
        },
        unsure: () => this.#keep("unsure", { record, shown: candidates, insight: seen }),
        twice: this.#twice,
      },
      { record, by: "desk", scraps: scraps(readings) },
      { ...seen, question: decision?.question, tree: decision?.tree },
    );
    this.#walk.router.over({ view: "compare", comparison });
  }

  /** Opens a known customer with values to be taken over, kept until they are. */
  async #openWith(candidate: CandidateView, left: CustomerRecord, wanted: string[]) {
    if (Object.keys(left).length === 1) return this.#walk.openCustomer(candidate.local_id);
    const carry = await this.#carried(candidate, left, wanted);
    await this.#walk.router.go({ view: "customer", customer: new Customer(call, candidate.local_id, carry) });
  }

  async #carried({ local_id, id }: CandidateView, left: CustomerRecord, wanted: string[]): Promise<Carry> {
    const carry = await Carry.keep(call, { localId: local_id, ...(id === undefined ? {} : { id }), from: "desk", left, wanted });
    const { unkept } = carry;
    if (unkept) announcer.toast(() => failure(unkept), "danger");
    return carry;
  }

  compareEntry(entry: EntryView) {
    const act = async (how: { do: "use"; id: string } | { do: "different"; reason: string }, carry?: Carry) => {
      try {
        const after = await call("outbox_act", { op_id: entry.op_id, act: how });
        this.#walk.router.replace({ view: "customer", customer: new Customer(call, after.local_id, carry) });
      } catch (thrown) {
        await carry?.finish();
        announcer.toast(() => failure(toApiError(thrown)), "danger");
      }
    };
    const opened = call("open", { id: entry.local_id })
      .then(({ record }): Typed => ({ record, by: "entry" }))
      .catch(() => undefined);
    void Promise.all([opened, parked(entry)]).then(([typed, insight]) => {
      const comparison = new Comparison(
        entry.candidates,
        {
          // What was typed for the entry is not sent with it; it is offered, field by field.
          use: async (candidate, picked) => {
            const left = withPicked(typed ? anew(typed.record) : { kind: "person" }, picked);
            const carry = Object.keys(left).length > 1 ? await this.#carried(candidate, left, picked.lines) : undefined;
            await act({ do: "use", id: candidate.id ?? candidate.local_id }, carry);
          },
          different: (reason) => act({ do: "different", reason }),
          unsure: async () => {
            const shown = comparison.candidates;
            if (typed) await this.#keep("unsure", { record: typed.record, shown, insight, op_id: entry.op_id });
          },
          twice: this.#twice,
        },
        typed,
        insight,
      );
      this.#walk.router.over({ view: "compare", comparison });
    });
  }

  /** A kiosk card: compared where it may be somebody, else straight into the form. */
  async review(card: SubmissionView, from: Route) {
    const record: CustomerRecord = { ...card.record, channels: card.record.channels ?? card.channels };
    const decision = await call("decide", { record, local_only: false, generation: 0 }).catch(() => undefined);
    // Whoever has gone elsewhere meanwhile is not fetched back.
    if (this.#walk.router.route !== from) return;
    const candidates = decision?.candidates.filter(worthALook) ?? [];
    const { router } = this.#walk;
    const creation = new NewCustomer(call, record, this.#walk.desk.country, card.id, card.code);
    if (candidates.length === 0) {
      await router.go({ view: "new", creation });
      return;
    }
    const next = (left: readonly CandidateView[]): Comparison =>
      this.#before(creation, left, decision ?? {}, async (others) => {
        router.replace(others.length > 0 ? { view: "compare", comparison: next(others) } : { view: "new", creation });
      });
    router.over({ view: "compare", comparison: next(candidates) });
  }

  /** A person has decided about the card: it leaves the list. */
  async #close(submission: string, { local_id }: CandidateView) {
    try {
      await call("submission_close", { id: submission, outcome: "accepted", used: local_id });
    } catch (thrown) {
      announcer.toast(() => failure(toApiError(thrown)), "danger");
    }
  }
}

/** What was decided when the entry was kept back: it is on its receipt. */
async function parked({ op_id }: EntryView): Promise<Insight> {
  try {
    const { rows } = await call("receipts", { op_id });
    const row = rows.find(({ occasion }) => occasion === "sending");
    if (!row) return {};
    const { kept } = await call("receipt", { id: row.id });
    return { question: kept?.ask, tree: kept?.tree, network: row.network?.state, complete: row.network?.complete };
  } catch {
    return {};
  }
}

/** Who stands beside the form. */
const beside = ({ candidates, insight }: NewCustomer) => ({ shown: candidates.slice(0, columns), insight });

/** A number typed into the search box, in the place where the form would ask for it. */
const inPlace = (record: CustomerRecord): CustomerRecord =>
  record.channels
    ? { ...record, channels: record.channels.map((one) => ({ use: "home", ...(one.kind === "phone" ? { line: "mobile" as const } : {}), ...one })) }
    : record;

const copy: ChipView = { state: "copy" };

/** A row nobody has judged: shown without words about agreement. */
const bare = (row: RowView): CandidateView => ({
  local_id: row.local_id,
  ...(row.id === undefined ? {} : { id: row.id }),
  probability: 0,
  relation: "",
  strong: false,
  evidence: [],
  row: { ...row, chip: row.chip ?? copy },
  record: { kind: row.kind },
});
