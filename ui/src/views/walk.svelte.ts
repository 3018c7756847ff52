/**
 * The ways between the views: what opening, creating, comparing and using a person lead to. The
 * views raise events; only this knows where they go.
 */
import { call } from "../lib/api/client";
import { toApiError, type FieldError } from "../lib/api/errors";
import type {
  CandidateView,
  ChipView,
  CustomerRecord,
  EntryView,
  RowView,
  Section,
  SubmissionView,
} from "../lib/api/generated/types";
import { announcer } from "../lib/app/announce.svelte";
import type { Desk } from "../lib/app/desk.svelte";
import { Guard } from "../lib/app/guard.svelte";
import { t } from "../lib/i18n/desk";
import { prefill, scraps } from "../lib/record/prefill";
import { personName } from "../lib/record/show";
import { failure } from "../lib/words";
import type { Carry } from "../customer/carry.svelte";
import type { Insight, Picked, Typed } from "../customer/comparison.svelte";
import type { Created, NewCustomer } from "../customer/new-customer.svelte";
import { withPicked } from "../customer/picked";
import { keptWords } from "../outbox/kept-words";
import type { List } from "../overview/overview.svelte";
import { keepWord, noteTwice, type Told } from "../decisions/told";
import { Home, type KeptDraft } from "../search/home.svelte";
import { newCustomer, Search } from "../search/search.svelte";
import { Router } from "./router.svelte";

/** Nobody needs them to search. */
const made = () => import("./controllers");

/** How many people stand side by side. */
const columns = 6;

export class Walk {
  readonly guard = new Guard();
  readonly router = new Router(this.guard);
  readonly search = new Search(call);
  readonly home = new Home(call);
  readonly desk: Desk;
  /** The kiosk card a form or a comparison came from. */
  card = $state.raw<SubmissionView | undefined>();
  /** The card the network is being asked about. */
  asking = $state<string | undefined>();
  /** This desk has opened the customer's window. */
  kiosk = $state(false);
  /** The self-check keeps it shut, and says why. */
  unready = $state(false);

  /** What a scan filled the search with, for a new customer. */
  scanned: { text: string; record: CustomerRecord } | undefined;

  constructor(desk: Desk) {
    this.desk = desk;
  }

  /** What a crash or a power cut left: said once, at the start. */
  async welcomeBack() {
    await this.home.load();
    const entries = await call("outbox", { all: false }).then(({ entries }) => entries, () => []);
    const words = keptWords(this.home.drafts, entries);
    if (words !== "") announcer.toast(words, "plain", "drafts");
  }

  readonly goSearch = async () => {
    await this.router.go({ view: "search" });
  };

  readonly back = async () => {
    await this.router.back();
  };

  readonly openCustomer = async (id: string, edit?: { section: Section; errors: FieldError[] }) => {
    const { Customer } = await made();
    await this.router.go({ view: "customer", customer: new Customer(call, id), edit });
  };

  readonly openDecisions = async () => {
    await this.router.go({ view: "decisions", tab: "receipts" });
  };

  readonly openLab = async () => {
    await this.router.go({ view: "lab" });
  };

  /** Where a row of the manager's overview leads. */
  readonly openList = async (view: List) => {
    await this.router.go(view === "decisions" ? { view, tab: "twice" } : { view });
  };

  readonly openReceipt = async (id: string) => {
    const { OneReceipt } = await made();
    await this.router.go({ view: "receipt", receipt: new OneReceipt(call, id) });
  };

  /** Why an entry came about: its latest receipt. */
  readonly openReasons = async (entry: EntryView) => {
    try {
      const [latest] = (await call("receipts", { op_id: entry.op_id })).rows;
      if (latest) await this.openReceipt(latest.id);
      else announcer.toast(() => t("receipts_empty"));
    } catch (thrown) {
      announcer.toast(() => failure(toApiError(thrown)), "danger");
    }
  };

  readonly #keep = (said: "use" | "different" | "unsure", told: Told) => keepWord(call, said, told);
  readonly #twice = (one: CandidateView, other: CandidateView) => noteTwice(call, one, other);

  readonly openNew = async () => {
    await this.search.settled();
    const { scanned, search } = this;
    await this.#new(scanned?.text === search.text ? scanned.record : prefill(search.readings));
  };

