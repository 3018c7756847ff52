/** What the whole desk knows: how it started, its status, and what this network can do. */
import { onStatus, type Call } from "../api/client";
import { Batch } from "./batch.svelte";
import { toApiError, type ApiError } from "../api/errors";
import type {
  BootView,
  FieldRuleView,
  Section,
  SectionAbility,
  StatusView,
} from "../api/generated/types";

export class Desk {
  boot = $state.raw<BootView | undefined>();
  status = $state.raw<StatusView | undefined>();
  failed = $state.raw<ApiError | undefined>();
  /** Raised each time the counts or the connection change: what lists watch. */
  changes = $state(0);

  readonly call: Call;
  /** What leaves together. */
  readonly batch: Batch;

  constructor(call: Call) {
    this.call = call;
    this.batch = new Batch(call);
  }

  /** Returns what stops the listening. */
  start(): () => void {
    void this.load();
    return onStatus((status) => this.heard(status));
  }

  async load() {
    try {
      this.took(await this.call("boot", {}));
      this.failed = undefined;
    } catch (thrown) {
      this.failed = toApiError(thrown);
    }
  }

  took(boot: BootView) {
    this.boot = boot;
    this.heard(boot.status);
  }

  heard(status: StatusView) {
    const before = this.status;
    this.status = status;
    // That the network was heard once more changes no list.
    if (before && sameCounts(before, status)) return;
    this.changes += 1;
    this.batch.heard(status);
  }

  async wake() {
    try {
      this.heard(await this.call("sync_now", {}));
      // Whoever asks sees what there is now.
      this.changes += 1;
    } catch {
      // The strip goes on saying what is wrong.
    }
  }

  online = $derived(
    this.status?.connection === "online" || this.status?.connection === "slow",
  );

  country = $derived(this.boot?.country || "GB");

  /** Everything not yet in the DMS. */
  unfinished = $derived.by(() => {
    const status = this.status;
    return status ? status.waiting + status.sending + status.checking + status.needs_person : 0;
  });

  /** Whether whoever stands here has a right; where no people are set up, everybody has. */
  may(right: string): boolean {
    return this.status?.seat?.rights.includes(right) ?? true;
  }

  ability(section: Section): SectionAbility {
    const named = this.boot?.profile?.sections.find((ability) => ability.section === section);
    return named ?? { section, readable: true, writable: true };
  }

  /** What there is room for at this network. */
  get room() {
    const profile = this.boot?.profile;
    const sections = profile?.sections ?? [];
    return {
      onePerSlot: profile?.one_per_slot ?? true,
      oneAddressPerKind: profile?.one_address_per_kind ?? true,
      closed: sections.filter(({ writable }) => !writable).map(({ section }) => section),
    };
  }

  rule(path: string): FieldRuleView | undefined {
    const general = path.replace(/\[\d+\]/g, "");
    return this.boot?.profile?.fields.find((rule) => rule.path === general);
  }
}

const sameCounts = (one: StatusView, other: StatusView): boolean =>
  JSON.stringify({ ...one, heard_at: "" }) === JSON.stringify({ ...other, heard_at: "" });
