/** What this desk's scanner does, as it was taught. Nothing of anybody's licence. */

export interface Habits {
  /** What comes before the licence's own first sign; "" where nothing does. */
  prefix: string;
  /** The longest pause between two of its keys, in milliseconds: nobody types faster. */
  gap: number;
}

export const usual: Habits = { prefix: "", gap: 35 };
/** Beyond it a quick typist would be taken for a scanner. */
export const slowest = 80;

const remembered = "showroom.scanner";

export function kept(): Habits {
  try {
    const { prefix, gap } = JSON.parse(localStorage.getItem(remembered) ?? "{}") as Partial<Habits>;
    const fits = typeof prefix === "string" && prefix.length <= 8 && typeof gap === "number" && gap > 0 && gap <= slowest;
    return fits ? { prefix, gap } : usual;
  } catch {
    // No storage, or something else in it.
    return usual;
  }
}

export function keep(habits: Habits) {
  try {
    localStorage.setItem(remembered, JSON.stringify(habits));
  } catch {
    // It then stays as it was.
  }
}
