/** What happened to one write, and in which words it is told. */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError } from "../lib/api/errors";
import type { EntryView, StepView, TimelineView } from "../lib/api/generated/types";
import { coded, has, t, type Key } from "../lib/i18n/desk";
import { noted } from "./note-words";

/** How a step looks: what went well, what is open, what went wrong, what a person did. */
export type Tone = "done" | "doing" | "open" | "trouble" | "person" | "quiet";

const tones: { [what: string]: Tone } = {
  answered: "done",
  adopted: "done",
  verified: "done",
  already_there: "done",
  no_twins: "done",
  sent: "doing",
  searched: "doing",
  compared: "doing",
  found_none: "open",
  not_landed: "open",
  unknown: "open",
  diverted: "open",
  restarted: "open",
  refused: "trouble",
  unsupported: "trouble",
  forbidden: "trouble",
  withheld: "trouble",
  sign_in: "trouble",
  not_kept: "trouble",
  gone: "trouble",
  read_refused: "trouble",
  clash: "person",
  candidates: "person",
  found_several: "person",
  twins_found: "person",
  retry: "person",
  resolved: "person",
  reopened: "person",
  use: "person",
  different: "person",
  cancel: "person",
  held: "person",
  released: "person",
};

export const tone = ({ what }: StepView): Tone => tones[what] ?? "quiet";

export function words(step: StepView): string {
  const { what, found, id, who, attempt } = step;
  // After the last look it goes back to where it is sent from.
  const sentAgain = step.state === "queued";
  switch (what) {
    case "kept":
      return person(who) ? t("step_kept_by", { who: person(who) }) : t("step_kept");
    case "searched":
      return found ? t("step_searched_alike", { count: found }) : t("step_searched");
    case "sent":
      return attempt > 1 ? t("step_sent_again", { count: attempt }) : t("step_sent");
    case "answered":
      return id ? t("step_answered_id", { id }) : t("step_answered");
    case "adopted":
      return id ? t("step_adopted_id", { id }) : t("step_adopted");
    case "found_none":
      return t(sentAgain ? "step_found_none_final" : "step_found_none");
    case "not_landed":
      return t(sentAgain ? "step_not_landed_final" : "step_not_landed");
    default:
      return coded(`step_${what}`, "step_other", { code: what, count: found ?? 0 });
  }
}

/** Who did it, where that is not said already and was not the program. */
export const by = ({ what, who }: StepView): string =>
  person(who) && what !== "kept" && what !== "typed" ? t("step_by", { who: person(who) }) : "";

/** Why, where that is not what the step itself says. */
export function because(step: StepView): string | undefined {
  if (step.note === undefined) return undefined;
  const { words: why, raw } = noted(step.note);
  // How the candidates were weighed is told by the decision's receipt, in the window's words.
  if (why === words(step) || (raw && step.what === "candidates")) return undefined;
  return why;
}

/** Where nobody is signed in, all is done by "desk": that tells nothing. */
const person = (who: string | undefined): string => (who === undefined || who === "desk" ? "" : who);

/** What comes next, as long as anything does. */
export function next({ chip, held }: EntryView): string {
  const key = held ? "next_held" : `next_${chip.state}`;
  return has(key) ? t(key as Key) : "";
}

export class Timeline {
  view = $state.raw<TimelineView | undefined>();
  failed = $state.raw<ApiError | undefined>();
  readonly opId: string;
  readonly #call: Call;
  #generation = 0;

  constructor(call: Call, opId: string) {
    this.#call = call;
    this.opId = opId;
  }

  /** Whether more may happen by itself. */
  get moving(): boolean {
    return ["waiting", "sending", "checking"].includes(this.view?.entry.chip.state ?? "");
  }

  async load() {
    const generation = ++this.#generation;
    try {
      const view = await this.#call("timeline", { op_id: this.opId });
      if (generation !== this.#generation) return;
      this.view = view;
      this.failed = undefined;
    } catch (thrown) {
      if (generation === this.#generation) this.failed = toApiError(thrown);
    }
  }
}
