/**
 * The lab: what is measured, where the two sliders stand, and what they would do. The figures of a
 * step are looked up in the curve the core made once; only past decisions are asked for again.
 */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError } from "../lib/api/errors";
import type { LabPastView, LabPoint, LabRequest, LabView, PolicyView } from "../lib/api/generated/types";

const quiet = 250;

export interface Figures {
  log_odds: number;
  precision: number;
  recall: number;
  f1: number;
  /** Two people taken for one. */
  wrong: number;
  /** One person not seen as one. */
  left: number;
}

export const probability = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));

export function figures(point: LabPoint, same: number): Figures {
  const { right, wrong, log_odds } = point;
  // Of none there is no share: not a number.
  const precision = right / (right + wrong);
  const recall = right / same;
  const f1 = right === 0 && same > 0 ? 0 : (2 * precision * recall) / (precision + recall);
  return { log_odds, precision, recall, f1, wrong, left: same - right };
}

export class Lab {
  source = $state<"copy" | "files">("copy");
  view = $state.raw<LabView | undefined>();
  failed = $state.raw<ApiError | undefined>();
  measuring = $state(false);
  policy = $state.raw<PolicyView | undefined>();
  useFrom = $state(0);
  askFrom = $state(0);
  past = $state.raw<LabPastView | undefined>();
  saving = $state(false);
  readonly #call: Call;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #generation = 0;

  constructor(call: Call) {
    this.#call = call;
  }

  async load() {
    try {
      this.#stand(await this.#call("policy", {}));
      this.failed = undefined;
    } catch (thrown) {
      this.failed = toApiError(thrown);
    }
  }

  /** The thresholds on the sliders are other than those that hold. */
  get moved(): boolean {
    const { policy } = this;
    return policy !== undefined && (policy.use_from !== this.useFrom || policy.ask_from !== this.askFrom);
  }

  get shipped(): boolean {
    const { policy } = this;
    return policy?.use_from === policy?.shipped_use_from && policy?.ask_from === policy?.shipped_ask_from;
  }

  move(which: "use" | "ask", to: number) {
    const step = Math.round(to * 10) / 10;
    if (which === "use") this.useFrom = step;
    else this.askFrom = step;
    this.#askSoon();
  }

  at(logOdds: number): Figures | undefined {
    const { view } = this;
    const point = view?.curve.reduce((near, one) =>
      Math.abs(one.log_odds - logOdds) < Math.abs(near.log_odds - logOdds) ? one : near,
    );
    return view && point ? figures(point, view.same) : undefined;
  }

  async measure(request: LabRequest) {
    if (this.measuring) return;
    this.measuring = true;
    try {
      this.view = await this.#call("lab_measure", request);
      this.failed = undefined;
    } catch (thrown) {
      this.view = undefined;
      this.failed = toApiError(thrown);
    } finally {
      this.measuring = false;
    }
  }

  async save(): Promise<boolean> {
    return this.#put({ thresholds: { use_from: this.useFrom, ask_from: this.askFrom } });
  }

  async reset(): Promise<boolean> {
    return this.#put({});
  }

  async #put(request: { thresholds?: { use_from: number; ask_from: number } }): Promise<boolean> {
    if (this.saving) return false;
    this.saving = true;
    try {
      this.#stand(await this.#call("policy_save", request));
      return true;
    } catch (thrown) {
      this.failed = toApiError(thrown);
      return false;
    } finally {
      this.saving = false;
    }
  }

  #stand(policy: PolicyView) {
    this.policy = policy;
    this.useFrom = policy.use_from;
    this.askFrom = policy.ask_from;
    this.#askSoon();
  }

  #askSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), quiet);
  }

  async #ask() {
    const generation = ++this.#generation;
    try {
      const past = await this.#call("lab_past", { use_from: this.useFrom, ask_from: this.askFrom });
      if (generation === this.#generation) this.past = past;
    } catch (thrown) {
      if (generation === this.#generation) this.failed = toApiError(thrown);
    }
  }

  leave() {
    clearTimeout(this.#timer);
  }
}
