/**
 * The way staff ask for the way out: the four corners in order, or the first one held. Nothing on
 * the screen tells of it.
 */

/** How large a corner is; nothing to be touched stands in one. */
export const corner = 44;
export const withinMs = 5_000;
export const heldMs = 3_000;

export interface Place {
  x: number;
  y: number;
}

/** 0 to 3 clockwise from the top left. */
export function cornerAt({ x, y }: Place, width: number, height: number): number | undefined {
  const left = x <= corner;
  const top = y <= corner;
  if (!left && x < width - corner) return undefined;
  if (!top && y < height - corner) return undefined;
  if (top) return left ? 0 : 1;
  return left ? 3 : 2;
}

export class Corners {
  #next = 0;
  #since = 0;

  /** A touch. True when it was the fourth corner of four, soon enough after the first. */
  touched(at: number | undefined, ms: number): boolean {
    if (at === 0) {
      this.#next = 1;
      this.#since = ms;
      return false;
    }
    const meant = at !== undefined && at === this.#next && this.#next > 0 && ms - this.#since <= withinMs;
    if (!meant) {
      this.#next = 0;
      return false;
    }
    this.#next = at === 3 ? 0 : at + 1;
    return at === 3;
  }
}

/** Listens for both; returns what stops the listening. */
export function staff(found: () => void): () => void {
  const corners = new Corners();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let from: Place | undefined;
  const drop = () => {
    clearTimeout(timer);
    from = undefined;
  };
  const down = ({ clientX: x, clientY: y, timeStamp }: PointerEvent) => {
    drop();
    const at = cornerAt({ x, y }, innerWidth, innerHeight);
    if (corners.touched(at, timeStamp)) return found();
    if (at !== 0) return;
    from = { x, y };
    timer = setTimeout(() => {
      drop();
      found();
    }, heldMs);
  };
  const moved = ({ clientX: x, clientY: y }: PointerEvent) => {
    if (from && Math.hypot(x - from.x, y - from.y) > corner / 2) drop();
  };
  const heard = [
    ["pointerdown", down],
    ["pointermove", moved],
    ["pointerup", drop],
    ["pointercancel", drop],
  ] as const;
  for (const [name, hear] of heard) addEventListener(name, hear as EventListener, true);
  return () => {
    drop();
    for (const [name, hear] of heard) removeEventListener(name, hear as EventListener, true);
  };
}
