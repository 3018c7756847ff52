/** Does what an action's key does. */
import type { ActionId } from "./actions";
import { parse, press } from "./chord";
import { keys } from "./keys.svelte";

/** As if its key were pressed: there is one way to do a thing. True where something answered. */
export function perform(id: ActionId): boolean {
  const [first] = keys.of(id);
  if (first === undefined) return false;
  const chord = parse(first);
  const at = document.activeElement ?? document.body;
  const event = new KeyboardEvent("keydown", {
    ...press(chord),
    ctrlKey: chord.control,
    altKey: chord.alt,
    shiftKey: chord.shift,
    bubbles: true,
    cancelable: true,
  });
  return !at.dispatchEvent(event);
}
