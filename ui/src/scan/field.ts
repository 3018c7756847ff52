/** The field that the keys go to while a scanner types. */

/** Types what was held back, where it was meant. */
export function put(text: string) {
  const at = document.activeElement;
  const words = [...text].filter((letter) => letter >= " ").join("");
  if (words === "" || !(at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement) || at.readOnly) return;
  // Old, and the only way that can be undone by Ctrl+Z.
  if (typeof document.execCommand === "function" && document.execCommand("insertText", false, words)) return;
  try {
    at.setRangeText(words, at.selectionStart ?? at.value.length, at.selectionEnd ?? at.value.length, "end");
  } catch {
    // An input of a kind that tells nothing of its caret.
    at.value += words;
  }
  at.dispatchEvent(new InputEvent("input", { bubbles: true, data: words, inputType: "insertText" }));
}

/** What the field that has the focus holds, to be put back there. */
export function remembered(): () => void {
  const field = document.activeElement;
  const fillable = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement;
  if (!fillable) return () => {};
  const held = field.value;
  return () => {
    if (field.value === held) return;
    field.value = held;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    if (field instanceof HTMLSelectElement) field.dispatchEvent(new Event("change", { bubbles: true }));
  };
}
