/** The modal dialogs that are open: what is outside the topmost can neither be reached nor heard. */
import { untrack } from "svelte";

class Dialogs {
  #open = $state.raw<readonly HTMLDialogElement[]>([]);

  get topmost(): HTMLDialogElement | undefined {
    return this.#open.at(-1);
  }

  /** Returns what takes it away again. */
  open(dialog: HTMLDialogElement): () => void {
    const others = () => untrack(() => this.#open).filter((one) => one !== dialog);
    this.#open = [...others(), dialog];
    return () => (this.#open = others());
  }
}

export const dialogs = new Dialogs();
