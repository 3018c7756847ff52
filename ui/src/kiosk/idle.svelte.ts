/** Whether anybody is still there: counts the seconds without a touch, and warns before the end. */

export const idleAfter = 45;
export const wipeAfter = 20;

export class Idle {
  /** Seconds until everything is wiped; absent while somebody is there. */
  left = $state<number | undefined>();
  #seconds = 0;

  /** Somebody touched something. Once warned this says nothing: only the warning's answer counts. */
  touch() {
    if (this.left === undefined) this.#seconds = 0;
  }

  /** Somebody is there. */
  restart() {
    this.#seconds = 0;
    this.left = undefined;
  }

  /** One second more. True when nobody came; the last seconds before that are counted. */
  tick(quiet = idleAfter): boolean {
    this.#seconds += 1;
    if (this.#seconds >= quiet + wipeAfter) return true;
    if (this.#seconds >= quiet) this.left = quiet + wipeAfter - this.#seconds;
    return false;
  }
}
