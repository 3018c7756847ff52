/** An import: the chosen file handed to the core in pieces, its mapping, how far it is. */
import type { Call } from "../lib/api/client";
import { toApiError, type ApiError } from "../lib/api/errors";
import type { FileView, ImportLookRequest, ImportLookView, ImportProgressView } from "../lib/api/generated/types";

/** Whole groups of Base64: three bytes are four letters. */
const piece = 3 * 256 * 1024;
const lookEvery = 300;

async function base64(part: Blob): Promise<string> {
  const bytes = new Uint8Array(await part.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(text);
}

export class Importing {
  look = $state.raw<ImportLookView | undefined>();
  progress = $state.raw<ImportProgressView | undefined>();
  failed = $state.raw<ApiError | undefined>();
  saved = $state.raw<FileView | undefined>();
  /** The file is on its way, or is being looked through. */
  busy = $state(false);
  #said: ImportLookRequest = { columns: {} };
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The dialog is closed: an answer under way asks for no other. */
  #over = false;
  readonly #call: Call;

  constructor(call: Call) {
    this.#call = call;
  }

  /** One that is under way is shown again, and how one ended that was left alone. */
  async resume() {
    await this.#guarded(async () => {
      const now = await this.#call("import_act", { act: "look" });
      if (now.running || now.end !== undefined) this.#hear(now);
    });
  }

  async choose(file: File) {
    this.look = undefined;
    this.progress = undefined;
    this.saved = undefined;
    this.#said = { columns: {} };
    await this.#working(async () => {
      let at = 0;
      do {
        const data = await base64(file.slice(at, at + piece));
        at = (await this.#call("import_piece", { name: file.name, at, data })).held;
      } while (at < file.size);
      this.look = await this.#call("import_look", this.#said);
    });
  }

  /** What a column holds; "" leaves it out. */
  async map(column: string, field: string) {
    // What was said before of the same field was about another column.
    const others = Object.entries(this.#said.columns).filter(([name, path]) => name === column || path !== field || path === "");
    await this.#say({ ...this.#said, columns: { ...Object.fromEntries(others), [column]: field } });
  }

  async order(dates: string) {
    await this.#say({ ...this.#said, dates });
  }

  get dates() {
    return this.#said.dates;
  }

  async start() {
    this.saved = undefined;
    await this.#guarded(async () => this.#hear(await this.#call("import_act", { act: "start" })));
  }

  async stop() {
    await this.#guarded(async () => this.#hear(await this.#call("import_act", { act: "stop" })));
  }

  async save() {
    await this.#guarded(async () => {
      this.saved = await this.#call("import_refused", {});
    });
  }

  /** The core lets go of the file; an import that is under way goes on. */
  leave() {
    this.#over = true;
    clearTimeout(this.#timer);
    void this.#call("import_act", { act: "drop" }).catch(() => undefined);
  }

  async #say(said: ImportLookRequest) {
    const before = this.#said;
    this.#said = said;
    await this.#working(async () => {
      try {
        this.look = await this.#call("import_look", said);
      } catch (thrown) {
        this.#said = before;
        throw thrown;
      }
    });
  }

  #hear(now: ImportProgressView) {
    clearTimeout(this.#timer);
    this.progress = now;
    if (now.running && !this.#over) {
      this.#timer = setTimeout(() => {
        void this.#guarded(async () => this.#hear(await this.#call("import_act", { act: "look" })));
      }, lookEvery);
    }
  }

  async #working(act: () => Promise<void>) {
    this.busy = true;
    await this.#guarded(act);
    this.busy = false;
  }

  async #guarded(act: () => Promise<void>) {
    try {
      await act();
      this.failed = undefined;
    } catch (thrown) {
      this.failed = toApiError(thrown);
    }
  }
}