  async #new(record: CustomerRecord, submission?: string) {
    const { NewCustomer } = await made();
    const creation = new NewCustomer(call, record, this.desk.country, submission);
    if (submission === undefined) this.card = undefined;
    await this.router.go({ view: "new", creation });
  }

  readonly openDraft = async (draft: KeptDraft) => {
    announcer.over("drafts");
    if (draft.kind === "edit") {
      await this.openCustomer(draft.localId, { section: draft.section, errors: [] });
      return;
    }
    if (draft.kind === "carry" && (await this.#known(draft.localId))) {
      await this.openCustomer(draft.localId);
      return;
    }
    const { NewCustomer } = await made();
    const creation = NewCustomer.restore(call, draft.kept, this.desk.country);
    await this.router.go({ view: "new", creation });
  };

  /** Whom something was typed for may be gone by now: then it is a form again. */
  async #known(localId: string): Promise<boolean> {
    try {
      await call("peek", { id: localId });
      return true;
    } catch (thrown) {
      return toApiError(thrown).code !== "not_found";
    }
  }

  readonly created = async (creation: NewCustomer, created: Created) => {
    if (created.outcome === "queued") {
      const words = this.desk.online ? "new_queued" : "new_queued_offline";
      const name = this.#nameOf(creation.record);
      announcer.toast(() => t(words, { name }), "ok", "sending");
      this.card = undefined;
      const { Customer } = await made();
      this.router.replace({ view: "customer", customer: new Customer(call, created.localId) });
    } else if (created.outcome === "candidates") {
      await this.#compareFor(creation, created.decision.candidates, created.decision, true);
    }
  };

  /** From the new form, before or at its save. */
  readonly compareNew = (creation: NewCustomer) => {
    void this.#compareFor(creation, creation.candidates, creation.insight, false);
  };

  /** It is this one: what was typed goes along, and the way back finds the form as it was. */
  readonly useFor = async (creation: NewCustomer, candidate: CandidateView, picked?: Picked) => {
    const { submission, record, insight } = creation;
    const shown = creation.candidates.some((one) => one.local_id === candidate.local_id) ? creation.candidates : [candidate];
    void this.#keep("use", { record, shown, insight, chosen: candidate, draft: creation.form.draft });
    const carry = await creation.choose(candidate, picked);
    const { unkept } = carry;
    if (unkept) announcer.toast(() => failure(unkept), "danger");
    else if (submission !== undefined) await this.#close(submission, candidate);
    const { Customer } = await made();
    const customer = new Customer(call, candidate.local_id, carry);
    this.router.leaveForm(creation, { view: "customer", customer });
  };

  async #compareFor(
    creation: NewCustomer,
    candidates: readonly CandidateView[],
    insight: Insight,
    saving: boolean,
  ) {
    const typed: Typed = { record: creation.record, by: this.card ? "customer" : "desk" };
    const { Comparison } = await made();
    const comparison = new Comparison(
      candidates,
      {
        use: (candidate, picked) => this.useFor(creation, candidate, picked),
        unsure: () => this.#keep("unsure", { record: typed.record, shown: candidates, insight, draft: creation.form.draft }),
        twice: this.#twice,
        different: async (reason) => {
          void this.#keep("different", { record: typed.record, shown: candidates, insight, reason, draft: creation.form.draft });
          creation.ruleOut(candidates, reason);
          await this.router.back();
          if (!saving) return;
          const created = await creation.save();
          if (created) await this.created(creation, created);
        },
      },
      typed,
      insight,
    );
    this.router.over({ view: "compare", comparison });
  }

  /** The first rows of the search, the highlighted one before them. */
  readonly compareRows = async () => {
    const { active, rows, readings } = this.search;
    const first = rows.filter((row) => row.local_id === active && active !== newCustomer);
    const chosen = [...first, ...rows.filter((row) => row.local_id !== active)].slice(0, columns);
    const record = inPlace(prefill(readings));
    const [opened, decision, { Comparison }] = await Promise.all([
      Promise.allSettled(chosen.map((row) => call("open", { id: row.local_id }))),
      call("decide", { record, local_only: true, generation: 0 }).catch(() => undefined),
      made(),
    ]);
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
    if (candidates.length === 0 || this.router.route.view !== "search") return;
    // The rows are from both: what the network said to the search is what it said here.
    const { network: asked } = this.search;
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
      { question: decision?.question },
    );
    this.router.over({ view: "compare", comparison });
  };

  /** Opens a known customer with values to be taken over, kept until they are. */
  async #openWith(candidate: CandidateView, left: CustomerRecord, wanted: string[]) {
    if (Object.keys(left).length === 1) return this.openCustomer(candidate.local_id);
    const [carry, { Customer }] = await Promise.all([this.#carried(candidate, left, wanted), made()]);
    await this.router.go({ view: "customer", customer: new Customer(call, candidate.local_id, carry) });
  }

  async #carried({ local_id, id }: CandidateView, left: CustomerRecord, wanted: string[]): Promise<Carry> {
    const { Carry } = await made();
    const carry = await Carry.keep(call, { localId: local_id, ...(id === undefined ? {} : { id }), from: "desk", left, wanted });
    const { unkept } = carry;
    if (unkept) announcer.toast(() => failure(unkept), "danger");
    return carry;
  }

  readonly compareEntry = (entry: EntryView) => {
    const act = async (how: { do: "use"; id: string } | { do: "different"; reason: string }, carry?: Carry) => {
      try {
        const after = await call("outbox_act", { op_id: entry.op_id, act: how });
        const { Customer } = await made();
        this.router.replace({ view: "customer", customer: new Customer(call, after.local_id, carry) });
      } catch (thrown) {
        await carry?.finish();
        announcer.toast(() => failure(toApiError(thrown)), "danger");
      }
    };
    const opened = call("open", { id: entry.local_id })
      .then(({ record }): Typed => ({ record, by: "entry" }))
      .catch(() => undefined);
    void Promise.all([opened, made()])
      .then(([typed, { Comparison }]) => {
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
              const insight: Insight = { network: "answered", complete: true };
              if (typed) await this.#keep("unsure", { record: typed.record, shown: entry.candidates, insight, op_id: entry.op_id });
            },
            twice: this.#twice,
          },
          typed,
        );
        this.router.over({ view: "compare", comparison });
      });
  };

  /** A kiosk card: compared where it may be somebody, else straight into the form. */
  readonly openSubmission = async (card: SubmissionView) => {
    if (this.asking !== undefined) return;
    const from = this.router.route;
    this.asking = card.id;
    announcer.say(t("submission_asking"));
    const record: CustomerRecord = { ...card.record, channels: card.record.channels ?? card.channels };
    const [decision, { Comparison, NewCustomer }] = await Promise.all([
      call("decide", { record, local_only: false, generation: 0 }).catch(() => undefined),
      made(),
    ]);
    this.asking = undefined;
    // Whoever has gone elsewhere meanwhile is not fetched back.
    if (this.router.route !== from) return;
    this.card = card;
    const candidates = decision?.candidates ?? [];
    if (candidates.length === 0) {
      await this.#new(record, card.id);
      return;
    }
    const creation = new NewCustomer(call, record, this.desk.country, card.id);
    const comparison = new Comparison(
      candidates,
      {
        use: (candidate, picked) => {
          creation.candidates = candidates;
          if (decision) creation.insight = decision;
          return this.useFor(creation, candidate, picked);
        },
        unsure: () => this.#keep("unsure", { record, shown: candidates, insight: decision ?? {}, draft: creation.form.draft }),
        twice: this.#twice,
        different: async (reason) => {
          void this.#keep("different", { record, shown: candidates, insight: decision ?? {}, reason, draft: creation.form.draft });
          creation.ruleOut(candidates, reason);
          this.router.replace({ view: "new", creation });
        },
      },
      { record, by: "customer" },
      decision,
    );
    this.router.over({ view: "compare", comparison });
  };

  /** A person has decided about the card: it leaves the list. */
  async #close(submission: string, { local_id }: CandidateView) {
    try {
      await call("submission_close", { id: submission, outcome: "accepted", used: local_id });
    } catch (thrown) {
      announcer.toast(() => failure(toApiError(thrown)), "danger");
    }
  }

  readonly openEntry = async (
    entry: Pick<EntryView, "local_id">,
    edit?: { section: Section; errors: FieldError[] },
  ) => {
    await this.openCustomer(entry.local_id, edit);
  };

  /** The record is gone at the network: what was typed becomes a new customer, checked again. */
  readonly keepAsNew = async (entry: EntryView) => {
    try {
      const [{ record, entries }, { NewCustomer }] = await Promise.all([call("open", { id: entry.local_id }), made()]);
      const creation = new NewCustomer(call, anew(record), this.desk.country);
      this.card = undefined;
      // The record holds what all of them wanted; none of them can be sent.
      const stuck = entries.filter(({ chip }) => chip.state === "needs_person" || chip.state === "waiting");
      creation.inPlaceOf([...new Set([entry, ...stuck].map(({ op_id }) => op_id))]);
      // Whoever is gone is nobody to use instead.
      creation.ruleOut([{ local_id: entry.local_id, ...(entry.id === undefined ? {} : { id: entry.id }) }]);
      await this.router.go({ view: "new", creation });
    } catch (thrown) {
      announcer.toast(() => failure(toApiError(thrown)), "danger");
    }
  };

  readonly find = async (name: string) => {
    if (!(await this.router.go({ view: "search" }))) return;
    this.search.type(name);
  };

  /** Opens the customer's window, or closes the one this desk opened. */
  readonly toggleKiosk = async () => {
    const open = this.kiosk;
    this.unready = false;
    try {
      await call(open ? "kiosk_close" : "kiosk_open", {});
      this.kiosk = !open;
    } catch (thrown) {
      const error = toApiError(thrown);
      this.unready = error.code === "kiosk_not_ready";
      if (!this.unready) announcer.toast(() => failure(error), "danger");
    }
  };

  #nameOf(record: CustomerRecord): string {
    const person = personName(record);
    return record.kind === "company" ? (record.company?.name ?? person) : person;
  }
}

/** A number typed into the search box, in the place where the form would ask for it. */
const inPlace = (record: CustomerRecord): CustomerRecord =>
  record.channels
    ? { ...record, channels: record.channels.map((one) => ({ use: "home", ...(one.kind === "phone" ? { line: "mobile" as const } : {}), ...one })) }
    : record;

/** Without what only the network gives. */
function anew(record: CustomerRecord): CustomerRecord {
  const { id: _, customerKey: __, status: ___, ...rest } = record;
  return rest;
}

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
