/**
 * Whether a key is a dialog's: pressed in it, in one that has just closed by it, or anywhere while
 * one is open. The view behind it leaves it alone.
 */
export const inDialog = ({ target }: Event): boolean =>
  (target instanceof Element && target.closest("dialog") !== null) || document.querySelector("dialog[open]") !== null;
