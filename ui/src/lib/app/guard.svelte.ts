/** Asks before a form with unsaved typing is left. Nothing is ever discarded silently. */
import { tick } from "svelte";

export type Leave = "stay" | "keep" | "discard";

/** A form that may be in the way. */
export interface Guarded {
  readonly dirty: boolean;
  leave(how: "keep" | "discard"): Promise<void>;
}

export class Guard {
  /** Set while the question is on the screen. */
  asking = $state(false);
  #forms: Guarded[] = [];
  #answer: ((leave: Leave) => void) | undefined;
  /** Forms whose question has been answered, on their way out. */
  #leaving: Promise<unknown> | undefined;

  /** Returns what takes the form out again. */
  watch(form: Guarded): () => void {
    this.#forms.push(form);
    return () => {
      this.#forms = this.#forms.filter((other) => other !== form);
    };
  }

  /** Whether one may go on; the forms are left as the person chose. */
  async clear(forms?: readonly Guarded[]): Promise<boolean> {
    if (this.#leaving) {
      // Whoever goes on before a form is gone is not asked about it once more.
      await this.#leaving;
      await tick();
    }
    return this.#clear(forms ?? this.#forms);
  }

  async #clear(forms: readonly Guarded[]): Promise<boolean> {
    const dirty = forms.filter((form) => form.dirty);
    const clean = forms.filter((form) => !form.dirty);
    if (dirty.length > 0) {
      const how = await this.#ask();
      if (how === "stay") return false;
      const left = Promise.all(dirty.map((form) => form.leave(how)));
      this.#leaving = Promise.allSettled([left]);
      try {
        await left;
      } finally {
        this.#leaving = undefined;
      }
    }
    for (const form of clean) await form.leave("discard");
    return true;
  }

  answer(leave: Leave) {
    this.asking = false;
    this.#answer?.(leave);
    this.#answer = undefined;
  }

  #ask(): Promise<Leave> {
    this.answer("stay");
    this.asking = true;
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }
}
