/**
 * A screen that others can see: numbers, addresses and birth dates are left out of what is only read, by
 * choice and until it is taken back; a key that is held down shows them for as long.
 */
const remembered = "showroom.glance";

class Glance {
  safe = $state(false);
  #held = $state(false);

  masked = $derived(this.safe && !this.#held);

  start() {
    try {
      this.safe = localStorage.getItem(remembered) === "safe";
    } catch {
      // No storage: everything is shown.
    }
  }

  toggle() {
    this.safe = !this.safe;
    try {
      localStorage.setItem(remembered, this.safe ? "safe" : "");
    } catch {
      // The choice then lasts as long as the window.
    }
  }

  /** Until any key is let go, or the window loses the keyboard. */
  look() {
    if (!this.safe || this.#held) return;
    this.#held = true;
    const over = () => {
      this.#held = false;
      removeEventListener("keyup", over);
      removeEventListener("blur", over);
    };
    addEventListener("keyup", over);
    addEventListener("blur", over);
  }
}

export const glance = new Glance();
