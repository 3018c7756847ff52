/** Teaching a scanner: every key it types is heard and shown, none goes anywhere else. */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError } from "../lib/api/errors";
import type { KioskCodeView, ScannerView } from "../lib/api/generated/types";
import { keep, kept, slowest, usual, type Habits } from "./habits";
import { teaching } from "./teaching";
import { begins, sign } from "./wedge";

/** A pause after which it has typed all it has. */
const pause = 400;
/** Fewer are keys of a person: Esc, Tab, Enter on a button. */
const fewest = 10;
const layouts = ["QNSI ", "QQ;VQ"];

export interface Heard {
  count: number;
  /** The longest pause but the few that a busy computer makes. */
  gap: number;
  /** None where no licence could be read. */
  scanner: ScannerView | undefined;
  /** The signs came from a keyboard of another language. */
  layout: boolean;
  learned: Habits;
}

export class Lesson {
  heard = $state.raw<Heard | undefined>();
  failed = $state.raw<ApiError | undefined>();
  done = $state(false);
  specimen = $state.raw<KioskCodeView | undefined>();
  readonly #call: Call;
  #text = "";
  #gaps: number[] = [];
  #last = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(call: Call) {
    this.#call = call;
  }

  start(): () => void {
    teaching.now = true;
    window.addEventListener("keydown", this.#pressed, true);
    return () => {
      teaching.now = false;
      clearTimeout(this.#timer);
      window.removeEventListener("keydown", this.#pressed, true);
    };
  }

  /** The first key may be a person's; the ones right behind it are not. */
  readonly #pressed = (event: KeyboardEvent) => {
    const letter = sign(event);
    const gap = event.timeStamp - this.#last;
    if (letter === undefined) return;
    if (letter !== "") {
      if (this.#text !== "") this.#gaps.push(gap);
      this.#text += letter;
      this.#last = event.timeStamp;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#listened(), pause);
    }
    if (this.#text.length > 1 || letter > " ") {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  };

  async #listened() {
    const [text, gaps] = [this.#text, this.#gaps];
    this.#text = "";
    this.#gaps = [];
    if (text.length < fewest) return;
    this.done = false;
    try {
      const { licence } = await this.#call("licence_read", { text });
      const ordered = gaps.toSorted((one, other) => one - other);
      const gap = Math.ceil(ordered[Math.floor(ordered.length * 0.98)] ?? 0);
      const scanner = licence?.scanner;
      const layout = !scanner && layouts.some((wrong) => text.toUpperCase().includes(wrong));
      this.heard = { count: text.length, gap, scanner, layout, learned: learned(text, gap) };
      this.failed = undefined;
    } catch (thrown) {
      this.failed = toApiError(thrown);
    }
  }

  /** Nobody's licence, for the screen. */
  async show() {
    try {
      this.specimen = (await this.#call("licence_read", { text: "", specimen: true })).specimen;
    } catch (thrown) {
      this.failed = toApiError(thrown);
    }
  }

  get slow(): boolean {
    return (this.heard?.learned.gap ?? 0) >= slowest;
  }

  keep() {
    if (!this.heard) return;
    keep(this.heard.learned);
    this.done = true;
  }

  static get known(): Habits {
    return kept();
  }
}

/** What tells this scanner from a person. */
export function learned(text: string, gap: number): Habits {
  const pace = Math.min(slowest, Math.max(usual.gap, Math.ceil(gap * 1.5)));
  if (begins(text, "") === "yes") return { prefix: "", gap: pace };
  // Where the header is lost, what every licence starts with; else what the scanner puts before it.
  const at = text.search(/@|ANSI |AAMVA/);
  return { prefix: text.slice(0, at > 0 && at <= 8 ? at : 3), gap: pace };
}
