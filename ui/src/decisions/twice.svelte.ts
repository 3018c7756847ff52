/** The hand-off list: pairs, the scan that finds more, and the file that is handed over. */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError } from "../lib/api/errors";
import type { DuplicateRow, DuplicatesCheckedView, DuplicatesView, ExportedView } from "../lib/api/generated/types";

const lookEvery = 500;

export class Twice {
  list = $state.raw<DuplicatesView | undefined>();
  failed = $state.raw<ApiError | undefined>();
  checking = $state(false);
  checked = $state.raw<DuplicatesCheckedView | undefined>();
  readonly #call: Call;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The list was left: an answer under way asks for no other. */
  #over = false;

  constructor(call: Call) {
    this.#call = call;
  }

  async load() {
    try {
      this.list = await this.#call("duplicates", {});
      this.failed = undefined;
      if (this.list.scan.running) this.#lookSoon();
    } catch (thrown) {
      this.failed = toApiError(thrown);
    }
  }

  async scan(act: "start" | "stop") {
    this.checked = undefined;
    await this.#guarded(async () => this.#progress(await this.#call("duplicates_scan", { act })));
  }

  /** Asks whether pairs are solved by now. */
  async check() {
    if (this.checking) return;
    this.checking = true;
    await this.#guarded(async () => {
      this.checked = await this.#call("duplicates_check", {});
    });
    this.checking = false;
    await this.load();
  }

  /** They are two people: kept as somebody's word, and off the list. True where it was. */
  async apart({ one, other }: DuplicateRow): Promise<boolean> {
    let kept = false;
    await this.#guarded(async () => {
      await this.#call("duplicate_note", { one: one.id, other: other.id, apart: true });
      kept = true;
    });
    if (kept) await this.load();
    return kept;
  }

  async save(headings: string[], codes: { [code: string]: string }): Promise<ExportedView | undefined> {
    let saved: ExportedView | undefined;
    await this.#guarded(async () => {
      saved = await this.#call("duplicates_export", { headings, codes });
    });
    return saved;
  }

  leave() {
    this.#over = true;
    clearTimeout(this.#timer);
  }

  #lookSoon() {
    clearTimeout(this.#timer);
    if (this.#over) return;
    this.#timer = setTimeout(() => void this.#look(), lookEvery);
  }

  async #look() {
    await this.#guarded(async () => this.#progress(await this.#call("duplicates_scan", { act: "look" })));
  }

  async #progress(scan: DuplicatesView["scan"]) {
    if (this.#over) return;
    const found = this.list?.scan.found;
    if (this.list) this.list = { ...this.list, scan };
    if (scan.running) this.#lookSoon();
    if (!scan.running || scan.found !== found) await this.load();
  }

  async #guarded(act: () => Promise<void>) {
    try {
      await act();
    } catch (thrown) {
      this.failed = toApiError(thrown);
    }
  }
}
