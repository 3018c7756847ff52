/** The one live region and the few short notices. */
import { untrack } from "svelte";

export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "ok" | "danger";
}

class Announcer {
  text = $state("");
  toasts = $state.raw<Toast[]>([]);
  #next = 0;

  /** Polite; the same words twice are said twice. */
  say(text: string) {
    // Whoever says something from an effect does not wait for what is said next.
    const before = untrack(() => this.text);
    this.text = before === text ? `${text}\u00a0` : text;
  }

  toast(text: string, tone: Toast["tone"] = "plain") {
    const id = ++this.#next;
    this.toasts = [...this.toasts.slice(-2), { id, text, tone }];
    this.say(text);
    setTimeout(() => this.drop(id), 6_000);
  }

  drop(id: number) {
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
  }
}

export const announcer = new Announcer();
