/** The recovery phrase: made, shown once, and parts of it typed back. */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError } from "../lib/api/errors";

export type Step = "offered" | "shown" | "typed" | "kept";

/** As it was meant, however it was written down: the core reads it in the same way. */
function plain(text: string): string {
  const alike: { [letter: string]: string } = { O: "0", I: "1", L: "1", U: "V" };
  return [...text.toUpperCase()]
    .filter((letter) => /[0-9A-Z]/.test(letter))
    .map((letter) => alike[letter] ?? letter)
    .join("");
}

export class Phrase {
  step = $state<Step>("offered");
  groups = $state.raw<string[]>([]);
  /** Which groups are to be typed, counted from 0. */
  places = $state.raw<[number, number]>([0, 1]);
  typed = $state<[string, string]>(["", ""]);
  wrong = $state(false);
  busy = $state(false);
  failed = $state.raw<ApiError | undefined>();
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  async make() {
    await this.#ask(async () => {
      this.groups = (await this.#call("phrase_make", {})).phrase.split("-");
      this.step = "shown";
    });
  }

  /** It is not on the screen any more when parts of it are asked for. */
  written() {
    const [first = 0, second = 1] = twoOf(this.groups.length);
    this.places = [first, second];
    this.typed = ["", ""];
    this.wrong = false;
    this.step = "typed";
  }

  async check() {
    const right = this.places.every((place, at) => plain(this.typed[at] ?? "") === plain(this.groups[place] ?? ""));
    this.wrong = !right;
    if (!right) return;
    await this.#ask(async () => {
      await this.#call("phrase_kept", {});
      this.groups = [];
      this.step = "kept";
    });
  }

  async #ask(what: () => Promise<void>) {
    if (this.busy) return;
    this.busy = true;
    this.failed = undefined;
    try {
      await what();
    } catch (thrown) {
      this.failed = toApiError(thrown);
    } finally {
      this.busy = false;
    }
  }
}

/** Two different places of so many, the first one first. */
function twoOf(count: number): number[] {
  const rolled = crypto.getRandomValues(new Uint32Array(2));
  const first = (rolled[0] ?? 0) % count;
  const second = (first + 1 + ((rolled[1] ?? 0) % (count - 1))) % count;
  return [first, second].sort((a, b) => a - b);
}
