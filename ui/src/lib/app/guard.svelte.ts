/** Asks before a form with unsaved typing is left. Nothing is ever discarded silently. */

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

  /** Returns what takes the form out again. */
  watch(form: Guarded): () => void {
    this.#forms.push(form);
    return () => {
      this.#forms = this.#forms.filter((other) => other !== form);
    };
  }

  /** Whether one may go on; the forms are left as the person chose. */
  async clear(forms: readonly Guarded[] = this.#forms): Promise<boolean> {
    const dirty = forms.filter((form) => form.dirty);
    const clean = forms.filter((form) => !form.dirty);
    if (dirty.length > 0) {
      const how = await this.#ask();
      if (how === "stay") return false;
      for (const form of dirty) await form.leave(how);
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
