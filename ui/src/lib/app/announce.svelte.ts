/** What is said, and the few short notices. */
import { untrack } from "svelte";

/** What a notice speaks of. It goes as soon as that is no longer so. */
export type About = "sending" | "drafts";

export interface Toast {
  id: number;
  /** Asked anew where somebody chooses another language. */
  text: string | (() => string);
  tone: "plain" | "ok" | "danger";
  about?: About | undefined;
}

const shownFor = 6_000;
/** What went wrong is read twice. */
const wrongFor = 12_000;

class Announcer {
  text = $state("");
  toasts = $state.raw<Toast[]>([]);
  #taken = "";
  #next = 0;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** Polite; the same words twice are said twice. */
  say(text: string) {
    // Whoever says something from an effect does not wait for what is said next.
    const before = untrack(() => this.text);
    this.text = before === text ? `${text}\u00a0` : text;
  }

  /** For the region that is heard now: what none has said yet. */
  take(): string | undefined {
    if (this.#taken === this.text) return undefined;
    this.#taken = this.text;
    return this.text;
  }

  toast(text: Toast["text"], tone: Toast["tone"] = "plain", about?: About) {
    const id = ++this.#next;
    // Of one thing only the latest is true.
    const others = untrack(() => this.toasts).filter((toast) => about === undefined || toast.about !== about);
    this.toasts = [...others.slice(-2), { id, text, tone, about }];
    this.say(typeof text === "string" ? text : text());
    this.release(id);
  }

  /** It is no longer so. */
  over(about: About) {
    for (const toast of untrack(() => this.toasts)) {
      if (toast.about === about) this.drop(toast.id);
    }
  }

  /** Somebody reads it, or has the focus on it. */
  hold(id: number) {
    clearTimeout(this.#timers.get(id));
  }

  release(id: number) {
    this.hold(id);
    const toast = untrack(() => this.toasts).find((one) => one.id === id);
    if (!toast) return;
    const after = toast.tone === "danger" ? wrongFor : shownFor;
    this.#timers.set(id, setTimeout(() => this.drop(id), after));
  }

  drop(id: number) {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.toasts = untrack(() => this.toasts).filter((toast) => toast.id !== id);
  }
}

export const announcer = new Announcer();
