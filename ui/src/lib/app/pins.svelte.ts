/**
 * Customers somebody keeps at hand on this desk. Only their local ids are kept by the window; who
 * they are is asked of the core each time, so that nobody who was forgotten is still named here.
 */
const remembered = "showroom.pins";
/** More would be a list to search in. */
const most = 12;

class Pins {
  ids = $state.raw<readonly string[]>([]);

  start() {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(remembered) ?? "[]");
      this.ids = Array.isArray(kept) ? kept.filter((id): id is string => typeof id === "string").slice(0, most) : [];
    } catch {
      this.ids = [];
    }
  }

  has(id: string): boolean {
    return this.ids.includes(id);
  }

  /** Whether it is pinned now; the oldest makes room. */
  toggle(id: string): boolean {
    const kept = !this.has(id);
    this.#keep(kept ? [id, ...this.ids].slice(0, most) : this.ids.filter((one) => one !== id));
    return kept;
  }

  drop(gone: readonly string[]) {
    if (gone.some((id) => this.has(id))) this.#keep(this.ids.filter((id) => !gone.includes(id)));
  }

  #keep(ids: readonly string[]) {
    this.ids = ids;
    try {
      localStorage.setItem(remembered, JSON.stringify(ids));
    } catch {
      // They then last as long as the window.
    }
  }
}

export const pins = new Pins();
