/**
 * How large everything is, kept per desk. Sizes here are in `rem`, so the root's text size is the
 * zoom: words wrap anew instead of leaving the window.
 */
const remembered = "showroom.zoom";
const steps = [0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;

class Zoom {
  current = $state(1);

  start() {
    let kept = 1;
    try {
      kept = Number(localStorage.getItem(remembered) ?? "1");
    } catch {
      // No storage: the ordinary size.
    }
    this.show(steps.find((step) => step === kept) ?? 1);
  }

  /** One step larger (1) or smaller (-1). */
  by(step: 1 | -1) {
    const at = steps.findIndex((one) => one === this.current);
    this.#keep(steps[Math.min(Math.max(at + step, 0), steps.length - 1)] ?? 1);
  }

  reset() {
    this.#keep(1);
  }

  show(to: number) {
    this.current = to;
    const { style } = document.documentElement;
    if (to === 1) {
      style.removeProperty("font-size");
      style.removeProperty("--zoom");
    } else {
      style.setProperty("font-size", `${Math.round(to * 100)}%`);
      style.setProperty("--zoom", String(to));
    }
  }

  #keep(to: number) {
    this.show(to);
    try {
      localStorage.setItem(remembered, String(to));
    } catch {
      // It then lasts as long as the window.
    }
  }
}

export const zoom = new Zoom();
