/**
 * The ways between the views: what opening, creating, comparing and using a person lead to. The
 * views raise events; only this knows where they go.
 */
import { call } from "../lib/api/client";
import { toApiError, type FieldError } from "../lib/api/errors";
import type {
  CandidateView,
  CustomerRecord,
  EntryView,
  Section,
  SubmissionView,
} from "../lib/api/generated/types";
import { announcer } from "../lib/app/announce.svelte";
import type { Desk } from "../lib/app/desk.svelte";
import { Guard } from "../lib/app/guard.svelte";
import { t } from "../lib/i18n/desk";
import { anew } from "../lib/record/anew";
import { personName } from "../lib/record/show";
import { failure } from "../lib/words";
import type { Created, NewCustomer } from "../customer/new-customer.svelte";
import { keptWords } from "../outbox/kept-words";
import type { List } from "../overview/overview.svelte";
import { Home, type KeptDraft } from "../search/home.svelte";
import { Search } from "../search/search.svelte";
import { Router, type Edit } from "./router.svelte";

/** Nobody needs them to search. */
const made = () => import("./controllers");

export class Walk {
  readonly guard = new Guard();
  readonly router = new Router(this.guard);
  readonly search = new Search(call);
  readonly home = new Home(call);
  readonly desk: Desk;
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

  readonly openCustomer = async (id: string, edit?: Edit) => {
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

  /** Nobody is created who was not searched for. */
  readonly openNew = async () => {
    if (this.search.blank) {
      announcer.toast(() => t("search_first"));
      return;
    }
    const [{ prefill }] = await Promise.all([made(), this.search.settled()]);
    const { scanned, search } = this;
    await this.newFrom(scanned?.text === search.text ? scanned.record : prefill(search.readings));
  };

  async newFrom(record: CustomerRecord) {
    const { NewCustomer } = await made();
    const creation = new NewCustomer(call, record, this.desk.country);
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
      const { Customer } = await made();
      this.router.replace({ view: "customer", customer: new Customer(call, created.localId) });
    } else if (created.outcome === "candidates") {
      (await this.#comparing()).compareNew(creation, true);
    }
  };

  /** From the new form, before or at its save. */
  readonly compareNew = async (creation: NewCustomer) => {
    (await this.#comparing()).compareNew(creation, false);
  };

  /** It is this one: what was typed goes along, and the way back finds the form as it was. */
  readonly useFor = async (creation: NewCustomer, candidate: CandidateView) => {
    await (await this.#comparing()).useFor(creation, candidate);
  };

  readonly compareRows = async () => {
    await (await this.#comparing()).compareRows();
  };

  readonly compareEntry = async (entry: EntryView) => {
    (await this.#comparing()).compareEntry(entry);
  };

  async #comparing() {
    const { Comparing } = await made();
    return new Comparing(this);
  }

  /** A kiosk card: compared where it may be somebody, else straight into the form. */
  readonly openSubmission = async (card: SubmissionView) => {
    if (this.asking !== undefined) return;
    const from = this.router.route;
    this.asking = card.id;
    announcer.say(t("submission_asking"));
    try {
      await (await this.#comparing()).review(card, from);
    } finally {
      this.asking = undefined;
    }
  };

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
